// The operations that a user's own layer, loss or metric is written in. Each has its gradient, so what is made of them has too.

export { elu, exponential, gelu, leakyRelu, logarithm, relu, sigmoid, silu, tanh } from './activations.ts'
export { absolute, add, divide, maximum, minimum, multiply, negate, squareRoot, subtract } from './arithmetic.ts'
export { equal, greater, select } from './comparison.ts'
export { crossEntropy } from './crossEntropy.ts'
export { matmul } from './matmul.ts'
export { oneHot } from './oneHot.ts'
export { reduceMean, reduceSum } from './reduce.ts'
export { reshape } from './reshape.ts'
export { logSoftmax, softmax } from './softmax.ts'
export { inTopK } from './topK.ts'
export { toFloat32 } from './widths.ts'
