// The seam between argmax and where it runs, as a browser has it; src/node/platform.ts gives Node the same exports.
// Core imports it as `#platform`, and the package's conditions choose the file.

import { DataError, UsageError } from './errors.ts'

/** Where progress is shown. */
export interface Terminal {
  /** Whether lines may be drawn over. */
  readonly isTerminal: boolean
  /** The width in characters. */
  readonly columns: number
}

/** Reads the bytes of a URL, absolute or relative to the page. @throws DataError if they cannot be had */
export async function readFile(path: string | URL): Promise<Uint8Array> {
  const bytes = await readFileIfPresent(path)
  if (bytes === null)
    throw new DataError(`There is nothing at ${path} (the server says that it does not exist). Check the address.`)
  return bytes
}

/** As `readFile`, but null where there is no such file. @throws DataError for any other fault */
export async function readFileIfPresent(path: string | URL): Promise<Uint8Array | null> {
  const unreachable = (cause: unknown): never => {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new DataError(
      `Could not fetch ${path}: ${reason}. Check the address, the network, and that the server lets this page read it (CORS).`,
      { cause },
    )
  }
  const response = await fetch(path).catch(unreachable)
  if (response.status === 404 || response.status === 410) return null
  if (!response.ok) throw new DataError(`Could not fetch ${path}: the server answered ${response.status}. Check the address.`)
  return new Uint8Array(await response.arrayBuffer().catch(unreachable))
}

/** A browser cannot write files: always rejects with a UsageError that says what to do instead. */
export async function writeFile(path: string | URL, _bytes: Uint8Array): Promise<void> {
  throw new UsageError(
    `A browser cannot write the file ${path}. Call save() without a path: it resolves to the bytes, to download or to store.`,
  )
}

/** The names of the files in a folder; null where there is no such folder or, as in a browser, folders cannot be listed. */
export async function listFolder(_path: string | URL): Promise<string[] | null> {
  return null
}

/** The folder of an optional npm package; null where it is not installed or, as in a browser, there are no such folders. */
export async function resolvePackageFolder(_name: string): Promise<string | null> {
  return null
}

/** Shows progress: the console, a line a call. */
export function writeProgress(text: string): void {
  console.log(text.endsWith('\n') ? text.slice(0, -1) : text)
}

/** A browser's console: no terminal. */
export function terminal(): Terminal {
  return { isTerminal: false, columns: 80 }
}

/** Switches V8's revectorizer on, and checks it; resolves to why it is off, or undefined where it is on. */
export async function revectorize(_arithmetic: 'fma' | 'strict', _pause: () => Promise<void>): Promise<string | undefined> {
  return 'The revectorizer is off: in a browser it is a setting of the browser.'
}

/** Whether the environment asks for the revectorizer. */
export function wantsRevectorizer(): boolean {
  return false
}

/** A worker thread. */
export interface Thread {
  post(message: unknown): void
  /** Whether the process stays alive for it. */
  ref(): void
  unref(): void
  terminate(): void
}

/** What is called when a thread answers, and when it ends or can't start. */
export interface ThreadEvents {
  onMessage(message: unknown): void
  onEnd(error: Error): void
}

/** How many threads the machine can run at once. */
export function availableThreads(): number {
  return (globalThis as { navigator?: { hardwareConcurrency?: number } }).navigator?.hardwareConcurrency ?? 1
}

declare class Worker {
  constructor(url: URL, options: { type: 'module'; name: string })
  onmessage: ((event: { data: unknown }) => void) | null
  onerror: ((event: { message?: string; preventDefault?(): void }) => void) | null
  onmessageerror: (() => void) | null
  postMessage(message: unknown): void
  terminate(): void
}

/** Starts a worker on runtime/batches.js. */
export function startThread({ onMessage, onEnd }: ThreadEvents): Thread {
  const worker = new Worker(new URL('./runtime/batches.js', import.meta.url), { type: 'module', name: 'argmax-thread' })
  worker.onmessage = ({ data }) => onMessage(data)
  worker.onerror = (event) => {
    event.preventDefault?.()
    onEnd(new Error(event.message || 'the script of the worker could not be loaded'))
  }
  worker.onmessageerror = () => onEnd(new Error('a message to or from the worker could not be read'))
  return { post: (message) => worker.postMessage(message), ref: () => {}, unref: () => {}, terminate: () => worker.terminate() }
}
