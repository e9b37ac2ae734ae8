// The references of all operations, for the interpreter. One that lacks its reference is an error of types here.

import { activationReferences } from './activations.reference.ts'
import { arithmeticReferences } from './arithmetic.reference.ts'
import { comparisonReferences } from './comparison.reference.ts'
import { crossEntropyReferences } from './crossEntropy.reference.ts'
import { dequantizeReferences } from './dequantize.reference.ts'
import { dropoutMaskReferences } from './dropoutMask.reference.ts'
import { exactReferences } from './exact.reference.ts'
import { matmulReferences } from './matmul.reference.ts'
import { oneHotReferences } from './oneHot.reference.ts'
import { reduceReferences } from './reduce.reference.ts'
import type { References } from './reference.ts'
import { rowMeanReferences } from './rowMean.reference.ts'
import { segmentedMatmulReferences } from './segmentedMatmul.reference.ts'
import { softmaxReferences } from './softmax.reference.ts'
import { topKReferences } from './topK.reference.ts'
import type { OperationName } from './types.ts'
import { widthReferences } from './widths.reference.ts'

/** By operation name. */
export const references: References<OperationName> = {
  ...activationReferences,
  ...arithmeticReferences,
  ...comparisonReferences,
  ...crossEntropyReferences,
  ...dequantizeReferences,
  ...dropoutMaskReferences,
  ...exactReferences,
  ...matmulReferences,
  ...oneHotReferences,
  ...reduceReferences,
  ...rowMeanReferences,
  ...segmentedMatmulReferences,
  ...softmaxReferences,
  ...topKReferences,
  ...widthReferences,
}
