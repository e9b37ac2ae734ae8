// An item as one attempt shows it: numbers drawn, values put into the texts, choices in the attempt's order, the right answer known.
// What the page or terminal shows, the grader and the exporters all start from this.

import { shuffleIndices } from '../../random.ts'
import { evaluateExpression } from '../expression/evaluate.ts'
import { scalar } from '../expression/functions.ts'
import { type Figure, type Item, idAt, type Listing, type Panel, type Quiz, type Stimulus } from '../format/types.ts'
import { fillText } from '../text/fillText.ts'
import { drawNumbers } from './drawNumbers.ts'

/** A choice or an entry as it is shown. */
export interface PresentedChoice {
  readonly id: string
  readonly text: string
  readonly right: boolean
  readonly feedback?: string
}

interface PresentedBase {
  readonly id: string
  readonly points: number
  /** Markdown with TeX. */
  readonly text: string
  readonly stimulus: readonly Stimulus[]
  readonly hint?: string
  readonly feedback?: string
}

/** A question with choices, in the order to show. */
export interface PresentedChoices extends PresentedBase {
  readonly kind: 'single' | 'multiple'
  readonly choices: readonly PresentedChoice[]
}

/** A question for a number. */
export interface PresentedNumeric extends PresentedBase {
  readonly kind: 'numeric'
  readonly answer: number
  /** How far an answer may be off. */
  readonly tolerance: number
  readonly unit?: string
  readonly mistakes: readonly { readonly value: number; readonly feedback: string }[]
}

/** Entries to put in order, in the order to show. */
export interface PresentedOrder extends PresentedBase {
  readonly kind: 'order'
  readonly entries: readonly { readonly id: string; readonly text: string }[]
  /** The ids in the right order. */
  readonly rightOrder: readonly string[]
}

/** An item as an attempt shows it. */
export type PresentedItem = PresentedChoices | PresentedNumeric | PresentedOrder

/** What an item needs to know of its quiz. */
export type QuizFrame = Pick<Quiz, 'id' | 'shuffle'>

function shuffled<T>(parts: readonly T[], seed: number, purpose: string): T[] {
  const order = Uint32Array.from(parts, (_, i) => i)
  shuffleIndices(order, seed, purpose)
  return Array.from(order, (i) => parts[i] as T)
}

function filledStimulus(stimulus: Stimulus, fill: (text: string) => string): Stimulus {
  switch (stimulus.kind) {
    case 'listing':
      return { ...stimulus, code: fill(stimulus.code) } satisfies Listing
    case 'figure':
      return { ...stimulus, caption: fill(stimulus.caption) } satisfies Figure
    case 'panel':
      return { ...stimulus, lines: stimulus.lines.map(fill) } satisfies Panel
    default:
      throw stimulus satisfies never
  }
}

/**
 * An item as the attempt of a seed shows it.
 *
 * @throws FormatError where an expression can't be evaluated; readQuiz has tried a hundred seeds
 */
export function presentItem(quiz: QuizFrame, item: Item, seed: number): PresentedItem {
  const scope = drawNumbers(quiz.id, item, seed)
  // A text without names is shown as it stands: braces may be TeX.
  const computed = item.numbers !== undefined || item.values !== undefined
  const fill = (text: string): string => (computed ? fillText(text, scope) : text)
  const optional = <K extends string>(key: K, text: string | undefined): { [key in K]?: string } =>
    text === undefined ? {} : ({ [key]: fill(text) } as { [key in K]?: string })
  const base = {
    id: item.id,
    points: item.points ?? 1,
    text: fill(item.text),
    stimulus: (item.stimulus ?? []).map((stimulus) => filledStimulus(stimulus, fill)),
    ...optional('hint', item.hint),
    ...optional('feedback', item.feedback),
  }
  const purpose = `quiz/${quiz.id}/${item.id}/choices`
  const arrange = <T>(parts: readonly T[]): readonly T[] =>
    quiz.shuffle?.choices === false ? parts : shuffled(parts, seed, purpose)
  switch (item.kind) {
    case 'single':
    case 'multiple': {
      const choices = item.choices.map((choice, i) => ({
        id: idAt(item.choices, i),
        text: fill(choice.text),
        right: choice.right === true,
        ...optional('feedback', choice.feedback),
      }))
      return { ...base, kind: item.kind, choices: arrange(choices) }
    }
    case 'numeric': {
      const answer = scalar(evaluateExpression(item.answer, scope), 'the answer')
      const { tolerance = 0 } = item
      return {
        ...base,
        kind: 'numeric',
        answer,
        tolerance: typeof tolerance === 'number' ? tolerance : tolerance.relative * Math.abs(answer),
        ...optional('unit', item.unit),
        mistakes: (item.mistakes ?? []).map(({ value, feedback }) => ({
          value: scalar(evaluateExpression(value, scope), 'the value of a mistake'),
          feedback: fill(feedback),
        })),
      }
    }
    case 'order': {
      const entries = item.entries.map(({ text }, i) => ({ id: idAt(item.entries, i), text: fill(text) }))
      // Entries are always shuffled: the file has them in the right order. A shuffle that changes nothing would give it away.
      const drawn = shuffled(entries, seed, purpose)
      const isRight = drawn.every(({ id }, i) => id === entries[i]?.id)
      return {
        ...base,
        kind: 'order',
        entries: isRight ? [...drawn.slice(1), ...drawn.slice(0, 1)] : drawn,
        rightOrder: entries.map(({ id }) => id),
      }
    }
    default:
      throw item satisfies never
  }
}

/** The items of an attempt, drawn and in the order of its seed. */
export function presentQuiz(quiz: Quiz, seed: number): PresentedItem[] {
  const { items, draw = items.length, shuffle } = quiz
  const order = Uint32Array.from(items, (_, i) => i)
  shuffleIndices(order, seed, `quiz/${quiz.id}/items`)
  const drawn = order.slice(0, draw)
  if (shuffle?.items !== true) drawn.sort()
  return Array.from(drawn, (i) => presentItem(quiz, items[i] as Item, seed))
}
