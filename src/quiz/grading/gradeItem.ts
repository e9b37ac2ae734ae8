// What an answer to one item is worth. Grades are exact fractions of the item's points.

import type { PresentedChoices, PresentedItem, PresentedNumeric, PresentedOrder } from '../attempt/presentItem.ts'
import type { Answer } from '../format/types.ts'
import { fraction, type Rational, ZERO } from './rational.ts'
import { readNumber } from './readNumber.ts'

/** An answer's share of the item's points, and what is to be said of it. */
export interface AnswerGrade {
  /** From 0 to 1. */
  readonly share: Rational
  /** Whether there is an answer at all. */
  readonly answered: boolean
  /** What was not understood, and so counts as not answered. */
  readonly problem?: string
  /** Markdown on what was answered, choice by choice. */
  readonly remarks: readonly { readonly choice?: string; readonly text: string }[]
}

const ONE = fraction(1, 1)
const NOTHING: AnswerGrade = { share: ZERO, answered: false, remarks: [] }
const refused = (problem: string): AnswerGrade => ({ ...NOTHING, problem })

/**
 * Single: all or nothing. Multiple: (right ones taken - wrong ones taken) / right ones, at least 0.
 */
function gradeChoices({ kind, choices }: PresentedChoices, answer: Exclude<Answer, null>): AnswerGrade {
  const taken = new Set(Array.isArray(answer) ? (answer as string[]) : [String(answer)])
  if (taken.size === 0) return NOTHING
  if (kind === 'single' && taken.size > 1) return refused('One choice is to be taken; the answer has several.')
  const known = choices.map(({ id }) => id)
  const unknown = [...taken].find((id) => !known.includes(id))
  if (unknown !== undefined) {
    return refused(`There is no choice ${JSON.stringify(unknown)}; there are ${[...known].sort().join(', ')}.`)
  }
  const chosen = choices.filter(({ id }) => taken.has(id))
  const hits = chosen.filter(({ right }) => right).length
  const rights = choices.filter(({ right }) => right).length
  const share = fraction(Math.max(0, hits - (chosen.length - hits)), rights)
  const remarks = chosen.flatMap(({ id, feedback }) => (feedback === undefined ? [] : [{ choice: id, text: feedback }]))
  return { share, answered: true, remarks }
}

/** Whether a number is as near as the tolerance asks: decimals such as 0.70 and 0.69 + 0.01 differ by less than 1e-15 in float64. */
function isNear(value: number, wanted: number, tolerance: number): boolean {
  const slack = 8 * Number.EPSILON * Math.max(Math.abs(value), Math.abs(wanted), tolerance)
  return Math.abs(value - wanted) <= tolerance + slack
}

function gradeNumeric({ answer: wanted, tolerance, mistakes }: PresentedNumeric, answer: Exclude<Answer, null>): AnswerGrade {
  if (Array.isArray(answer)) return refused('One number is asked for; the answer is a list.')
  if (typeof answer === 'string' && answer.trim() === '') return NOTHING
  const read = typeof answer === 'number' ? { value: answer } : readNumber(answer as string)
  if ('problem' in read) return refused(read.problem)
  if (isNear(read.value, wanted, tolerance)) return { share: ONE, answered: true, remarks: [] }
  const mistake = mistakes.find(({ value }) => isNear(read.value, value, tolerance))
  return { share: ZERO, answered: true, remarks: mistake === undefined ? [] : [{ text: mistake.feedback }] }
}

/** All in the right order, or nothing. */
function gradeOrder({ rightOrder }: PresentedOrder, answer: Exclude<Answer, null>): AnswerGrade {
  if (!Array.isArray(answer)) return refused('An order is asked for: a list of ids.')
  if (answer.length === 0) return NOTHING
  const given = answer as readonly string[]
  if (given.length !== rightOrder.length || !rightOrder.every((id) => given.includes(id))) {
    return refused(`The answer must have each of ${[...rightOrder].sort().join(', ')} once.`)
  }
  return { share: given.every((id, i) => id === rightOrder[i]) ? ONE : ZERO, answered: true, remarks: [] }
}

/** Grades the answer to an item. */
export function gradeItem(item: PresentedItem, answer: Answer | undefined): AnswerGrade {
  if (answer === undefined || answer === null) return NOTHING
  switch (item.kind) {
    case 'single':
    case 'multiple':
      return gradeChoices(item, answer)
    case 'numeric':
      return gradeNumeric(item, answer)
    case 'order':
      return gradeOrder(item, answer)
    default:
      throw item satisfies never
  }
}
