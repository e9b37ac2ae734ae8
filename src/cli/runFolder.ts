// The folder of one training run. It is found or made before any data is read, so that a run of an hour can't end with
// "no permission"; what was in a folder that --overwrite names stays there, except for argmax's own files.

import { access, constants, mkdir, readdir, rmdir, stat } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { DataError, UsageError } from '../errors.ts'
import { shellQuote } from './table.ts'

/** The files that argmax itself puts into a run folder. */
export const MODEL_FILE = 'model.safetensors'
export const HISTORY_FILE = 'history.json'
export const REPORT_FILE = 'report.html'
export const CHECKPOINT_FILE: string = join('checkpoint', 'checkpoint.safetensors')

/** A run's folder and the files to write into it. */
export interface RunFolder {
  readonly path: string
  readonly modelPath: string
  readonly historyPath: string
  readonly reportPath: string
  /** The model with its optimizer and position, in a folder of its own. */
  readonly checkpointPath: string
  /** Removes the folder again if this run made it and nothing was put into it. */
  discardIfEmpty(): Promise<void>
}

const codeOf = (error: unknown): string | undefined => (error as NodeJS.ErrnoException).code

/** A name of data as part of a file name: `My Set/v2` as `My-Set-v2`. */
export function folderName(data: string): string {
  return data.replace(/[^\w.]+/g, '-').replace(/^[-.]+|[-.]+$/g, '') || 'data'
}

/** @param made the outermost folder that was made for this one; undefined if it was there */
function runFolder(path: string, made: string | undefined): RunFolder {
  return {
    path,
    modelPath: join(path, MODEL_FILE),
    historyPath: join(path, HISTORY_FILE),
    reportPath: join(path, REPORT_FILE),
    checkpointPath: join(path, CHECKPOINT_FILE),
    async discardIfEmpty() {
      if (made === undefined) return
      const outermost = resolve(made)
      for (let folder = resolve(path); folder.startsWith(outermost); folder = dirname(folder)) {
        // rmdir refuses a folder that holds anything, which is what is wanted here.
        if (
          !(await rmdir(folder).then(
            () => true,
            () => false,
          ))
        )
          return
      }
    },
  }
}

/**
 * Makes a folder and those it lies in. Node 20's own recursive mkdir never ends where a file system answers that a parent is
 * missing however often it is made, as /proc does.
 *
 * @returns the outermost folder that was made; undefined if all were there
 */
async function makeFolders(path: string): Promise<string | undefined> {
  const missing: string[] = []
  let folder = resolve(path)
  while (!(await exists(folder)) && folder !== dirname(folder)) {
    missing.unshift(folder)
    folder = dirname(folder)
  }
  let made: string | undefined
  for (const next of missing) {
    try {
      await mkdir(next)
      made ??= next
    } catch (error) {
      if (codeOf(error) !== 'EEXIST' || !(await isFolder(next))) throw error // another run may have been faster
    }
  }
  if (missing.length === 0 && !(await isFolder(folder))) throw Object.assign(new Error(`${path} is a file`), { code: 'ENOTDIR' })
  return made
}

/** Makes runs/<data>-<n> with the first n that is free; mkdir itself decides, so two runs never share one. */
async function nextRunFolder(data: string): Promise<RunFolder> {
  const name = folderName(data)
  try {
    const made = await makeFolders('runs')
    const taken = (await readdir('runs'))
      .map((entry) => (entry.startsWith(`${name}-`) ? Number(entry.slice(name.length + 1)) : 0))
      .filter(Number.isSafeInteger)
    for (let n = Math.max(0, ...taken) + 1; ; n++) {
      const path = join('runs', `${name}-${n}`)
      try {
        await mkdir(path)
        return runFolder(path, made ?? path)
      } catch (error) {
        if (codeOf(error) !== 'EEXIST') throw error
      }
    }
  } catch (cause) {
    throw new UsageError(
      `Could not make a run folder under runs/ in ${process.cwd()}: ${(cause as Error).message}. Name a folder with --out DIR.`,
      { cause },
    )
  }
}

/**
 * The folder for a run, made or checked: it exists, may be written to, and is empty or given up to --overwrite.
 *
 * @param data the name of the data, for runs/<data>-<n>
 * @throws UsageError if the folder cannot be used
 */
export async function openRunFolder(data: string, options: { out?: string; overwrite?: boolean }): Promise<RunFolder> {
  const { out, overwrite } = options
  if (out === undefined) return nextRunFolder(data)
  if (out === '') throw new UsageError('--out needs the name of a folder, such as --out runs/first; received an empty text.')
  const made = await makeFolders(out).catch((cause) => {
    if (codeOf(cause) === 'EEXIST' || codeOf(cause) === 'ENOTDIR') {
      throw new UsageError(`--out must be a folder, but ${out} is, or lies under, a file. Name another folder.`, { cause })
    }
    throw new UsageError(`Could not make the folder ${out} of --out: ${cause.message}.`, { cause })
  })
  try {
    await access(out, constants.W_OK | constants.X_OK)
    const entries = await readdir(out)
    if (entries.length > 0 && !overwrite) {
      const held = entries.slice(0, 3).join(', ') + (entries.length > 3 ? ', ...' : '')
      throw new UsageError(
        `The folder ${out} of --out is not empty (it holds ${held}). Name another, or add --overwrite to replace argmax's own files in it.`,
      )
    }
  } catch (cause) {
    if (cause instanceof UsageError) throw cause
    throw new UsageError(`Could not use the folder ${out} of --out: ${(cause as Error).message}.`, { cause })
  }
  return runFolder(out, made)
}

/**
 * The folder of a run to go on with.
 *
 * @throws UsageError if there is none or it may not be written to
 */
export async function reopenRunFolder(path: string): Promise<RunFolder> {
  const found = await stat(path).catch(() => null)
  if (!found?.isDirectory()) {
    throw new UsageError(
      `--resume must be the folder of a run, such as runs/mnist-1; ${JSON.stringify(path)} is ${found === null ? 'not there' : 'a file'}.`,
    )
  }
  await access(path, constants.W_OK | constants.X_OK).catch((cause) => {
    throw new UsageError(`The folder ${path} of --resume may not be written to: ${cause.message}.`, { cause })
  })
  return runFolder(path, undefined)
}

async function isFolder(path: string): Promise<boolean> {
  return (await stat(path).catch(() => null))?.isDirectory() === true
}

/** Whether there is anything at a path. */
export async function exists(path: string): Promise<boolean> {
  return (await stat(path).catch(() => null)) !== null
}

/**
 * The model file that MODEL names: the file itself, or the one in a run folder.
 *
 * @throws DataError if there is none
 */
export async function resolveModelPath(path: string): Promise<string> {
  const found = await stat(path).catch(() => null)
  if (found === null) {
    throw new DataError(`There is no model at ${path}. Give a .safetensors file or a run folder; argmax train makes one.`)
  }
  if (!found.isDirectory()) return path
  const inside = join(path, MODEL_FILE)
  if (await stat(inside).catch(() => null)) return inside
  throw new DataError(
    `The folder ${path} holds no ${MODEL_FILE}, so it is not a finished run. Train into it: argmax train DATA --out ${shellQuote(path)}`,
  )
}
