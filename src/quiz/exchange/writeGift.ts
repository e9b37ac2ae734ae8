// A quiz in Moodle's GIFT format (https://docs.moodle.org/en/GIFT_format). It holds choices, numbers with a tolerance, and feedback;
// everything in Markdown. The names of items become titles and [id:] comments, the letters of choices are those of their order.

import { presentItem } from '../attempt/presentItem.ts'
import type { Item, Quiz } from '../format/types.ts'
import { divideItems, drawingReason, type Exported, type ExportOptions } from './refusals.ts'

/** Signs that mean something in GIFT, and line breaks. */
function escaped(text: string): string {
  return text.replaceAll(/[\\~=#{}:]/g, '\\$&').replaceAll('\n', '\\n')
}

/** Whether an arrow stands among the answers, for which GIFT has no escape: it makes a question of matching pairs. */
function hasArrow(item: Item): boolean {
  const answers = item.kind === 'order' ? item.entries : item.kind === 'numeric' ? (item.mistakes ?? []) : item.choices
  return JSON.stringify([answers, item.feedback]).includes('->')
}

/** Why GIFT can't hold an item, or undefined. */
function reasonOf(item: Item, options: ExportOptions): string | undefined {
  if (item.kind === 'order') return 'GIFT has no questions of order'
  if (item.stimulus !== undefined) return 'GIFT has no stimulus (listing, figure or panel); put it into the text'
  if (hasArrow(item)) return 'GIFT takes -> in an answer or its feedback for a matching pair'
  if (item.hint !== undefined) return 'GIFT has no hints'
  if ((item.points ?? 1) !== 1) return 'GIFT has no points: each question has one'
  if (item.kind === 'numeric' && item.unit !== undefined) return 'GIFT has no units; put it into the text'
  if (item.kind === 'numeric' && item.tolerance !== undefined && typeof item.tolerance !== 'number') {
    return 'GIFT has no relative tolerance; give it as a number'
  }
  if (item.kind !== 'numeric' && item.choices.some(({ id }, i) => id !== undefined && id !== String.fromCharCode(97 + i))) {
    return 'GIFT has no names of choices: leave them out, so that they are a, b, c in their order'
  }
  return drawingReason(item, options)
}

/** A number without an exponent, as GIFT reads them. */
function plainNumber(value: number): string {
  const text = String(value)
  return /e/.test(text)
    ? value
        .toFixed(Math.abs(value) < 1 ? 20 : 0)
        .replace(/(\.\d*?)0+$/, '$1')
        .replace(/\.$/, '')
    : text
}

/** A share of the points in percent, with the five decimals that Moodle stores. */
function percentOf(share: number): string {
  return Number((share * 100).toFixed(5)).toString()
}

function feedbackText(feedback: string | undefined): string {
  return feedback === undefined ? '' : `#[markdown]${escaped(feedback)}`
}

function itemText(quiz: Quiz, item: Item, seed: number): string {
  // The choices in the order of the file: Moodle shuffles by itself.
  const shown = presentItem({ id: quiz.id, shuffle: { choices: false } }, item, seed)
  const lines = [
    `// [id:${item.id}]`,
    `::${escaped(item.id)}::[markdown]${escaped(shown.text)} {${shown.kind === 'numeric' ? '#' : ''}`,
  ]
  if (shown.kind === 'numeric') {
    lines.push(`=${plainNumber(shown.answer)}:${plainNumber(shown.tolerance)}`)
    for (const { value, feedback } of shown.mistakes) {
      lines.push(`=%0%${plainNumber(value)}:${plainNumber(shown.tolerance)}${feedbackText(feedback)}`)
    }
  } else if (shown.kind === 'single' || shown.kind === 'multiple') {
    const rights = shown.choices.filter(({ right }) => right).length
    for (const { text, right, feedback } of shown.choices) {
      const mark = shown.kind === 'single' ? (right ? '=' : '~') : `~%${right ? '' : '-'}${percentOf(1 / rights)}%`
      lines.push(`${mark}[markdown]${escaped(text)}${feedbackText(feedback)}`)
    }
  }
  if (shown.feedback !== undefined) lines.push(`####[markdown]${escaped(shown.feedback)}`)
  return [...lines, '}'].join('\n')
}

/**
 * A quiz as GIFT.
 *
 * @throws FormatError that names the items which GIFT can't hold, unless `skip` leaves them out
 */
export function writeGift(quiz: Quiz, options: ExportOptions = {}): Exported<string> {
  const { kept, skipped } = divideItems(quiz, 'GIFT', (item) => reasonOf(item, options), options)
  const head = [`// ${quiz.title.replaceAll(/\s+/g, ' ')}`, `// [quiz:${quiz.id}]`]
  const texts = kept.map((item) => itemText(quiz, item, options.seed ?? 1))
  return { output: `${[head.join('\n'), ...texts].join('\n\n')}\n`, skipped }
}
