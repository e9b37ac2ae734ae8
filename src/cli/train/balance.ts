// Classes with few rows beside others with many: they are easily overlooked, and a high accuracy hides it.

import { groupDigits } from '../table.ts'

/** Classes are said to be unbalanced where the greatest has so many times the rows of the least. */
const UNBALANCED = 10

/** What is to be said of the classes of training rows; undefined where there is nothing to say. */
export function balanceNote(numbers: ArrayLike<number>, classNames: readonly string[]): string | undefined {
  const counts = classNames.map((name) => ({ name, rows: 0 }))
  for (let row = 0; row < numbers.length; row++) {
    const counted = counts[numbers[row] as number]
    if (counted !== undefined) counted.rows++
  }
  const ascending = counts.filter(({ rows }) => rows > 0).sort((a, b) => a.rows - b.rows)
  const [least, most] = [ascending[0], ascending.at(-1)]
  if (least === undefined || most === undefined || most.rows < UNBALANCED * least.rows) return undefined
  return (
    `The class ${most.name} has ${groupDigits(most.rows)} training rows and ${least.name} has ${groupDigits(least.rows)}, so that rare classes are easily ` +
    'overlooked. With --class-weight balanced every class counts the same.'
  )
}
