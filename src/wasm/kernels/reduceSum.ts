// Sums of a matrix over rows, columns or both, in the orders that ir/reduce.ts declares.

import type { ReduceOver } from '../../ir/reduce.ts'
import type { Node } from '../../ir/types.ts'
import { countParts } from '../../numerics/rounding.ts'
import type { Local } from '../assembler/index.ts'
import type { AnchorKernel, KernelContext } from '../kernel.ts'
import { countRows, ifAny } from './blocks.ts'
import { pushLaneSums } from './dotTile.ts'

/** The kernel of `reduceSum`. */
export const reduceSumKernel: AnchorKernel = (context) => {
  const { begin, end, ownership, group } = context
  const anchor = group.anchor as Node
  const over = anchor.attributes.over as ReduceOver
  if (over === 'columns' && ownership.kind === 'rows') {
    sumColumns(context, anchor, begin, end)
    context.epilogue({ firstSegment: 0, lastSegment: 1, rowBegin: begin, rowEnd: end })
    return
  }
  ifAny(context, () => {
    if (over === 'rows') sumRows(context, anchor)
    else if (over === 'columns') sumColumns(context, anchor, 0, group.layout.rows)
    else sumAll(context, anchor)
    context.epilogue({ firstSegment: 0, lastSegment: group.layout.segments, rowBegin: 0, rowEnd: group.layout.rows })
  })
}

/** out[c] = sum over r of x[r][c], r ascending; vectors along c. */
function sumRows(context: KernelContext, anchor: Node): void {
  const { f, place } = context
  const operand = anchor.inputs[0] as Node
  const x = place(operand)
  const out = place(anchor)
  const [column, row, at] = [f.local('i32'), f.local('i32'), f.local('i32')]
  const count = countRows(context, place(operand).layout, operand.type.batched)
  const sum = f.local('v128')
  for (let segment = 0; segment < x.layout.segments; segment++) {
    const width = Math.min(x.layout.length, x.layout.columns - segment * x.layout.length)
    f.forRange(column, 0, countParts(width, 4) * 16, 16, () => {
      f.f32x4(0).set(sum)
      f.get(column)
        .plus(x.address + segment * x.layout.block)
        .set(at)
      f.forRange(row, 0, count, 1, () => {
        f.get(sum).get(at).load('v128.load').op('f32x4.add').set(sum)
        f.get(at).plus(x.layout.stride).set(at)
      })
      f.get(column)
        .get(sum)
        .store('v128.store', out.address + segment * x.layout.length * 4)
    })
  }
  f.release(column, row, at, sum)
}

/** Leaves in `lanes` the four lane sums of the row at `row`. */
function sumLanes({ f, place }: KernelContext, operand: Node, row: Local, lanes: Local): void {
  const { address, layout } = place(operand)
  const column = f.local('i32')
  const start = f.local('i32')
  f.get(row).times(layout.stride).set(start)
  f.f32x4(0).set(lanes)
  for (let segment = 0; segment < layout.segments; segment++) {
    const width = Math.min(layout.length, layout.columns - segment * layout.length)
    f.forRange(column, 0, countParts(width, 4) * 16, 16, () => {
      f.get(lanes)
        .get(start)
        .plus(column)
        .load('v128.load', address + segment * layout.block)
      f.op('f32x4.add').set(lanes)
    })
  }
  f.release(column, start)
}

/** out[r] = sum over c of x[r][c]. */
function sumColumns(context: KernelContext, anchor: Node, from: Local | number, to: Local | number): void {
  const { f, place } = context
  const out = place(anchor)
  const row = f.local('i32')
  const lanes = f.local('v128')
  f.forRange(row, from, to, 1, () => {
    sumLanes(context, anchor.inputs[0] as Node, row, lanes)
    f.get(row).times(out.layout.stride)
    // The other three elements of the vector are padding, and stay zero.
    pushLaneSums(f, [lanes])
    f.store('v128.store', out.address)
  })
  f.release(row, lanes)
}

/** out = sum over r of (sum over c of x[r][c]). */
function sumAll(context: KernelContext, anchor: Node): void {
  const { f, place } = context
  const operand = anchor.inputs[0] as Node
  const row = f.local('i32')
  const lanes = f.local('v128')
  const total = f.local('f32')
  f.f32(0).set(total)
  f.forRange(row, 0, countRows(context, place(operand).layout, operand.type.batched), 1, () => {
    sumLanes(context, operand, row, lanes)
    f.get(total)
    pushLaneSums(f, [lanes])
    f.laneOp('f32x4.extract_lane', 0).op('f32.add').set(total)
  })
  f.i32(place(anchor).address).get(total).store('f32.store')
  f.release(row, lanes, total)
}
