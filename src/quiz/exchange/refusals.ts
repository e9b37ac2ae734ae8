// What an item holds that a format can't: refused by the item's id, so that nothing is lost in silence.

import { FormatError } from '../../errors.ts'
import type { Item, Quiz } from '../format/types.ts'

/** Items that a format can't hold, and why. */
export interface Refusal {
  readonly id: string
  readonly reason: string
}

/** How a quiz is written in another format. */
export interface ExportOptions {
  /** Fresh numbers are drawn by this seed and written as fixed ones. Without it, items that draw are refused. */
  readonly seed?: number | undefined
  /** Leave out what the format can't hold, instead of refusing the quiz. Default false. */
  readonly skip?: boolean | undefined
}

/** What was written, and what was left out. */
export interface Exported<T> {
  readonly output: T
  readonly skipped: readonly Refusal[]
}

/** The reason against an item with fresh numbers, where no seed fixes them. */
export function drawingReason(item: Item, { seed }: ExportOptions): string | undefined {
  return item.numbers !== undefined && seed === undefined
    ? 'it draws fresh numbers for each attempt. Give a seed to write it with fixed ones'
    : undefined
}

/**
 * Divides the items into those that a format holds and the others.
 *
 * @throws FormatError that lists all refused items, unless they are to be skipped, or nothing is left
 */
export function divideItems(
  quiz: Quiz,
  format: string,
  reasonOf: (item: Item) => string | undefined,
  { skip = false }: ExportOptions,
): { kept: readonly Item[]; skipped: readonly Refusal[] } {
  const skipped = quiz.items.flatMap((item) => {
    const reason = reasonOf(item)
    return reason === undefined ? [] : [{ id: item.id, reason }]
  })
  const kept = quiz.items.filter(({ id }) => !skipped.some((refusal) => refusal.id === id))
  if (skipped.length > 0 && (!skip || kept.length === 0)) {
    const lines = skipped.map(({ id, reason }) => `item ${id}: ${reason}.`)
    const advice =
      kept.length === 0
        ? 'No item is left to write.'
        : `The other ${kept.length} can be written without ${skipped.length === 1 ? 'it' : 'them'} (--skip).`
    throw new FormatError([`${format} can't hold all of ${quiz.id}:`, ...lines, advice].join('\n'))
  }
  return { kept, skipped }
}
