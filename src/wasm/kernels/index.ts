// The kernels by operation name. Adding an operation means its file in ir/, its file here, and its line in one of these.

import type { AnchorKernel, ElementKernel } from '../kernel.ts'
import { activationKernels } from './activations.ts'
import { arithmeticKernels } from './arithmetic.ts'
import { relayoutKernel, reshapeKernel } from './copies.ts'
import { crossEntropyGradientKernel, crossEntropyKernel } from './crossEntropy.ts'
import { dequantizeKernel } from './dequantize.ts'
import { dropoutMaskKernel } from './dropoutMask.ts'
import { matmulKernel, matmulPartialKernel } from './matmul.ts'
import { oneHotKernel } from './oneHot.ts'
import { reduceSumKernel } from './reduceSum.ts'
import { rowShareKernel } from './rowShare.ts'
import { logSoftmaxKernel, softmaxKernel } from './softmax.ts'
import { inTopKKernel } from './topK.ts'
import { toFloat32Kernel, toFloat64Kernel } from './widths.ts'

/** Kernels that code is built around. */
export const anchorKernels: Readonly<Record<string, AnchorKernel>> = {
  matmul: matmulKernel,
  matmulPartial: matmulPartialKernel,
  dequantize: dequantizeKernel,
  reduceSum: reduceSumKernel,
  relayout: relayoutKernel,
  reshape: reshapeKernel,
  rowShare: rowShareKernel,
  toFloat32: toFloat32Kernel,
  toFloat64: toFloat64Kernel,
  oneHot: oneHotKernel,
  inTopK: inTopKKernel,
  softmax: softmaxKernel,
  logSoftmax: logSoftmaxKernel,
  crossEntropy: crossEntropyKernel,
  crossEntropyGradient: crossEntropyGradientKernel,
}

/** Kernels that run inside others' loops, or in a loop of their own. */
export const elementKernels: Readonly<Record<string, ElementKernel>> = {
  ...arithmeticKernels,
  ...activationKernels,
  dropoutMask: dropoutMaskKernel,
}
