// Elementwise arithmetic, comparison and choice: one vector instruction each, nearly.

import type { Node } from '../../ir/types.ts'
import type { PlainOpcode } from '../assembler/index.ts'
import type { ElementContext, ElementKernel } from '../kernel.ts'

const instruction = (name: PlainOpcode, operands: number): ElementKernel => ({
  emit: (context) => {
    for (let i = 0; i < operands; i++) context.operand(i)
    context.f.op(name)
  },
})

/** A comparison's mask as 1 or 0. */
const comparison = (name: PlainOpcode): ElementKernel => ({
  emit: (context) => {
    instruction(name, 2).emit(context)
    context.f.f32x4(1).op('v128.and')
  },
})

const select: ElementKernel = {
  emit: (context) => {
    context.operand(1)
    context.operand(2)
    context.operand(0)
    context.f.f32x4(0).op('f32x4.ne').op('v128.bitselect')
  },
}

const onesLike: ElementKernel = { emit: ({ f }) => f.f32x4(1), reads: [0] }

/** The sum of a wide layer's partial sums, segments ascending. */
const segmentSum: ElementKernel = {
  reads: [0],
  positional: true,
  emit: (context: ElementContext) => {
    const { f, node } = context
    const place = context.place(node.inputs[0] as Node)
    const at = context.local('i32')
    context.offsetIn(place)
    f.set(at)
    for (let segment = 0; segment < place.layout.segments; segment++) {
      f.get(at).load('v128.load', place.address + segment * place.layout.block)
      if (segment > 0) f.op('f32x4.add')
    }
    f.release(at)
  },
}

/** Kernels by operation name. */
export const arithmeticKernels: Readonly<Record<string, ElementKernel>> = {
  add: instruction('f32x4.add', 2),
  subtract: instruction('f32x4.sub', 2),
  multiply: instruction('f32x4.mul', 2),
  divide: instruction('f32x4.div', 2),
  maximum: instruction('f32x4.max', 2),
  minimum: instruction('f32x4.min', 2),
  negate: instruction('f32x4.neg', 1),
  absolute: instruction('f32x4.abs', 1),
  squareRoot: instruction('f32x4.sqrt', 1),
  greater: comparison('f32x4.gt'),
  equal: comparison('f32x4.eq'),
  select,
  onesLike,
  segmentSum,
}
