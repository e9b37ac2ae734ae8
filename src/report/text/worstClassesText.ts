// Where to look first: the classes with the least F1, and what each is taken for.

import type { ClassificationReport } from '../../evaluation/index.ts'
import { confusedPairs } from '../confusedPairs.ts'
import { clip, groupDigits } from '../numberText.ts'
import { oneLine } from '../printable.ts'
import { PLAIN, type TextStyle } from './textStyle.ts'
import { renderTable } from './textTable.ts'

const LONGEST_NAME = 20

/**
 * The classes with the least F1 as lines of a table, none longer than 80 characters: their figures, and as which class most of
 * their rows were wrongly predicted. Classes without rows are left out, since nothing is known of them.
 *
 * @param options `limit`: how many classes at most
 */
export function worstClassesText(
  { perClass, confusion }: Pick<ClassificationReport, 'perClass' | 'confusion'>,
  { limit = 5, style = PLAIN }: { limit?: number; style?: Pick<TextStyle, 'bold'> } = {},
): string[] {
  const name = (i: number): string => clip(oneLine(String(perClass[i]?.class)), LONGEST_NAME)
  const pairs = confusedPairs(confusion)
  const worst = perClass
    .map((scores, i) => ({ ...scores, i }))
    .filter(({ support }) => support > 0)
    .sort((a, b) => a.f1 - b.f1) // stable
    .slice(0, limit)
  if (worst.length === 0) return []
  const columns = [
    { title: 'worst classes', align: 'left' as const },
    { title: 'f1' },
    { title: 'precision' },
    { title: 'recall' },
    { title: 'mostly taken for', align: 'left' as const },
  ]
  const rows = worst.map(({ i, f1, precision, recall }) => {
    const pair = pairs.find(({ truth }) => truth === i)
    const takenFor = pair === undefined ? '' : `${name(pair.predicted)} (${groupDigits(pair.count)})`
    return [name(i), f1.toFixed(4), precision.toFixed(4), recall.toFixed(4), takenFor]
  })
  const [header, ...lines] = renderTable(columns, rows)
  return [style.bold(header as string), ...lines]
}
