// A quiz from Moodle's GIFT format. The parser is the package gift-pegjs, which is optional: whoever calls hands it in.

import { describe, FormatError } from '../../errors.ts'
import { checkQuiz } from '../format/checkQuiz.ts'
import { schemaProblems } from '../format/schemaProblems.ts'
import type { Choice, Item, Quiz } from '../format/types.ts'
import { validateQuiz } from '../format/validateQuiz.generated.ts'
import type { Refusal } from './refusals.ts'

/** Texts of gift-pegjs. */
interface GiftText {
  readonly format: string
  readonly text: string
}

/** A number of gift-pegjs. */
interface GiftNumber {
  readonly type: string
  readonly number?: number
  readonly range?: number
  readonly numberHigh?: number
  readonly numberLow?: number
}

/** A question as gift-pegjs gives it. */
export interface GiftQuestion {
  readonly type: string
  readonly id?: string | null
  readonly title?: string | null
  readonly stem?: GiftText
  readonly globalFeedback?: GiftText | null
  readonly choices?: unknown
  readonly isTrue?: boolean
  readonly trueFeedback?: GiftText | null
  readonly falseFeedback?: GiftText | null
}

/** The parse function of gift-pegjs. */
export type GiftParser = (text: string) => readonly GiftQuestion[]

interface GiftChoice {
  readonly isCorrect: boolean
  readonly weight: number | null
  readonly text: GiftText | GiftNumber
  readonly feedback: GiftText | null
}

/** How a GIFT file is read. */
export interface ReadGiftOptions {
  /** The quiz's id and title. Default: those of an exported file, else "imported". */
  readonly id?: string
  readonly title?: string
  /** Leave out questions that a quiz can't hold, instead of refusing the file. Default false. */
  readonly skip?: boolean
}

/** The longest file. */
const MOST_CHARACTERS = 1024 * 1024

