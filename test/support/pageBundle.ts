// What a page downloads: a module bundled for browsers in chunks, as esbuild splits it, and which of them are fetched when.

import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** A bundle in chunks. */
export interface PageBundle {
  /** Every file, by name. */
  readonly files: ReadonlyMap<string, Uint8Array>
  /** The entry, and all that it imports: a page fetches them before it runs anything. */
  readonly start: readonly string[]
  /** What is fetched where the code asks for it, by the module of the package that is asked for: it, and what it imports beyond the start. */
  readonly later: ReadonlyMap<string, readonly string[]>
}

/** The name of the entry. */
export const ENTRY = 'page.js'

/** Bundles, minified, through the package's own exports and conditions. */
export async function bundlePage(contents: string): Promise<PageBundle> {
  const { outputFiles, metafile } = await build({
    absWorkingDir: root,
    stdin: { contents, resolveDir: root, sourcefile: ENTRY },
    entryNames: ENTRY.replace('.js', ''),
    outdir: '.',
    splitting: true,
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'browser',
    metafile: true,
    write: false,
    logLevel: 'silent',
  })
  const nameOf = (path: string): string => path.split(/[\\/]/).at(-1) as string
  const outputs = new Map(Object.entries(metafile.outputs).map(([path, output]) => [nameOf(path), output]))
  const withImports = (name: string, found: Set<string> = new Set()): Set<string> => {
    if (found.has(name)) return found
    found.add(name)
    for (const { path, kind } of outputs.get(name)?.imports ?? []) if (kind === 'import-statement') withImports(nameOf(path), found)
    return found
  }
  const start = withImports(ENTRY)
  const later = new Map<string, readonly string[]>()
  for (const [name, { entryPoint }] of outputs) {
    if (entryPoint && !start.has(name))
      later.set(
        entryPoint,
        [...withImports(name)].filter((file) => !start.has(file)),
      )
  }
  return { files: new Map(outputFiles.map(({ path, contents }) => [nameOf(path), contents])), start: [...start], later }
}

/** What a server sends for files, each gzipped by itself. */
export function gzipped({ files }: PageBundle, names: readonly string[]): number {
  return names.reduce((total, name) => total + gzipSync(files.get(name) as Uint8Array, { level: 9 }).length, 0)
}
