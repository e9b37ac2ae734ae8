// The seam between argmax and where it runs, as Node has it; src/platform.ts is the browser's, with the same exports.

import { lstat, open, readdir, readFile as readFromDisk, realpath, rename, stat, unlink } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { availableParallelism } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { setFlagsFromString } from 'node:v8'
import { Worker } from 'node:worker_threads'
import { DataError, UsageError } from '../errors.ts'
import { readFileIfPresent as fetchIfPresent, type Terminal, type Thread, type ThreadEvents } from '../platform.ts'

export type { Terminal, Thread, ThreadEvents }

/** The path of a file, or the URL where it must be fetched. */
function locate(path: string | URL): { file: string } | { url: string } {
  const text = typeof path === 'string' ? path : path.href
  if (/^file:/i.test(text)) return { file: fileURLToPath(text) }
  if (typeof path !== 'string' || /^(https?|data|blob):/i.test(text)) return { url: text }
  return { file: path }
}

/** The file behind a path that must not be an address. */
function locateFile(path: string | URL, what: string): string {
  const place = locate(path)
  if ('file' in place) return place.file
  throw new UsageError(`${what} must be a path or a file: URL; received ${place.url}.`)
}

const codeOf = (error: unknown): string | undefined => (error as NodeJS.ErrnoException | null)?.code
const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

/** Reads a file by path or file: URL, or fetches an http(s) URL. @throws DataError if that cannot be done */
export async function readFile(path: string | URL): Promise<Uint8Array> {
  const bytes = await readFileIfPresent(path)
  if (bytes === null) throw new DataError(`There is no file ${path}. Check the path; relative paths start at ${process.cwd()}.`)
  return bytes
}

/** As `readFile`, but null where there is no such file. @throws DataError for any other fault */
export async function readFileIfPresent(path: string | URL): Promise<Uint8Array | null> {
  const place = locate(path)
  if ('url' in place) return fetchIfPresent(place.url)
  try {
    const buffer = await readFromDisk(place.file)
    return new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength)
  } catch (cause) {
    if (codeOf(cause) === 'ENOENT' || codeOf(cause) === 'ENOTDIR') return null
    if (codeOf(cause) === 'EISDIR') throw new DataError(`${path} is a folder; a file is needed.`, { cause })
    throw new DataError(`Could not read ${path}: ${messageOf(cause)}.`, { cause })
  }
}

/** Whether there is something at `path` that is not a regular file: a device or a pipe is written to, never replaced. */
async function isSpecial(path: string): Promise<boolean> {
  const found = await lstat(path).catch(() => null)
  return found !== null && !found.isFile() && !found.isDirectory()
}

/** Writes all bytes and has them reach the disk before it resolves. */
async function writeThrough(path: string, bytes: Uint8Array, flag: 'wx' | 'w', mode: number): Promise<void> {
  const handle = await open(path, flag, mode)
  try {
    await handle.writeFile(bytes)
    if (flag === 'wx') await handle.sync()
  } finally {
    await handle.close()
  }
}

/**
 * Writes a file so that it holds either its former bytes or all of the new ones, whatever happens: the bytes go to a
 * new file in the same folder, which then takes the name.
 *
 * @throws UsageError if the file cannot be written there (no such folder, no permission, no space)
 */
export async function writeFile(path: string | URL, bytes: Uint8Array): Promise<void> {
  const named = locateFile(path, 'writeFile(path, bytes): the path')
  const target = await realpath(named).catch(() => named) // a symbolic link stays one
  const temporary = `${target}.${process.pid}-${process.hrtime.bigint()}.tmp`
  try {
    if (await isSpecial(target)) return await writeThrough(target, bytes, 'w', 0o666)
    const former = await stat(target).catch(() => null)
    try {
      await writeThrough(temporary, bytes, 'wx', former === null ? 0o666 : former.mode & 0o777)
      await rename(temporary, target)
    } catch (error) {
      await unlink(temporary).catch(() => undefined)
      throw error
    }
  } catch (cause) {
    const reason = codeOf(cause) === 'ENOENT' ? `the folder ${dirname(target)} does not exist; make it first` : messageOf(cause)
    throw new UsageError(`Could not write ${path}: ${reason}.`, { cause })
  }
}

