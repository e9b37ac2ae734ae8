// The matrix product's kernels: which of the two tilings each form runs on, and over which blocks. The orders of summation
// are those that ir/matmul.ts declares.

import { rowTile } from '../../compiler/layout.ts'
import type { Place } from '../../compiler/memory.ts'
import { OUTPUT_TILE } from '../../compiler/schedule.ts'
import type { Transposed } from '../../ir/matmul.ts'
import type { Node } from '../../ir/types.ts'
import type { Local } from '../assembler/index.ts'
import { pushScaled } from '../elementwise.ts'
import type { AnchorKernel, KernelContext } from '../kernel.ts'
import { pushSmaller } from './blocks.ts'
import { dotBlocking, writeDotBlock } from './dotProducts.ts'
import { type OuterPiece, outerScratch, tileHeights, writeOuterBlock } from './outerProducts.ts'
import type { DotShape, OuterShape } from './tiling.ts'

/** A layer's product with a narrow input, and the gradients' products. */
export const matmulKernel: AnchorKernel = (context) => {
  const anchor = context.group.anchor as Node
  const transposed = anchor.attributes.transposed as Transposed
  if (transposed === 'none') writeForward(context, anchor)
  else if (transposed === 'left') writeSumOverBatch(context, anchor)
  else writeInputGradient(context, anchor)
}

/** The partial sums of a wide layer: each owner has its segments of a and b, and makes its block of sums. */
export const matmulPartialKernel: AnchorKernel = (context) => {
  const { f, begin, end, rows, place, group } = context
  const anchor = group.anchor as Node
  const [a, b] = anchor.inputs.map(place) as [Place, Place]
  const { layout } = place(anchor)
  const segment = f.local('i32')
  const write = dotWriter(context, anchor, layout.length, 0, layout.batchRows ? rows : layout.rows)
  f.forRange(segment, begin, end, 1, () => write(segment, a.layout.block, b.layout.block, layout.length))
}

/**
 * A function (segment, aStep, bStep, units) that writes the product of a segment of the result: `units` of its columns, for the rows
 * [rowBegin, rowEnd). From a segment to the next the operands lie `aStep` and `bStep` bytes further.
 */
function dotWriter(context: KernelContext, anchor: Node, mostUnits: number, rowBegin: number | Local, rowEnd: number | Local) {
  const { f, place } = context
  const [a, b] = anchor.inputs.map(place) as [Place, Place]
  const out = place(anchor)
  const { rows, batchRows, block } = out.layout
  const shape: DotShape = {
    kind: 'dot',
    rows,
    rowTile: batchRows ? rowTile(rows) : 1,
    units: mostUnits,
    vectors: a.layout.stride / 16,
  }
  const blocking = dotBlocking(context, shape)
  const operand = ({ layout }: Place) => ({ base: f.local('i32'), stride: layout.stride })
  const operands = { a: operand(a), b: operand(b), out: operand(out) }
  return (segment: number | Local, aStep: number, bStep: number, units: number): void => {
    pushScaled(f, segment, aStep, a.address)
    f.set(operands.a.base)
    pushScaled(f, segment, bStep, b.address)
    f.set(operands.b.base)
    pushScaled(f, segment, block, out.address)
    f.set(operands.out.base)
    writeDotBlock(context, { ...shape, ...operands, units, rowBegin, rowEnd }, blocking)
  }
}

function shareOfRows({ begin, end, ownership, f, group, rows }: KernelContext): [Local, Local] {
  if (ownership.kind === 'rows') return [begin, end]
  // One owner has all rows.
  const [first, last] = [f.local('i32'), f.local('i32')]
  f.i32(0).set(first)
  f.get(begin).get(end).op('i32.lt_s')
  f.if(
    () => (group.layout.batchRows ? f.get(rows) : f.i32(group.layout.rows)).set(last),
    () => f.i32(0).set(last),
  )
  return [first, last]
}

function writeForward(context: KernelContext, anchor: Node): void {
  const { place } = context
  const { columns, length, segments } = place(anchor).layout
  const [rowBegin, rowEnd] = shareOfRows(context)
  const write = dotWriter(context, anchor, Math.min(length, columns), rowBegin, rowEnd)
  const bStep = length * place(anchor.inputs[1] as Node).layout.stride
  for (let segment = 0; segment < segments; segment++) write(segment, 0, bStep, Math.min(length, columns - segment * length))
  context.epilogue({ firstSegment: 0, lastSegment: segments, rowBegin, rowEnd })
}

