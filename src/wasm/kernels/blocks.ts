// Loops over blocks of a range, and what kernels ask of their thread's share.

import type { Layout } from '../../compiler/layout.ts'
import type { FunctionBuilder, Local } from '../assembler/index.ts'
import type { KernelContext } from '../kernel.ts'

/** A range, and the length of its blocks. */
export interface BlockRange {
  readonly begin: number | Local
  readonly end: number | Local
  readonly step: number
}

/** for (begin = range.begin; begin < range.end; begin += step) with end = min(begin + step, range.end): body(). */
export function forBlocks(f: FunctionBuilder, begin: Local, end: Local, range: BlockRange, body: () => void): void {
  f.forRange(begin, range.begin, range.end, range.step, () => {
    f.get(begin).plus(range.step).set(end)
    pushSmaller(f, end, range.end).set(end)
    body()
  })
}

/** Runs `body` where the calling thread's share is not empty. */
export function ifAny({ f, begin, end }: Pick<KernelContext, 'f' | 'begin' | 'end'>, body: () => void): void {
  f.get(begin).get(end).op('i32.lt_s').if(body)
}

/** The stored rows of a value that count: the batch's, or all. */
export function countRows({ f, rows }: KernelContext, layout: Layout, batched: boolean = layout.batchRows): Local | number {
  if (!batched) return layout.rows
  if (layout.perBatchRow === 1) return rows
  const count = f.local('i32')
  f.get(rows).times(layout.perBatchRow).set(count)
  return count
}

/** Pushes min(a, b), signed. */
export function pushSmaller(f: FunctionBuilder, a: number | Local, b: number | Local): FunctionBuilder {
  return f.push(a).push(b).push(a).push(b).op('i32.lt_s').select()
}
