// The loss of two logits in four ways: what programs get who first make probabilities and then take their logarithm, and what comes
// from the logits. Every exponential, logarithm and last row is argmax/numerics; the mistakes are the recipes' own.

import { exp32, exp64, log32, log64, softmax, sparseCategoricalCrossentropy } from 'argmax/numerics'

/** What a recipe gives. */
export interface Outcome {
  /** The probability of the true class, where the recipe has one. */
  readonly probability: number | undefined
  readonly loss: number
  /** Of the loss, with respect to the true class's logit. */
  readonly gradient: number
}

/** Keras's bounds of a probability before its logarithm. */
const CLIP = 1e-7

/** e^x that overflows where float64 does, at 709.8; exp64 itself stops at e^709, which is all that float32 results need. */
function overflowingExp(x: number): number {
  const half = exp64(x / 2)
  return half * half
}

/** The gradient through a logarithm and a softmax, as differentiating the formula step by step gives it. */
function chain(a: number, round: (value: number) => number): number {
  const outer = round(-1 / a)
  return round(a * round(outer - round(outer * a)))
}

function naive(
  gap: number,
  isRight: boolean,
  exp: (x: number) => number,
  log: (x: number) => number,
  round: (value: number) => number,
): Outcome {
  const [ahead, behind] = [exp(gap), exp(0)]
  const a = round((isRight ? ahead : behind) / round(ahead + behind))
  return { probability: a, loss: 0 - log(a), gradient: chain(a, round) }
}

function clipped(gap: number, isRight: boolean): Outcome {
  const [ahead = 0, behind = 0] = softmax(Float32Array.of(gap, 0), 2)
  const a = isRight ? ahead : behind
  const [least, most] = [Math.fround(CLIP), Math.fround(1 - CLIP)]
  const kept = Math.min(most, Math.max(least, a))
  return { probability: kept, loss: 0 - log32(kept), gradient: a === kept ? chain(a, Math.fround) : 0 }
}

function fromLogits(gap: number, isRight: boolean): Outcome {
  const label = isRight ? 0 : 1
  const { losses, gradient } = sparseCategoricalCrossentropy([label], Float32Array.of(gap, 0), 2)
  return { probability: undefined, loss: losses[0] as number, gradient: gradient[label] as number }
}

/** A way to the loss. */
export interface Recipe {
  readonly name: string
  /** The CSS variable of its colour. */
  readonly colour: string
  /** The logits are `gap` and 0; the true class is the first where `isRight`, else the second. */
  run(gap: number, isRight: boolean): Outcome
}

export const RECIPES: readonly Recipe[] = [
  {
    name: 'Softmax, then log, in float32',
    colour: '--class-1',
    run: (gap, isRight) => naive(gap, isRight, exp32, log32, Math.fround),
  },
  {
    name: 'Softmax, then log, in float64',
    colour: '--class-3',
    run: (gap, isRight) => naive(gap, isRight, overflowingExp, log64, (value) => value),
  },
  { name: 'Softmax, clipped, then log', colour: '--class-4', run: clipped },
  { name: 'From logits (argmax)', colour: '--accent', run: fromLogits },
]

/** What is wrong with an outcome, beside the truth; empty where nothing is. */
export function faultOf({ loss, gradient }: Outcome, truth: Outcome): string {
  if (Number.isNaN(loss)) return 'It overflows: infinity over infinity is no number.'
  if (!Number.isFinite(loss)) return 'The probability is rounded to 0, so the loss is infinite.'
  if (loss === 0 && truth.loss > 0) return 'The probability is rounded to 1: the loss is lost.'
  const isOff = Math.abs(loss - truth.loss) > 1e-3 * truth.loss
  if (gradient === 0 && truth.gradient !== 0)
    return isOff
      ? 'Clipping holds the loss, and the gradient is gone: nothing is learnt.'
      : 'The gradient is gone: nothing is learnt.'
  return isOff ? 'Rounding has eaten digits of the loss.' : ''
}
