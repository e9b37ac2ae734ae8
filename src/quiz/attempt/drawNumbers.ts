// The fresh numbers of an item: drawn by the attempt's seed and the item's id alone, so that an item has the same numbers in
// whatever order it is shown, and the values that follow from them.

import { FormatError } from '../../errors.ts'
import { RandomStream } from '../../random.ts'
import { evaluateExpression } from '../expression/evaluate.ts'
import type { Value } from '../expression/functions.ts'
import { scalar } from '../expression/functions.ts'
import type { Item, NumberRange } from '../format/types.ts'

/** Numbers that `where` refuses are drawn again as often as this. */
const MOST_DRAWS = 1000
/** Most numbers of a range. */
const MOST_STEPS = 1_000_000

/** How many numbers a range has. @throws FormatError for one without any, or with too many */
export function countOf(range: NumberRange): number {
  if ('oneOf' in range) return range.oneOf.length
  const { from, to, step = 1 } = range
  // A range from 0.1 to 0.3 by 0.1 has three numbers, though the quotient in float64 is a little less than 2.
  const count = Math.floor((to - from) / step + 1e-9) + 1
  if (count >= 1 && count <= MOST_STEPS) return count
  throw new FormatError(
    `The range from ${from} to ${to} by ${step} has ${count < 1 ? 'no number' : `more than ${MOST_STEPS} numbers`}.`,
  )
}

function drawFrom(range: NumberRange, stream: RandomStream): number {
  const at = stream.nextBelow(countOf(range))
  if ('oneOf' in range) return range.oneOf[at] as number
  // 0.1 + 2 x 0.1 is 0.3 to who reads it: 12 digits are kept.
  return Number((range.from + at * (range.step ?? 1)).toPrecision(12))
}

/**
 * What the names of an item stand for in the attempt of a seed.
 *
 * @throws FormatError where an expression can't be evaluated, or no drawn numbers meet `where`
 */
export function drawNumbers(quizId: string, item: Item, seed: number): Map<string, Value> {
  const stream = new RandomStream(seed, `quiz/${quizId}/${item.id}/numbers`)
  for (let draw = 0; draw < MOST_DRAWS; draw++) {
    const scope = new Map<string, Value>()
    for (const [name, range] of Object.entries(item.numbers ?? {})) scope.set(name, drawFrom(range, stream))
    for (const [name, expression] of Object.entries(item.values ?? {})) scope.set(name, evaluateExpression(expression, scope))
    if (item.where === undefined || scalar(evaluateExpression(item.where, scope), 'where') !== 0) return scope
    if (item.numbers === undefined) break
  }
  throw new FormatError(`No drawn numbers meet the condition ${JSON.stringify(item.where)}. Widen the ranges, or the condition.`)
}