/** A GIFT text as Markdown: that of other formats is shown as it was written, HTML as text. */
function markdown({ format, text }: GiftText): string {
  if (format === 'markdown') return text
  return text.replaceAll(/[\\`*_[\]$]/g, '\\$&')
}

const optional = (feedback: GiftText | null | undefined): { feedback?: string } =>
  feedback === null || feedback === undefined || feedback.text === '' ? {} : { feedback: markdown(feedback) }

/** Why a question is none of a quiz; thrown to its caller. */
class Unfit extends Error {}

function choicesOf(
  choices: readonly GiftChoice[],
): Pick<Item & { kind: 'single' }, 'kind' | 'choices'> | { kind: 'multiple'; choices: Choice[] } {
  const choice = ({ text, feedback }: GiftChoice, right: boolean): Choice => ({
    text: markdown(text as GiftText),
    ...(right ? { right: true } : {}),
    ...optional(feedback),
  })
  const weights = choices.map(({ isCorrect, weight }) => weight ?? (isCorrect ? 100 : 0))
  const rights = weights.filter((weight) => weight > 0)
  const partial = weights.some((weight) => weight !== 0 && weight !== 100)
  if (!partial) {
    if (rights.length > 1) throw new Unfit('several choices have all the points, which no kind of item has')
    return { kind: 'single', choices: choices.map((each, i) => choice(each, weights[i] === 100)) }
  }
  const share = 100 / rights.length
  const fits = (weight: number): boolean => Math.abs(Math.abs(weight) - share) < 0.01
  if (rights.length === 0 || !weights.every((weight) => fits(weight))) {
    throw new Unfit(
      'its weights are not those of a multiple item: every right choice the same share of 100 %, every wrong one the same with a minus',
    )
  }
  return { kind: 'multiple', choices: choices.map((each, i) => choice(each, (weights[i] ?? 0) > 0)) }
}

function numberOf({ type, number, range, numberHigh, numberLow }: GiftNumber): { value: number; tolerance: number } {
  if (type === 'high-low') {
    const [low, high] = [numberLow ?? Number.NaN, numberHigh ?? Number.NaN]
    return { value: Number(((low + high) / 2).toPrecision(12)), tolerance: Number(((high - low) / 2).toPrecision(12)) }
  }
  return { value: number ?? Number.NaN, tolerance: range ?? 0 }
}

function numericOf(
  choices: GiftNumber | readonly GiftChoice[],
): Pick<Item & { kind: 'numeric' }, 'kind' | 'answer' | 'tolerance' | 'mistakes'> {
  const list = Array.isArray(choices) ? (choices as GiftChoice[]) : undefined
  const plain = list === undefined ? [{ isCorrect: true, weight: null, text: choices as GiftNumber, feedback: null }] : list
  const right = plain.filter(({ isCorrect, weight }) => isCorrect && (weight === null || weight === 100))
  const [first] = right
  if (first === undefined || right.length > 1) throw new Unfit('it must have one right number')
  if (first.feedback !== null) throw new Unfit('feedback on the right number: move it to the question (####)')
  const { value, tolerance } = numberOf(first.text as GiftNumber)
  const mistakes = plain
    .filter((choice) => choice !== first)
    .map(({ weight, text, feedback }) => {
      if (weight !== 0 || feedback === null) throw new Unfit('a number with a part of the points')
      return { value: numberOf(text as GiftNumber).value, feedback: markdown(feedback) }
    })
  return { kind: 'numeric', answer: value, ...(tolerance > 0 ? { tolerance } : {}), ...(mistakes.length > 0 ? { mistakes } : {}) }
}

/** An id of a title: letters, digits and dashes. */
function idFrom(title: string): string {
  const id = title
    .trim()
    .replaceAll(/[^A-Za-z0-9_-]+/g, '-')
    .replaceAll(/^[-_0-9]+|-+$/g, '')
    .slice(0, 60)
  return id === '' ? 'item' : id
}

function itemOf(question: GiftQuestion, id: string): Item {
  const { type, stem, globalFeedback, choices, isTrue } = question
  const base = { id, text: markdown(stem ?? { format: 'plain', text: '' }), ...optional(globalFeedback) }
  switch (type) {
    case 'MC':
      return { ...base, ...choicesOf(choices as GiftChoice[]) }
    case 'Numerical':
      return { ...base, ...numericOf(choices as GiftNumber) }
    case 'TF': {
      // In GIFT the first feedback is for the wrong answer, the second for the right one.
      const [wrong, right] = [optional(question.trueFeedback), optional(question.falseFeedback)]
      return {
        ...base,
        kind: 'single',
        choices: [
          { text: 'True', ...(isTrue ? { right: true, ...right } : wrong) },
          { text: 'False', ...(isTrue ? wrong : { right: true, ...right }) },
        ],
      }
    }
    default:
      throw new Unfit(`questions of the type ${type} have no answer that a quiz can grade`)
  }
}

/**
 * Reads a GIFT file.
 *
 * @param parse `parse` of the package gift-pegjs
 * @throws FormatError with the line where it is no GIFT, and with the questions that a quiz can't hold, unless `skip` leaves them out
 */
export function readGift(
  text: string,
  parse: GiftParser,
  options: ReadGiftOptions = {},
): { quiz: Quiz; skipped: readonly Refusal[] } {
  if (text.length > MOST_CHARACTERS)
    throw new FormatError(`The GIFT text has ${text.length} characters; at most ${MOST_CHARACTERS} are read.`)
  let questions: readonly GiftQuestion[]
  try {
    questions = parse(text.replaceAll('\r\n', '\n'))
  } catch (error) {
    const line = (error as { location?: { start?: { line?: number } } }).location?.start?.line
    const reason = error instanceof Error ? error.message : describe(error)
    throw new FormatError(`${line === undefined ? '' : `Line ${line}: `}no GIFT that can be read: ${reason}`, { cause: error })
  }
  const items: Item[] = []
  const skipped: Refusal[] = []
  for (const [i, question] of questions.entries()) {
    if (question.type === 'Category') continue
    let id = idFrom(question.id ?? question.title ?? `item-${i + 1}`)
    for (let copy = 2; items.some((item) => item.id === id); copy++) id = `${id.replace(/-\d+$/, '')}-${copy}`
    try {
      items.push(itemOf(question, id))
    } catch (error) {
      if (!(error instanceof Unfit)) throw error
      skipped.push({ id, reason: error.message })
    }
  }
  if (skipped.length > 0 && options.skip !== true) {
    const lines = skipped.map(({ id, reason }) => `question ${id}: ${reason}.`)
    throw new FormatError(
      ["A quiz can't hold all of the GIFT text:", ...lines, 'Leave them out with --skip, or change them.'].join('\n'),
    )
  }
  const [, exportedTitle] = /^\/\/ (.+)\n\/\/ \[quiz:/.exec(text) ?? []
  const [, exportedId] = /^\/\/ \[quiz:([A-Za-z][\w-]*)\]/m.exec(text) ?? []
  const quiz: Quiz = {
    format: 'argmax-quiz/1',
    id: options.id ?? exportedId ?? 'imported',
    title: options.title ?? exportedTitle ?? 'Imported',
    items,
  }
  const problem = schemaProblems(validateQuiz, quiz)[0] ?? checkQuiz(quiz)[0]
  if (problem !== undefined) throw new FormatError(`The GIFT text makes no quiz: at /${problem.path.join('/')}: ${problem.message}`)
  return { quiz, skipped }
}
