// The bytes of a session's memory: who has which, and which are free. A WebAssembly memory only grows, so what a dropped
// program leaves is given to the next one.

import { LINE } from '../compiler/layout.ts'
import { countParts, roundUp } from '../numerics/rounding.ts'

const PAGE = 65536

/** A range of bytes that is one owner's. */
export interface Block {
  readonly address: number
  readonly bytes: number
}

/** Blocks of one WebAssembly memory, on cache lines. */
export class Arena {
  readonly memory: WebAssembly.Memory
  /** The free blocks below the top, by address; no two touch. */
  #free: Block[] = []
  /** The first byte that nobody has had. Address 0 stays unused. */
  #top = LINE

  constructor(memory: WebAssembly.Memory) {
    this.memory = memory
  }

  /** A block of zeros: the smallest free one that is large enough, else new memory. */
  take(bytes: number): Block {
    const size = Math.max(LINE, roundUp(bytes, LINE))
    let best: Block | undefined
    for (const block of this.#free) if (block.bytes >= size && (!best || block.bytes < best.bytes)) best = block
    if (!best) return this.#grow(size)
    this.#free = this.#free.filter((block) => block !== best)
    const { address } = best
    if (best.bytes > size) this.give({ address: address + size, bytes: best.bytes - size })
    new Uint8Array(this.memory.buffer, address, size).fill(0)
    return { address, bytes: size }
  }

  /** Takes a block back. */
  give({ address, bytes }: Block): void {
    const before = this.#free.find((block) => block.address + block.bytes === address)
    const after = this.#free.find((block) => block.address === address + bytes)
    const start = before?.address ?? address
    const end = after ? after.address + after.bytes : address + bytes
    this.#free = [...this.#free.filter((block) => block !== before && block !== after), { address: start, bytes: end - start }]
  }

  #grow(bytes: number): Block {
    const address = this.#top
    // A vector that begins with a buffer's last element may be read past its end.
    const end = address + bytes + LINE
    const pages = countParts(end, PAGE) - this.memory.buffer.byteLength / PAGE
    if (pages > 0) this.memory.grow(pages)
    this.#top = address + bytes
    return { address, bytes }
  }
}
