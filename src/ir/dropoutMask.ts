// The random mask of a dropout layer. Philox is counter-based, so a mask element depends on (key, step, row, column) alone:
// any thread can draw any part, and the same step gives the same mask again.

import { ShapeError } from '../errors.ts'
import type { Node, Operation } from './types.ts'

const mask: Operation = {
  name: 'dropoutMask',
  infer([like, seed, step]) {
    if (like?.shape.length !== 2 || seed?.shape[0] !== 2 || step?.shape[0] !== 2) {
      throw new ShapeError(
        `dropoutMask takes a matrix, a seed [2] and a step [2]; received [${like?.shape}], [${seed?.shape}], [${step?.shape}].`,
      )
    }
    return like
  },
  gradient: () => [undefined, undefined, undefined],
  partition: 'elements',
  elementwise: true,
  // The mask counts rows and columns as they are stored.
  anyStorage: () => false,
}

/** A uniform 32-bit word below this drops its element. */
export function dropThreshold(rate: number): number {
  return Math.floor(rate * 0x100000000)
}

/**
 * A mask of the shape of `like`: 0 with probability `rate`, else 1 / (1 - rate).
 *
 * @param seed int32 [2]: the two words of the seed
 * @param step int32 [2]: the two words of the step counter
 * @param purpose the hash of what the randomness is for (a layer's index path)
 */
export function dropoutMask(like: Node, seed: Node, step: Node, rate: number, purpose: number): Node {
  return like.graph.apply(mask, [like, seed, step], { rate, purpose })
}