/** a^T b, summed over rows: stored with a's columns contiguous (a kernel's gradient) or b's. */
function writeSumOverBatch(context: KernelContext, anchor: Node): void {
  const { f, place, begin, end, rows, ownership, tiles } = context
  const out = place(anchor)
  const [a, b] = anchor.inputs.map(place) as [Place, Place]
  const [scalars, vectors] = out.layout.storage === 'columns' ? [b, a] : [a, b]
  const count = (anchor.inputs[0] as Node).type.batched ? rows : a.layout.rows
  const [scalarBase, vectorBase, outBase] = [f.local('i32'), f.local('i32'), f.local('i32')]
  const [rowBegin, rowEnd] = [f.local('i32'), f.local('i32')]
  const segment = f.local('i32')
  const nextSegment = f.local('i32')
  const bySegments = ownership.kind === 'segments'
  const shape: OuterShape = {
    kind: 'outer',
    rows: Math.min(scalars.layout.length, scalars.layout.columns),
    evenRows: OUTPUT_TILE,
    vectors: out.layout.stride / 16,
    depth: a.layout.rows,
    scalarsAcross: true,
    scalarStep: scalars.layout.stride,
    vectorStep: vectors.layout.stride,
  }
  const tiling = tiles.outer(shape)
  const scratch = outerScratch(context, tiling, shape.rows, shape.depth)
  f.forRange(segment, bySegments ? begin : 0, bySegments ? end : out.layout.segments, 1, () => {
    pushScaled(f, segment, vectors.layout.block, vectors.address)
    f.set(vectorBase)
    pushScaled(f, segment, out.layout.block, out.address)
    f.set(outBase)
    f.get(segment).plus(1).set(nextSegment)
    // Stored rows of the result are columns of the scalar operand, which may be cut into segments of its own.
    for (let part = 0; part < scalars.layout.segments; part++) {
      const first = part * scalars.layout.length
      const last = Math.min(first + scalars.layout.length, scalars.layout.columns)
      f.i32(scalars.address + part * scalars.layout.block - first * 4).set(scalarBase)
      clampRange(context, first, last, rowBegin, rowEnd)
      const pieces: OuterPiece[] = [{ scalar: scalarBase, vector: vectorBase, count, most: shape.depth }]
      // Shares of output rows begin at whole tiles; other owners have all rows.
      const heights = tileHeights(tiling.rows, ownership.kind === 'outputs' ? OUTPUT_TILE : tiling.rows, last - first)
      writeOuterBlock(
        context,
        {
          ...shape,
          scalarRowStep: 4,
          out: { base: outBase, stride: out.layout.stride },
          pieces,
          scratch,
        },
        { begin: rowBegin, end: rowEnd, most: last - first, heights },
        tiling,
      )
      context.epilogue({ firstSegment: segment, lastSegment: nextSegment, rowBegin, rowEnd })
    }
  })
}

/** The stored rows in [first, last) that the caller owns. */
function clampRange({ f, begin, end, ownership }: KernelContext, first: number, last: number, from: Local, to: Local): void {
  if (ownership.kind === 'segments') {
    f.i32(first).set(from).i32(last).set(to)
    return
  }
  if (ownership.kind === 'whole') {
    f.i32(first).set(from)
    f.i32(last).i32(first).get(begin).get(end).op('i32.lt_s').select().set(to)
    return
  }
  f.get(begin).i32(first).get(begin).i32(first).op('i32.gt_s').select().set(from)
  pushSmaller(f, end, last).set(to)
}

/** a b^T with b's rows contiguous: the gradient of a layer's input. */
function writeInputGradient(context: KernelContext, anchor: Node): void {
  const { f, place, tiles } = context
  const out = place(anchor)
  const [a, b] = anchor.inputs.map(place) as [Place, Place]
  const [rowBegin, rowEnd] = shareOfRows(context)
  const outBase = f.local('i32')
  const { rows, batchRows, stride } = out.layout
  const shape: OuterShape = {
    kind: 'outer',
    rows,
    evenRows: batchRows ? rowTile(rows) : 1,
    vectors: stride / 16,
    depth: Math.min(a.layout.length, a.layout.columns),
    scalarsAcross: false,
    scalarStep: 4,
    vectorStep: b.layout.stride,
  }
  const tiling = tiles.outer(shape)
  const scratch = outerScratch(context, tiling, rows, shape.depth)
  // Shares of batch rows begin at whole row tiles and end in padding; else one owner has all rows.
  const heights = batchRows ? tileHeights(tiling.rows, shape.evenRows, 0) : tileHeights(tiling.rows, tiling.rows, rows)
  const bases = Array.from({ length: a.layout.segments }, () => [f.local('i32'), f.local('i32')] as const)
  for (let segment = 0; segment < out.layout.segments; segment++) {
    f.i32(out.address + segment * out.layout.block).set(outBase)
    const pieces = bases.map(([scalar, vector], part): OuterPiece => {
      const first = part * a.layout.length
      f.i32(a.address + part * a.layout.block).set(scalar)
      f.i32(b.address + segment * b.layout.block + first * b.layout.stride).set(vector)
      const count = Math.min(a.layout.length, a.layout.columns - first)
      return { scalar, vector, count, most: count }
    })
    writeOuterBlock(
      context,
      {
        ...shape,
        scalarRowStep: a.layout.stride,
        out: { base: outBase, stride },
        pieces,
        scratch,
      },
      { begin: rowBegin, end: rowEnd, most: rows, heights },
      tiling,
    )
  }
  context.epilogue({ firstSegment: 0, lastSegment: out.layout.segments, rowBegin, rowEnd })
}
