// The grade of all answers: points, percent, pass or fail. Compared are exact fractions; percent is for showing, and is rounded so
// that it never says other than they do.

import { type PresentedItem, presentQuiz } from '../attempt/presentItem.ts'
import type { Answer, Answers, Quiz } from '../format/types.ts'
import { type AnswerGrade, gradeItem } from './gradeItem.ts'
import { add, approximate, compare, decimal, floor, fraction, multiply, type Rational, ZERO } from './rational.ts'

/** The grade of one item. */
export interface ItemGrade {
  readonly id: string
  readonly kind: PresentedItem['kind']
  readonly score: number
  readonly maxScore: number
  /** Whether it has all its points. */
  readonly right: boolean
  readonly answered: boolean
  readonly answer: Answer
  readonly rightAnswer: Answer
  /** What could not be read of the answer. */
  readonly problem?: string
  /** Markdown on the choices that were taken, then on the item. */
  readonly feedback: readonly { readonly choice?: string; readonly text: string }[]
}

/** The grade of an attempt. */
export interface Grade {
  readonly quiz: string
  readonly seed: number
  readonly score: number
  readonly maxScore: number
  /** A whole number: never the mark or more for who missed it, never less for who reached it; 100 only for all points. */
  readonly percent: number
  /** null where the quiz has no pass mark. */
  readonly passed: boolean | null
  readonly passMark: number | null
  readonly items: readonly ItemGrade[]
}

/** Points and the pass mark as they compare: exactly. */
export function judge(score: Rational, maxScore: Rational, passMark?: number): { percent: number; passed: boolean | null } {
  const hundredfold = multiply(score, fraction(100, 1))
  const whole = floor({
    numerator: hundredfold.numerator * maxScore.denominator,
    denominator: hundredfold.denominator * maxScore.numerator,
  })
  const reaches = (percent: Rational): boolean => compare(hundredfold, multiply(percent, maxScore)) >= 0
  const mark = passMark === undefined ? undefined : decimal(passMark)
  const passed = mark === undefined ? null : reaches(mark)
  let percent = reaches(add(fraction(whole, 1), fraction(1, 2))) ? whole + 1 : whole
  if (percent === 100 && !reaches(fraction(100, 1))) percent = 99
  if (mark !== undefined && passed === false && compare(fraction(percent, 1), mark) >= 0) percent = whole
  if (mark !== undefined && passed === true && compare(fraction(percent, 1), mark) < 0) percent = whole + 1
  return { percent, passed }
}

/** The right answer of an item, as an answer to it would be given. */
export function rightAnswer(item: PresentedItem): Answer {
  switch (item.kind) {
    case 'single':
      return item.choices.find(({ right }) => right)?.id ?? null
    case 'multiple':
      return item.choices
        .filter(({ right }) => right)
        .map(({ id }) => id)
        .sort()
    case 'numeric':
      return item.answer
    case 'order':
      return item.rightOrder
    default:
      throw item satisfies never
  }
}

function itemGrade(item: PresentedItem, answer: Answer | undefined, { share, answered, problem, remarks }: AnswerGrade): ItemGrade {
  return {
    id: item.id,
    kind: item.kind,
    score: approximate(multiply(share, decimal(item.points))),
    maxScore: item.points,
    right: compare(share, fraction(1, 1)) === 0,
    answered,
    answer: answer ?? null,
    rightAnswer: rightAnswer(item),
    ...(problem === undefined ? {} : { problem }),
    feedback: [...remarks, ...(item.feedback === undefined ? [] : [{ text: item.feedback }])],
  }
}

/**
 * Grades answers to the quiz of a seed. An item without an answer has no points; answers to other items are not looked at.
 *
 * @param seed the attempt's seed: which items it draws, and with which numbers
 */
export function gradeQuiz(quiz: Quiz, answers: Answers, seed = 1): Grade {
  const items = presentQuiz(quiz, seed)
  let score = ZERO
  let maxScore = ZERO
  const grades = items.map((item) => {
    const answer = Object.hasOwn(answers, item.id) ? answers[item.id] : undefined
    const graded = gradeItem(item, answer)
    const points = decimal(item.points)
    score = add(score, multiply(graded.share, points))
    maxScore = add(maxScore, points)
    return itemGrade(item, answer, graded)
  })
  return {
    quiz: quiz.id,
    seed,
    score: approximate(score),
    maxScore: approximate(maxScore),
    ...judge(score, maxScore, quiz.passMark),
    passMark: quiz.passMark ?? null,
    items: grades,
  }
}
