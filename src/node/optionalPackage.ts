// Packages that argmax uses where they are installed: found from the working directory, then from argmax itself, and loaded when they
// are first needed.

import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { MissingPackageError } from '../errors.ts'
import { resolvePackageFolder } from './platform.ts'

/** The versions that argmax is tested with; package.json's peerDependencies have the same. */
export const OPTIONAL_VERSIONS: Readonly<Record<'@duckdb/node-api' | 'sharp', string>> = {
  '@duckdb/node-api': '1.5.6-r.1',
  sharp: '0.35.5',
}

/**
 * Loads an optional package.
 *
 * @param use what it is needed for, as the start of a sentence: 'sqlSource() needs DuckDB'
 * @param command what could be run without installing it, such as `argmax train --sql ...`
 * @throws MissingPackageError with the command that installs it
 */
export async function optionalPackage(name: keyof typeof OPTIONAL_VERSIONS, use: string, command: string): Promise<unknown> {
  const folder = await resolvePackageFolder(name)
  const wanted = `${name}@${OPTIONAL_VERSIONS[name]}`
  if (folder === null) {
    throw new MissingPackageError(
      `${use}: the npm package ${name}, which is not installed. Run \`npm install ${wanted}\`, or on the command line ` +
        `\`npx -p argmax -p ${wanted} ${command}\`.`,
    )
  }
  try {
    const file = createRequire(join(folder, 'package.json')).resolve(folder)
    const loaded = (await import(pathToFileURL(file).href)) as { default?: unknown }
    return loaded.default ?? loaded
  } catch (cause) {
    throw new MissingPackageError(
      `${use}: the npm package ${name}, which could not be loaded: ${(cause as Error).message}. Install it again: \`npm install ${wanted}\`.`,
      { cause },
    )
  }
}
