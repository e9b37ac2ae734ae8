// Runs the built command line as a child process, as people and scripts do, on small data that it makes.

import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { RandomStream } from '../../src/random.ts'

export const MAIN: string = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url).href)

if (!existsSync(MAIN)) throw new Error('The command line is not built. Run `npm run build` first.')

/** How a child process ended. */
export interface Finished {
  code: number | null
  stdout: string
  stderr: string
}

/** A child process and its end. */
export interface Started {
  child: ChildProcess
  finished: Promise<Finished>
}

const folders: string[] = []

/** A new folder, gone after the tests. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'argmax-cli-'))
  folders.push(folder)
  return folder
}

/** Removes all temporary folders. */
export function removeTemporaryFolders(): void {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
}

/** The environment of a child: without what colours or widens output. */
function environment(extra: Record<string, string>): NodeJS.ProcessEnv {
  const { NO_COLOR: _noColor, FORCE_COLOR: _forceColor, COLUMNS: _columns, ...rest } = process.env
  return { ...rest, ...extra }
}

/** Starts `argmax ...args` in a folder. */
export function start(
  args: readonly string[],
  options: { cwd: string; env?: Record<string, string>; nodeOptions?: readonly string[] },
): Started {
  const child = spawn(process.execPath, [...(options.nodeOptions ?? []), MAIN, ...args], {
    cwd: options.cwd,
    env: environment(options.env ?? {}),
  })
  let stdout = ''
  let stderr = ''
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    stdout += text
  })
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    stderr += text
  })
  const finished = new Promise<Finished>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code) => resolve({ code, stdout, stderr }))
  })
  return { child, finished }
}

/** Runs `argmax ...args` in a folder to its end, with `input` on stdin. */
export function argmax(
  args: readonly string[],
  options: { cwd: string; input?: string; env?: Record<string, string> },
): Promise<Finished> {
  const { child, finished } = start(args, options)
  child.stdin?.on('error', () => undefined)
  child.stdin?.end(options.input ?? '')
  return finished
}

/** The JSON objects of a text with one a line. */
export function jsonLines(text: string): Record<string, unknown>[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, unknown>)
}

/** An IDX file of bytes. */
export function idx(shape: readonly number[], data: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(4 + 4 * shape.length + data.length)
  const view = new DataView(bytes.buffer)
  view.setUint32(0, 0x0800 + shape.length)
  for (const [i, dimension] of shape.entries()) view.setUint32(4 + 4 * i, dimension)
  bytes.set(data, 4 + 4 * shape.length)
  return bytes
}

/** Images of 4 x 4 pixels in three classes: class k is bright in row k, with noise everywhere. */
export function stripes(rows: number, seed: number): { images: Uint8Array; labels: Uint8Array } {
  const stream = new RandomStream(seed, 'stripes')
  const images = new Uint8Array(rows * 16)
  const labels = Uint8Array.from({ length: rows }, (_, row) => row % 3)
  for (let i = 0; i < images.length; i++) {
    const bright = Math.floor((i % 16) / 4) === labels[Math.floor(i / 16)]
    images[i] = stream.nextBelow(120) + (bright ? 80 : 0)
  }
  return { images, labels }
}

/** A folder with a set of stripes; a test part where `testRows` is not 0. */
export function stripesFolder(parent: string, name: string, rows: number, testRows = 0): string {
  const folder = join(parent, name)
  mkdirSync(folder)
  const write = (part: string, count: number, seed: number): void => {
    const { images, labels } = stripes(count, seed)
    writeFileSync(join(folder, `${part}-images-idx3-ubyte`), idx([count, 4, 4], images))
    writeFileSync(join(folder, `${part}-labels-idx1-ubyte`), idx([count], labels))
  }
  write('train', rows, 1)
  if (testRows > 0) write('t10k', testRows, 2)
  return folder
}
