// The programs that one model has loaded. Those used last are kept, a few for each purpose; the others give their memory back.

import type { Program } from '../runtime/runtime.ts'

/** Programs of one purpose that are kept: a step, a last smaller batch, a few sizes that a user tries. */
const MOST = 4

/** A program, or one that is being loaded. */
interface Entry {
  readonly capacity: number
  loading: Promise<Program> | Program
  /** How many callers hold it for good. */
  holders: number
}

/** Programs by purpose and the rows they can take. */
export class Programs {
  /** For each purpose the entries by their last use, the latest last. */
  readonly #entries = new Map<string, Entry[]>()
  readonly #holders = new FinalizationRegistry<Entry>((entry) => {
    entry.holders--
  })

  /** A program for `rows` rows: one made for as many, or for up to twice as many (they run masked). */
  find(purpose: string, rows: number): Promise<Program> | Program | undefined {
    const entries = this.#entries.get(purpose)
    const found = entries?.find(({ capacity }) => capacity >= rows && capacity <= 2 * rows)
    if (!entries || !found) return undefined
    entries.splice(entries.indexOf(found), 1)
    entries.push(found)
    return found.loading
  }

  /** Keeps a program. */
  keep(purpose: string, capacity: number, loading: Promise<Program> | Program): void {
    const entry: Entry = { capacity, loading, holders: 0 }
    const entries = this.#entries.get(purpose) ?? []
    this.#entries.set(purpose, entries)
    entries.push(entry)
    if (loading instanceof Promise) {
      loading.then(
        (program) => {
          entry.loading = program
        },
        () => {
          const position = entries.indexOf(entry)
          if (position >= 0) entries.splice(position, 1)
        },
      )
    }
  }

  /** Makes room for a further program: releases those that were not used for longest and that nobody holds. */
  trim(purpose: string): void {
    const entries = this.#entries.get(purpose) ?? []
    const free = entries.filter(({ holders, loading }) => holders === 0 && !(loading instanceof Promise))
    for (const entry of free.slice(0, Math.max(0, entries.length - MOST + 1))) this.#release(entries, entry)
  }

  /** Keeps a program for as long as `holder` lives. */
  hold(purpose: string, program: Program, holder: object): void {
    const entry = this.#entries.get(purpose)?.find(({ loading }) => loading === program)
    if (!entry) return
    entry.holders++
    this.#holders.register(holder, entry)
  }

  /** Releases all programs of the purposes that `chosen` picks. */
  drop(chosen: (purpose: string) => boolean): void {
    for (const [purpose, entries] of this.#entries) {
      if (chosen(purpose)) for (const entry of [...entries]) this.#release(entries, entry)
    }
  }

  #release(entries: Entry[], entry: Entry): void {
    entries.splice(entries.indexOf(entry), 1)
    if (!(entry.loading instanceof Promise)) entry.loading.release()
    else entry.loading.then((program) => program.release()).catch(() => undefined)
  }
}
