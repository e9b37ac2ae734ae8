// Loops over blocks of a range.

import type { FunctionBuilder, Local } from '../assembler/index.ts'

/** A range, and the length of its blocks. */
export interface BlockRange {
  readonly begin: number | Local
  readonly end: number | Local
  readonly step: number
}

/** for (begin = range.begin; begin < range.end; begin += step) with end = min(begin + step, range.end): body(). */
export function forBlocks(f: FunctionBuilder, begin: Local, end: Local, range: BlockRange, body: () => void): void {
  f.forRange(begin, range.begin, range.end, range.step, () => {
    f.get(begin).i32(range.step).op('i32.add').set(end)
    pushSmaller(f, end, range.end)
    f.set(end)
    body()
  })
}

/** Pushes min(a, b), signed. */
export function pushSmaller(f: FunctionBuilder, a: Local, b: number | Local): void {
  const push = (value: number | Local): FunctionBuilder => (typeof value === 'number' ? f.i32(value) : f.get(value))
  f.get(a)
  push(b)
  f.get(a)
  push(b)
  f.op('i32.lt_s').select()
}