/** The names in a folder, sorted; null where there is no such folder. */
export async function listFolder(path: string | URL): Promise<string[] | null> {
  const place = locate(path)
  if ('url' in place) return null
  try {
    return (await readdir(place.file)).sort()
  } catch (cause) {
    if (codeOf(cause) === 'ENOENT' || codeOf(cause) === 'ENOTDIR') return null
    throw new DataError(`Could not list the folder ${path}: ${messageOf(cause)}.`, { cause })
  }
}

/**
 * The folder of an optional npm package as seen from the working directory, else as seen from argmax itself (with
 * `npx -p argmax -p other` both lie in npx's own folder); null where it is not installed.
 */
export async function resolvePackageFolder(name: string): Promise<string | null> {
  for (const from of [join(process.cwd(), 'package.json'), import.meta.url]) {
    // The lookup folders are walked, because a package's `exports` may hide its package.json from resolve().
    for (const folder of createRequire(from).resolve.paths(name) ?? []) {
      const candidate = join(folder, name)
      if (await stat(join(candidate, 'package.json')).catch(() => null)) return candidate
    }
  }
  return null
}

/** Shows progress on stderr; stdout is for data. */
export function writeProgress(text: string): void {
  process.stderr.write(text)
}

/** What stderr is. */
export function terminal(): Terminal {
  const { isTTY, columns } = process.stderr
  return { isTerminal: isTTY === true, columns: columns > 0 ? columns : 80 }
}

/** The first Node whose revectorizer computes right. */
const REVECTORIZER_SINCE = 24

/** Switches V8's revectorizer for all WebAssembly to come. @returns why that can't be done here, or undefined */
function setRevectorizer(on: boolean): string | undefined {
  if (!process.versions.v8 || Number.parseInt(process.versions.node, 10) < REVECTORIZER_SINCE || 'bun' in process.versions) {
    return `it needs Node ${REVECTORIZER_SINCE} or newer, and this is ${'bun' in process.versions ? 'Bun' : process.version}`
  }
  setFlagsFromString(on ? '--experimental-wasm-revectorize' : '--no-experimental-wasm-revectorize')
  return undefined
}

/** Switches V8's revectorizer on, and checks it; resolves to why it is off, or undefined where it is on. */
export async function revectorize(arithmetic: 'fma' | 'strict', pause: () => Promise<void>): Promise<string | undefined> {
  const { checkedRevectorizer } = await import('../training/revectorize.ts')
  return checkedRevectorizer(setRevectorizer, arithmetic, pause)
}

/** Whether the environment asks for the revectorizer: ARGMAX_REVECTORIZE=1. */
export function wantsRevectorizer(): boolean {
  return process.env.ARGMAX_REVECTORIZE === '1'
}

/** How many threads the machine can run at once. */
export function availableThreads(): number {
  return availableParallelism()
}

/** Starts a worker on runtime/batches.js. */
export function startThread({ onMessage, onEnd }: ThreadEvents): Thread {
  const worker = new Worker(new URL('../runtime/batches.js', import.meta.url), {
    name: 'argmax-thread',
    workerData: 'argmax-thread',
  })
  worker.on('message', onMessage)
  worker.on('error', (error) => onEnd(error))
  worker.on('messageerror', (error) => onEnd(error))
  worker.on('exit', (code) => onEnd(new Error(`a worker thread ended with exit code ${code}`)))
  return {
    post: (message) => worker.postMessage(message),
    ref: () => worker.ref(),
    unref: () => worker.unref(),
    terminate: () => void worker.terminate(),
  }
}
