// What argmax train says of classes with few rows beside others with many.

import { unbalancedClasses } from '../../model/unbalancedClasses.ts'
import { groupDigits } from '../table.ts'

/** What is to be said of the classes of training rows; undefined where there is nothing to say. */
export function balanceNote(numbers: ArrayLike<number>, classNames: readonly string[]): string | undefined {
  const counts = classNames.map((name) => ({ name, rows: 0 }))
  for (let row = 0; row < numbers.length; row++) {
    const counted = counts[numbers[row] as number]
    if (counted !== undefined) counted.rows++
  }
  const found = unbalancedClasses(counts)
  if (found === undefined) return undefined
  const { least, most } = found
  return (
    `The class ${most.name} has ${groupDigits(most.rows)} training rows and ${least.name} has ${groupDigits(least.rows)}, so that rare classes are easily ` +
    'overlooked. With --class-weight balanced every class counts the same.'
  )
}
