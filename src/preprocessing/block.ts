// Features of some rows, as a transform gives them, and beside one another as one matrix.

import type { SparseTensor, Tensor } from '../tensor/index.ts'

/** Features [rows, width] of which most aren't 0. */
export interface DenseBlock {
  readonly width: number
  readonly dense: Float64Array
}

/** Features [rows, width] of which most are 0: compressed sparse rows. */
export interface SparseBlock {
  readonly width: number
  readonly data: Float64Array
  readonly indices: Int32Array
  readonly indptr: Int32Array
}

/** Features of some rows. */
export type Block = DenseBlock | SparseBlock

/** Compressed sparse rows while they come. */
export class SparseRowsBuilder {
  #data: Float64Array
  #indices: Int32Array
  #indptr: Int32Array
  #length = 0
  #rows = 0

  constructor(rows: number, perRow = 1) {
    this.#data = new Float64Array(rows * perRow)
    this.#indices = new Int32Array(rows * perRow)
    this.#indptr = new Int32Array(rows + 1)
  }

  /** A value of the current row; columns must ascend within it. */
  add(column: number, value: number): void {
    if (this.#length === this.#data.length) this.#grow(this.#length + 1)
    this.#data[this.#length] = value
    this.#indices[this.#length++] = column
  }

  /** The next values are those of the next row. */
  endRow(): void {
    if (this.#rows + 1 === this.#indptr.length) {
      const grown = new Int32Array(2 * this.#indptr.length)
      grown.set(this.#indptr)
      this.#indptr = grown
    }
    this.#indptr[++this.#rows] = this.#length
  }

  /** Rows so far. */
  get rows(): number {
    return this.#rows
  }

  build(width: number): SparseBlock {
    const [data, indices] = [this.#data.slice(0, this.#length), this.#indices.slice(0, this.#length)]
    return { width, data, indices, indptr: this.#indptr.slice(0, this.#rows + 1) }
  }

  #grow(needed: number): void {
    const length = Math.max(needed, 2 * this.#data.length, 1024)
    const [data, indices] = [new Float64Array(length), new Int32Array(length)]
    data.set(this.#data)
    indices.set(this.#indices)
    this.#data = data
    this.#indices = indices
  }
}

/** Where blocks are gathered, piece by piece, beside one another. */
export interface Gathered {
  /** Adds rows: one block for each transform, in order. */
  add(blocks: readonly Block[], rows: number): void
  build(): Tensor<Float64Array> | SparseTensor<Float64Array>
}

/** Gathers blocks as a Tensor [rows, width]. */
export function gatherDense(rows: number, width: number): Gathered {
  const data = new Float64Array(rows * width)
  let done = 0
  const add = (blocks: readonly Block[], count: number): void => {
    let offset = done * width
    for (const block of blocks) {
      for (let row = 0, to = offset; row < count; row++, to += width) {
        if ('dense' in block) {
          for (let f = 0; f < block.width; f++) data[to + f] = block.dense[row * block.width + f] as number
        } else {
          for (let k = block.indptr[row] as number; k < (block.indptr[row + 1] as number); k++) {
            data[to + (block.indices[k] as number)] = block.data[k] as number
          }
        }
      }
      offset += block.width
    }
    done += count
  }
  return { add, build: () => ({ data, shape: [rows, width] }) }
}

/** Gathers blocks as a SparseTensor [rows, width]. Zeros of dense blocks aren't stored. */
export function gatherSparse(rows: number, width: number): Gathered {
  const builder = new SparseRowsBuilder(rows, 4)
  const add = (blocks: readonly Block[], count: number): void => {
    for (let row = 0; row < count; row++) {
      let offset = 0
      for (const block of blocks) {
        if ('dense' in block) {
          for (let f = 0; f < block.width; f++) {
            const value = block.dense[row * block.width + f] as number
            if (value !== 0) builder.add(offset + f, value)
          }
        } else {
          for (let k = block.indptr[row] as number; k < (block.indptr[row + 1] as number); k++) {
            builder.add(offset + (block.indices[k] as number), block.data[k] as number)
          }
        }
        offset += block.width
      }
      builder.endRow()
    }
  }
  const build = (): SparseTensor<Float64Array> => {
    const { data, indices, indptr } = builder.build(width)
    return { data, indices, indptr, shape: [rows, width] }
  }
  return { add, build }
}
