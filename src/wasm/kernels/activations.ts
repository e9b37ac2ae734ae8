// Activation functions: float32 vectors widened to float64, one formula, one rounding back. The formulas stand in float64/.

import type { ElementContext, ElementKernel } from '../kernel.ts'
import { elu64, eluDerivative64 } from './float64/elu.ts'
import { exp64 } from './float64/exp.ts'
import { gelu64, geluDerivative64 } from './float64/gelu.ts'
import { log64 } from './float64/log.ts'
import { sigmoid64, silu64, siluDerivative64 } from './float64/sigmoid.ts'
import { tanh64 } from './float64/tanh.ts'
import { FormulaWriter, type Vectors } from './float64/vectors.ts'

/** The four lanes as two float64 vectors through the formula, and back. */
const inFloat64 = (formula: (x: Vectors) => Vectors): ElementKernel => ({
  emit: (context: ElementContext) => {
    const { f } = context
    const writer = new FormulaWriter(f)
    writer.during(() => {
      context.operand(0)
      const single = writer.take().locals[0]!
      const x = writer.each(2, (half) => {
        f.get(single)
        if (half === 1) f.get(single).shuffle64(1, 1)
        f.op('f64x2.promote_low_f32x4')
      })
      const [low, high] = formula(x).apply('f32x4.demote_f64x2_zero').locals
      f.get(low!).get(high!).shuffle64(0, 2)
    })
  },
})

/** max(x, 0): +0 for both zeros, NaN for NaN. */
const relu: ElementKernel = {
  emit: (context) => {
    const { f } = context
    context.operand(0)
    const x = f.local('v128')
    f.tee(x).get(x).f32x4(0).op('f32x4.le').op('v128.andnot')
    f.release(x)
  },
}

/** Kernels by operation name. */
export const activationKernels: Readonly<Record<string, ElementKernel>> = {
  exponential: inFloat64(exp64),
  logarithm: inFloat64(log64),
  relu,
  sigmoid: inFloat64(sigmoid64),
  tanh: inFloat64(tanh64),
  elu: inFloat64(elu64),
  eluDerivative: inFloat64(eluDerivative64),
  gelu: inFloat64(gelu64),
  geluDerivative: inFloat64(geluDerivative64),
  silu: inFloat64(silu64),
  siluDerivative: inFloat64(siluDerivative64),
}
