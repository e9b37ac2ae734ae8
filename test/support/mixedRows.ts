// Rows with columns of every kind, in which the class can be told, made by seed.

import { RandomStream } from '../../src/random.ts'

/** A row. */
export interface MixedRow {
  readonly kind: 'cat' | 'dog' | 'horse'
  readonly weight: number | null
  readonly legs: number
  readonly colour: string
  readonly tame: boolean | null
  readonly seen: string
  readonly note: string
}

const KINDS = ['cat', 'dog', 'horse'] as const
const COLOURS = ['black', 'white', 'brown', 'grey', '?']
const NOTES = [
  ['purrs on the sofa', 'sleeps in the sun all day', 'hunts mice at night'],
  ['barks at the postman', 'fetches the ball again', 'sleeps in the yard'],
  ['jumps over the fence', 'eats hay and carrots', 'runs in the yard'],
] as const

/** Rows of the three kinds in turn. */
export function mixedRows(count = 120, seed = 1): MixedRow[] {
  const stream = new RandomStream(seed, 'mixed rows')
  const below = (bound: number): number => stream.nextBelow(bound)
  return Array.from({ length: count }, (_, i) => {
    const k = i % 3
    const day = `2025-${String(1 + ((4 * k + below(5)) % 12)).padStart(2, '0')}-${String(1 + below(28)).padStart(2, '0')}`
    return {
      kind: KINDS[k] as MixedRow['kind'],
      weight: below(10) === 0 ? null : Math.round(([4, 20, 500][k] as number) * (0.5 + stream.nextUniform()) * 10) / 10,
      legs: below(20) === 0 ? 3 : 4,
      colour: COLOURS[(k + below(3)) % COLOURS.length] as string,
      tame: below(8) === 0 ? null : below(4) > k,
      seen: day,
      note: `${NOTES[k]?.[below(3)]}, ${NOTES[below(3)]?.[below(3)]}`,
    }
  })
}

/** Rows as a CSV; what is missing is blank. */
export function csvOf(rows: readonly object[]): string {
  const names = Object.keys(rows[0] as object)
  const cell = (value: unknown): string => (value === null ? '' : `"${String(value).replaceAll('"', '""')}"`)
  return [names.join(','), ...rows.map((row) => Object.values(row).map(cell).join(','))].join('\n')
}
