// tune.json: what a search was asked for, what it has computed, and at its end what came of it; so that it goes on where it stopped.

import { DataError } from '../../errors.ts'
import type { EvaluationState } from '../../evaluation/index.ts'
import { readFileIfPresent, writeFile } from '../../node/platform.ts'
import type { TuneSettings } from './tuneOptions.ts'

/** The name of the file in its folder. */
export const TUNE_FILE = 'tune.json'

/** What the file holds. */
export interface TuneFile {
  readonly status: 'running' | 'done'
  readonly data: { readonly name: string; readonly hash: string }
  readonly settings: TuneSettings
  readonly state: EvaluationState | null
  /** What `--json` printed, at the end. */
  readonly result?: object
}

/** Reads it. @throws DataError where there is none, or it is damaged */
export async function readTuneFile(path: string): Promise<TuneFile> {
  const bytes = await readFileIfPresent(path)
  if (bytes === null) throw new DataError(`There is no ${path}, so its folder is not that of a search by argmax tune.`)
  let file: Partial<TuneFile> | undefined
  try {
    file = JSON.parse(new TextDecoder().decode(bytes)) as Partial<TuneFile>
  } catch (cause) {
    throw new DataError(`${path} is not JSON: ${(cause as Error).message}. The file is damaged.`, { cause })
  }
  const { data, settings, state } = file ?? {}
  const holds = typeof data?.hash === 'string' && Array.isArray(settings?.axes) && (state === null || Array.isArray(state?.results))
  if (!holds)
    throw new DataError(`${path} is not as argmax tune writes it, so the search can't go on. The file is damaged or edited.`)
  return file as TuneFile
}

/** Writes the file again whenever something was computed, the latest state only, one write after the other. */
export class TuneWriter {
  readonly #path: string
  #next: TuneFile | undefined
  #writing: Promise<void> | undefined

  constructor(path: string) {
    this.#path = path
  }

  /** Has it written soon. */
  write(file: TuneFile): void {
    this.#next = file
    this.#writing ??= this.#run()
  }

  /** Resolves when all is on the disk. @throws what the disk refused */
  async settle(): Promise<void> {
    await this.#writing
  }

  async #run(): Promise<void> {
    for (let file = this.#next; file !== undefined; file = this.#next) {
      this.#next = undefined
      await writeFile(this.#path, new TextEncoder().encode(`${JSON.stringify(file)}\n`))
    }
    this.#writing = undefined
  }
}
