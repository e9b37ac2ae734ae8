// Where the numbers of a value lie. A value is a matrix in memory: its contiguous axis in columns, cut into fixed segments,
// each segment one line-aligned block of rows. Padding is zero, always, so kernels run over whole vectors.

import { segmentsOf } from '../ir/segments.ts'
import type { DType, Node, Storage } from '../ir/types.ts'
import { roundUp } from '../numerics/rounding.ts'
import { sizeOf } from '../tensor/index.ts'

/** Bytes of a cache line: blocks start on one, so that two owners never write the same. */
export const LINE = 64
/** Batch rows are padded to a multiple of this (less for small batches), so that row tiles need no remainder. */
const ROW_TILE = 8

const BYTES: Record<DType, number> = { float32: 4, float64: 8, int32: 4, uint8: 1 }

/** The physical form of a value. */
export interface Layout {
  readonly dtype: DType
  readonly storage: Storage
  /** Stored rows that mean something, and those there is room for. */
  readonly rows: number
  readonly allocatedRows: number
  /** Stored columns (the contiguous axis), in `segments` blocks of `length` columns; the last may hold fewer. */
  readonly columns: number
  readonly segments: number
  readonly length: number
  /** Bytes from a row to the next, and from a segment's block to the next. */
  readonly stride: number
  readonly block: number
  /** Bytes in all. */
  readonly size: number
  /** Whether stored rows are batch rows, and how many a batch row has (more than one for images, [batch, height, width]). */
  readonly batchRows: boolean
  readonly perBatchRow: number
  /** Whether the last segment is shorter by a vector or more, so that its padding is written by nobody. */
  readonly ragged: boolean
}

/** The rows a tile of a batch covers: the largest of 8, 4, 2, 1 that the batch fills. */
export function rowTile(batchRows: number): number {
  let tile = ROW_TILE
  while (tile > batchRows) tile /= 2
  return tile
}

/** The layout of a node's value under a storage order. */
export function layoutOf(node: Node, storage: Storage): Layout {
  const { shape, dtype, batched } = node.type
  const last = shape.length > 0 ? (shape[shape.length - 1] as number) : 1
  const lead = shape.length > 0 ? sizeOf(shape) / Math.max(1, last) : 1
  const rows = storage === 'rows' ? lead : last
  const columns = storage === 'rows' ? last : lead
  const bytes = BYTES[dtype]
  const vector = dtype === 'float32' ? 4 : dtype === 'uint8' ? 16 : 1
  const cut =
    node.operation.columnSegments?.(node) ??
    (shape.length >= 2 && dtype === 'float32' ? segmentsOf(columns) : { count: 1, length: columns })
  const stride = roundUp(cut.length, vector) * bytes
  const batchRows = batched && shape.length >= 2
  const allocatedRows = batchRows ? roundUp(rows, rowTile(rows)) : rows
  const block = roundUp(allocatedRows * stride, LINE)
  const lastLength = columns - (cut.count - 1) * cut.length
  return {
    dtype,
    storage,
    rows,
    allocatedRows,
    columns,
    segments: cut.count,
    length: cut.length,
    stride,
    block,
    size: Math.max(LINE, block * cut.count),
    batchRows,
    perBatchRow: batchRows ? rows / (shape[0] as number) : 1,
    ragged: roundUp(lastLength, vector) < roundUp(cut.length, vector),
  }
}

/** Whether two values have the same elements at the same offsets. */
export function sameLayout(a: Layout, b: Layout): boolean {
  return (
    a.dtype === b.dtype &&
    a.rows === b.rows &&
    a.columns === b.columns &&
    a.segments === b.segments &&
    a.length === b.length &&
    a.stride === b.stride &&
    a.block === b.block
  )
}

/** Byte offset of the element at stored (row, column). */
export function offsetOf(layout: Layout, row: number, column: number): number {
  const segment = Math.floor(column / layout.length)
  return segment * layout.block + row * layout.stride + (column - segment * layout.length) * BYTES[layout.dtype]
}

/**
 * Visits the elements of the first `rows` stored rows with their logical row-major index and their byte offset, in the order
 * that they are stored in.
 */
export function forEachElement(layout: Layout, rows: number, visit: (index: number, offset: number) => void): void {
  const { storage, columns, segments, length, stride, block, dtype } = layout
  const bytes = BYTES[dtype]
  for (let segment = 0; segment < segments; segment++) {
    const first = segment * length
    const last = Math.min(first + length, columns)
    for (let row = 0; row < rows; row++) {
      let offset = segment * block + row * stride
      for (let column = first; column < last; column++, offset += bytes) {
        visit(storage === 'rows' ? row * columns + column : column * layout.rows + row, offset)
      }
    }
  }
}
