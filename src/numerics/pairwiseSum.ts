// The sum behind every mean over rows: float64, in a tree that depends on each row's position alone, so that the mean of an
// epoch has the same bits however its rows were cut into batches.

/** The number of values that are added up as one block before blocks are. */
const BLOCK = 1024

/** What a {@link PairwiseSum} holds, as plain data: enough to go on after a checkpoint. */
export interface PairwiseSumState {
  /** How many values have been added. */
  readonly count: number
  /** The values of the block that is being filled. */
  readonly block: readonly number[]
  /** Sums of 2^k whole blocks, largest first, one for each 1 in the binary number of whole blocks. */
  readonly sums: readonly number[]
}

/**
 * A streaming sum in a fixed pairwise tree.
 *
 * Values fill blocks of 1,024. A full block is added up by neighbours: 1,024 values to 512 sums v_2i + v_2i+1, to 256, ...
 * to 1. Blocks join the same way, as the carries of a binary counter: two sums of 2^k blocks make one of 2^(k+1), the
 * earlier on the left. `value()` adds up the block that is being filled as if its missing values were 0, then the sums of whole
 * blocks to it, the latest first. The error grows with the logarithm of the count.
 */
export class PairwiseSum {
  #count = 0
  readonly #block: Float64Array = new Float64Array(BLOCK)
  readonly #work: Float64Array = new Float64Array(BLOCK)
  #sums: number[] = []

  /** How many values have been added. */
  get count(): number {
    return this.#count
  }

  /** Adds one value. */
  add(value: number): void {
    const place = this.#count % BLOCK
    this.#block[place] = value
    this.#count++
    if (place !== BLOCK - 1) return
    let sum = this.#sumOfBlock(BLOCK)
    for (let blocks = this.#count / BLOCK; blocks % 2 === 0; blocks /= 2) sum = (this.#sums.pop() as number) + sum
    this.#sums.push(sum)
  }

  /** Adds `values[from]` to `values[to - 1]`, in this order. */
  addAll(values: ArrayLike<number>, from = 0, to: number = values.length): void {
    for (let i = from; i < to; i++) this.add(values[i])
  }

  /** The sum of everything added so far; 0 at first. More values may follow. */
  value(): number {
    let sum = this.#sumOfBlock(this.#count % BLOCK)
    for (let i = this.#sums.length - 1; i >= 0; i--) sum = this.#sums[i] + sum
    return sum
  }

  /** The sum divided by the count; NaN for nothing. */
  mean(): number {
    return this.value() / this.#count
  }

  /** Starts again from nothing. */
  reset(): void {
    this.#count = 0
    this.#sums = []
  }

  /** A copy of the state, for a checkpoint. */
  state(): PairwiseSumState {
    return { count: this.#count, block: Array.from(this.#block.subarray(0, this.#count % BLOCK)), sums: [...this.#sums] }
  }

  /** Goes on from a state that `state()` gave. */
  restore({ count, block, sums }: PairwiseSumState): void {
    this.#count = count
    this.#block.set(block)
    this.#sums = [...sums]
  }

  /** Adds up the first `filled` values of the block by neighbours, with 0 in place of the others. */
  #sumOfBlock(filled: number): number {
    const work = this.#work
    work.fill(0, filled)
    for (let i = 0; i < filled; i++) work[i] = this.#block[i]
    for (let width = BLOCK / 2; width >= 1; width /= 2) {
      for (let i = 0; i < width; i++) work[i] = work[2 * i] + work[2 * i + 1]
    }
    return work[0]
  }
}
