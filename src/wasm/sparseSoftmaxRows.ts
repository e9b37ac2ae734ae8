// The softmax of a block of sparse rows: from logits to residuals and losses, in float64 from the float32 logits on.

import type { FunctionHandle, Local, ModuleBuilder } from './assembler/index.ts'
import { EXP_CONSTANTS, expNonPositive } from './kernels/float64/exp.ts'
import { log64 } from './kernels/float64/log.ts'
import { FormulaWriter } from './kernels/float64/vectors.ts'
import type { SparseSoftmaxPlan } from './sparseSoftmax.ts'

const VECTOR = 16

/** Bytes of a part's scratch. */
export function sparseScratchBytes(block: number, vectors: number): number {
  return block * vectors * VECTOR + 3 * rowNumbers(block)
}

/** Bytes of a number for each row of a block, and for a pair behind it. */
const rowNumbers = (block: number): number => (block + 2) * 8

/**
 * (part, first, last, factors): a block's logits become w (p - onehot), and its losses w (m - z_label + log S) are added to the part's; with m
 * the row's largest logit, e_j = exp(z_j - m) in float64, S their sum, p_j = e_j / S.
 */
export function makeSoftmax(module: ModuleBuilder, plan: SparseSoftmaxPlan): FunctionHandle {
  const { vectors, labels, weights, losses, block } = plan
  const rowBytes = vectors * VECTOR
  const [sums, distances, scales] = [0, 1, 2].map((i) => block * rowBytes + i * rowNumbers(block)) as [number, number, number]
  return module.function({ name: 'softmax', parameters: ['i32', 'i32', 'i32', 'i32'] }, (f) => {
    const [part, first, last, factors] = f.parameters as [Local, Local, Local, Local]
    const writer = new FormulaWriter(f)
    writer.hoist(EXP_CONSTANTS)
    const [row, at, stop, number, own] = [f.local('i32'), f.local('i32'), f.local('i32'), f.local('i32'), f.local('i32')]
    const [most, x] = [f.local('v128'), f.local('v128')]
    const [weight, maximum] = [f.local('f64'), f.local('f64')]
    f.get(factors).set(at)
    f.get(factors).set(number)
    f.forRange(row, first, last, 1, () => {
      f.get(at).i32(rowBytes).op('i32.add').set(stop)
      f.get(row).i32(2).op('i32.shl').load('i32.load', labels).i32(2).op('i32.shl').get(at).op('i32.add').set(own)
      f.get(row).i32(3).op('i32.shl').load('f64.load', weights).set(weight)
      f.get(at).load('v128.load').set(most)
      const begin = f.local('i32')
      f.get(at).set(begin)
      if (vectors > 1) {
        f.get(at).i32(VECTOR).op('i32.add').set(at)
        f.forRange(at, at, stop, VECTOR, () => f.get(most).get(at).load('v128.load').op('f32x4.pmax').set(most))
        f.get(begin).set(at)
      }
      f.get(most).get(most).get(most).shuffle32(2, 3, 0, 1).op('f32x4.pmax').set(most)
      f.get(most).get(most).get(most).shuffle32(1, 0, 3, 2).op('f32x4.pmax').set(most)
      writer.during(() => {
        const m = writer.each(1, () => f.get(most).op('f64x2.promote_low_f32x4'))
        f.get(m.locals[0] as Local)
          .laneOp('f64x2.extract_lane', 0)
          .set(maximum)
        f.get(number).get(maximum).get(own).load('f32.load').op('f64.promote_f32').op('f64.sub').store('f64.store', distances)
        f.get(number).get(weight).store('f64.store', scales)
        const total = writer.constant(0, 2)
        f.forRange(at, at, stop, VECTOR, () => {
          writer.during(() => {
            f.get(at).load('v128.load').set(x)
            const z = writer.each(2, (i) => {
              f.get(x)
              if (i > 0) f.get(x).shuffle32(2, 3, 2, 3)
              f.op('f64x2.promote_low_f32x4')
            })
            const e = expNonPositive(z.minus(m))
            total.becomes(total.plus(e))
            const [low, high] = e.locals as [Local, Local]
            f.get(at)
              .get(low)
              .op('f32x4.demote_f64x2_zero')
              .get(high)
              .op('f32x4.demote_f64x2_zero')
              .shuffle32(0, 1, 4, 5)
              .store('v128.store')
          })
        })
        const sum = total.slice(0, 1).plus(total.slice(1, 2))
        const whole = sum.locals[0] as Local
        const value = f.local('f64')
        f.get(whole).laneOp('f64x2.extract_lane', 0).get(whole).laneOp('f64x2.extract_lane', 1).op('f64.add').set(value)
        f.get(number).get(value).store('f64.store', sums)
        f.get(weight).get(value).op('f64.div').op('f32.demote_f64').op('f32x4.splat').set(most)
        f.release(value)
        f.get(begin).set(at)
        f.forRange(at, at, stop, VECTOR, () => f.get(at).get(at).load('v128.load').get(most).op('f32x4.mul').store('v128.store'))
      })
      f.release(begin)
      f.get(own).get(own).load('f32.load').get(weight).op('f32.demote_f64').op('f32.sub').store('f32.store')
      f.get(number).i32(8).op('i32.add').set(number)
    })
    // Losses go in pairs: behind an odd number of rows stands one that counts for nothing.
    f.get(number).f64(1).store('f64.store', sums)
    f.get(number).f64(0).store('f64.store', distances)
    f.get(number).f64(0).store('f64.store', scales)
    f.get(number).set(stop)
    f.get(factors).set(number)
    const loss = writer.constant(0)
    f.forRange(number, number, stop, VECTOR, () => {
      writer.during(() => {
        const load = (offset: number) => writer.each(1, () => f.get(number).load('v128.load', offset))
        loss.becomes(loss.plus(load(scales).times(load(distances).plus(log64(load(sums))))))
      })
    })
    const both = loss.locals[0] as Local
    f.get(part).i32(3).op('i32.shl').get(part).i32(3).op('i32.shl').load('f64.load', losses)
    f.get(both).laneOp('f64x2.extract_lane', 0).op('f64.add').get(both).laneOp('f64x2.extract_lane', 1).op('f64.add')
    f.store('f64.store', losses)
  })
}
