// The random mask of a dropout layer: one Philox 4x32-10 block (random.ts) for the four elements of a vector. Its four words
// are two pairs, (c0, c2) that is multiplied and (c1, c3) that waits, so that a round is a handful of instructions on pairs.

import { dropThreshold } from '../../ir/dropoutMask.ts'
import type { Node } from '../../ir/types.ts'
import type { ElementKernel } from '../kernel.ts'

const ROUNDS = 10
const MULTIPLIERS = [0xd2511f53, 0xcd9e8d57] as const
const WEYL = [0x9e3779b9, 0xbb67ae85] as const

/** The kernel of `dropoutMask`: counter (column / 4, row, step), key (seed, purpose). */
export const dropoutMaskKernel: ElementKernel = {
  reads: [0, 1, 2],
  positional: true,
  emit: (context) => {
    const { f, node, place } = context
    const [, seed, step] = node.inputs as [Node, Node, Node]
    const rate = node.attributes.rate as number
    const stepAddress = place(step).address
    const [multiplied, waiting, key, product] = [f.local('v128'), f.local('v128'), f.local('v128'), f.local('v128')]
    f.i32(0)
    context.column()
    f.i32(2).op('i32.shr_u').op('i32x4.splat').loadLane('v128.load32_lane', stepAddress, 1).set(multiplied)
    f.i32(0)
    context.row()
    f.op('i32x4.splat')
      .loadLane('v128.load32_lane', stepAddress + 4, 1)
      .set(waiting)
    f.i32(0).load('v128.load64_zero', place(seed).address)
    f.i32x4(0, node.attributes.purpose as number, 0, 0)
      .op('v128.xor')
      .set(key)
    for (let round = 0; round < ROUNDS; round++) {
      // Products as [low 0, high 0, low 1, high 1]; each pair changes places.
      f.get(multiplied)
        .i32x4(...MULTIPLIERS, 0, 0)
        .op('i64x2.extmul_low_i32x4_u')
        .set(product)
      f.get(product).get(product).shuffle32(3, 1, 3, 1).get(waiting).op('v128.xor').get(key).op('v128.xor').set(multiplied)
      f.get(product).get(product).shuffle32(2, 0, 2, 0).set(waiting)
      if (round < ROUNDS - 1)
        f.get(key)
          .i32x4(...WEYL, 0, 0)
          .op('i32x4.add')
          .set(key)
    }
    f.get(multiplied).get(waiting).shuffle32(0, 4, 1, 5)
    f.i32x4(dropThreshold(rate)).op('i32x4.ge_u')
    f.f32x4(1 / (1 - rate)).op('v128.and')
    f.release(multiplied, waiting, key, product)
  },
}
