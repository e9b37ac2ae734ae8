// A confusion matrix as text: as many classes as fit beside each other, those with the most mistakes first to stay.

import { clip, groupDigits } from '../numberText.ts'
import { oneLine } from '../printable.ts'
import { PLAIN, type TextStyle } from './textStyle.ts'

/** Characters of a class's name at its line, and the most and the least of a column. */
const LONGEST_NAME = 16
const WIDEST_COLUMN = 12
const NARROWEST_COLUMN = 3

type Matrix = readonly (readonly number[])[]

/** Rows that are wrong on either side of a class. */
function mistakesOf(confusion: Matrix): number[] {
  return confusion.map((counts, i) => {
    let sum = 0
    for (let j = 0; j < counts.length; j++) if (j !== i) sum += (counts[j] as number) + (confusion[j]![i] as number)
    return sum
  })
}

/** The classes to show, in class order: all, or those with the most mistakes. */
function classesToShow(confusion: Matrix, most: number): number[] {
  const all = confusion.map((_, i) => i)
  if (all.length <= most) return all
  const mistakes = mistakesOf(confusion)
  return all
    .sort((a, b) => (mistakes[b] as number) - (mistakes[a] as number)) // stable
    .slice(0, most)
    .sort((a, b) => a - b)
}

/** Which classes are shown, and how wide everything is. */
interface Layout {
  readonly shown: readonly number[]
  readonly clipped: boolean
  /** Names too long for their column stand at their line only, and both have the class's index. */
  readonly numbered: boolean
  readonly left: number
  readonly width: number
  /** The last column, which counts all classes that aren't shown. */
  readonly rest: number
}

function layOut(confusion: Matrix, names: readonly string[], columns: number): Layout {
  const digits = Math.max(...confusion.flatMap((counts) => counts.map((count) => groupDigits(count).length)))
  const least = Math.max(NARROWEST_COLUMN, digits)
  const sums = confusion.map((counts) => counts.reduce((sum, count) => sum + count, 0))
  const rest = Math.max('others'.length, ...sums.map((sum) => groupDigits(sum).length)) + 2
  const longest = Math.max(...names.map((name) => name.length))
  const index = String(names.length).length + 1
  // Whether names or indices stand over the columns changes the room for them: names where all classes fit with theirs.
  const leftOf = (numbered: boolean): number =>
    Math.max('true class'.length, Math.min(longest, LONGEST_NAME) + (numbered ? index : 0))
  const named = Math.max(least, longest)
  if (longest <= WIDEST_COLUMN && names.length * (named + 2) <= columns - leftOf(false)) {
    const shown = names.map((_, i) => i)
    return { shown, clipped: false, numbered: false, left: leftOf(false), width: named, rest: 0 }
  }
  const numbered = longest > least
  const left = leftOf(numbered)
  const clipped = names.length * (least + 2) > columns - left
  const most = clipped ? Math.floor((columns - left - rest) / (least + 2)) : names.length
  return { shown: classesToShow(confusion, Math.max(1, most)), clipped, numbered, left, width: least, rest: clipped ? rest : 0 }
}

/**
 * The confusion matrix as lines of text, none longer than `columns`: true classes down, predicted classes across, numbers to
 * the right, a dot for none. Where not all classes fit, those with the most mistakes are shown and the last column counts the rest.
 *
 * @param confusion `confusion[i][j]`: rows of true class i predicted as j
 * @param classes what each class is called
 * @param options `columns`: characters in a line; fewer than 60 count as 60
 */
export function confusionText(
  confusion: Matrix,
  classes: readonly (string | number)[],
  { columns = 80, style = PLAIN }: { columns?: number; style?: Pick<TextStyle, 'bold' | 'dim'> } = {},
): string[] {
  const names = classes.map((name) => oneLine(String(name)))
  const { shown, clipped, numbered, left, width, rest } = layOut(confusion, names, Math.max(60, columns))
  const count = (value: number): string => (value === 0 ? '·' : groupDigits(value))
  const cell = (text: string): string => `  ${text.padStart(width)}`
  const nameAt = (i: number): string => clip(names[i] as string, LONGEST_NAME)
  const atLine = (i: number): string =>
    numbered ? `${String(i).padStart(String(names.length - 1).length)} ${nameAt(i)}` : nameAt(i)
  const overColumn = (j: number): string => (numbered ? String(j) : (names[j] as string))

  const header = `${'true class'.padEnd(left)}${shown.map((j) => cell(overColumn(j))).join('')}${clipped ? 'others'.padStart(rest) : ''}`
  const lines = shown.map((i) => {
    const counts = confusion[i] as readonly number[]
    const others = counts.reduce((sum, value, j) => (shown.includes(j) ? sum : sum + value), 0)
    // The number is what is bold, not the spaces before it: some terminals underline bold text.
    const cells = shown.map((j) => {
      const text = count(counts[j] as number)
      return j === i ? `${' '.repeat(width + 2 - text.length)}${style.bold(text)}` : cell(text)
    })
    return `${atLine(i).padEnd(left)}${cells.join('')}${clipped ? count(others).padStart(rest) : ''}`
  })
  const note = clipped ? [style.dim(`${shown.length} of ${names.length} classes: those with the most mistakes.`)] : []
  return [style.dim(`${' '.repeat(left + 2)}predicted as`), style.bold(header), ...lines, ...note]
}
