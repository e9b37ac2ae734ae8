// argmax/numerics: softmax, cross-entropy and the functions that layers use, with the same bits in every engine.
export { addToOdd } from './bits.ts'
export { type CategoricalCrossentropyOptions, categoricalCrossentropy } from './categoricalCrossentropy.ts'
export { checkLabels, checkTargets, checkWeights, type Numbers } from './check.ts'
export { elu32, elu64, eluDerivative32, eluDerivative64 } from './elu.ts'
export { erf32, erf64 } from './erf.ts'
export { exp32, exp64, expMinusOne32, expMinusOne64, expNonPositive } from './exp.ts'
export { gelu32, gelu64, geluDerivative32, geluDerivative64 } from './gelu.ts'
export { log1p32, log1p64, log32, log64 } from './log.ts'
export { logSoftmax } from './logSoftmax.ts'
export { logSumExp } from './logSumExp.ts'
export { PairwiseSum, type PairwiseSumState } from './pairwiseSum.ts'
export { sigmoid32, sigmoid64 } from './sigmoid.ts'
export { silu32, silu64, siluDerivative32, siluDerivative64 } from './silu.ts'
export { softmax } from './softmax.ts'
export { softplus32, softplus64 } from './softplus.ts'
export {
  type Crossentropy,
  type SparseCategoricalCrossentropyOptions,
  sparseCategoricalCrossentropy,
} from './sparseCategoricalCrossentropy.ts'
export { tanh32, tanh64 } from './tanh.ts'
