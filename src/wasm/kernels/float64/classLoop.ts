// The way through the classes of one row: a float32 matrix, cut into segments, on one side; the row's terms, float64 and in one
// piece, on the other.

import type { Layout } from '../../../compiler/layout.ts'
import type { FunctionBuilder, Local } from '../../assembler/index.ts'

/** The code of up to so many classes is written out; beyond, it is a loop that takes so many in a turn. */
export const TURN = 16
/** Bytes of a vector. */
export const VECTOR = 16
/** Bytes of a term. */
export const TERM = 8
const FLOAT = 4

/** Where a row stands, at the first of `count` neighbouring classes. */
export interface Position {
  /** The offset in every float32 [batch, classes] of one layout. */
  readonly row: Local
  /** The offset in the tile's terms. */
  readonly terms: Local
  readonly count: number
}

/**
 * Emits `body` for all classes of a row, {@link TURN} at a time. The last turn of a segment may begin inside of the one before,
 * so that every turn is whole: what `body` does must do no harm when it is done twice.
 */
export function forClasses(f: FunctionBuilder, start: Position, layout: Layout, body: (position: Position) => void): void {
  const { columns, segments, length, block } = layout
  if (columns <= TURN) {
    body(start)
    return
  }
  const [row, terms, left] = [f.local('i32'), f.local('i32'), f.local('i32')]
  const turns = (): void => {
    f.loop((again) => {
      body({ row, terms, count: TURN })
      // Bytes to the next turn: min(left, a whole one).
      const step = f.local('i32')
      f.i32(TURN * FLOAT)
        .get(left)
        .get(left)
        .i32(TURN * FLOAT)
        .op('i32.gt_u')
        .select()
        .set(step)
      f.get(row).plus(step).set(row)
      f.get(terms)
        .get(step)
        .times(TERM / FLOAT)
        .op('i32.add')
        .set(terms)
      f.get(left).minus(step).set(left)
      f.get(step).brIf(again)
      f.release(step)
    })
  }
  const bytesLeft = (classes: number): number => (classes - TURN) * FLOAT
  if (segments === 1) {
    f.get(start.row).set(row).get(start.terms).set(terms)
    f.i32(bytesLeft(columns)).set(left)
    turns()
  } else {
    const segment = f.local('i32')
    f.forRange(segment, 0, segments, 1, () => {
      f.get(start.row).get(segment).times(block).op('i32.add').set(row)
      f.get(start.terms)
        .get(segment)
        .times(length * TERM)
        .op('i32.add')
        .set(terms)
      // An axis is cut where it is so long that every segment has more than one turn (ir/segments.ts).
      f.i32(bytesLeft(length))
        .i32(bytesLeft(columns - (segments - 1) * length))
        .get(segment)
        .i32(segments - 1)
        .op('i32.ne')
        .select()
        .set(left)
      turns()
    })
    f.release(segment)
  }
  f.release(row, terms, left)
}
