// Changes of shape that move no number: the row-major order of elements stays.

import { ShapeError } from '../errors.ts'
import { sizeOf } from '../tensor/index.ts'
import type { Node, Operation } from './types.ts'

const reshaping: Operation = {
  name: 'reshape',
  infer([type], attributes) {
    const shape = attributes.shape as readonly number[]
    if (!type || sizeOf(shape) !== sizeOf(type.shape)) {
      throw new ShapeError(`reshape: [${shape}] does not hold the ${sizeOf(type?.shape ?? [])} elements of [${type?.shape}].`)
    }
    if (type.batched && shape[0] !== type.shape[0]) {
      throw new ShapeError(`reshape: the batch dimension ${type.shape[0]} must stay first; received [${shape}].`)
    }
    return { shape, dtype: type.dtype, batched: type.batched }
  },
  gradient: ({ inputs: [x] }, upstream) => [reshape(upstream, (x as Node).type.shape)],
  partition: 'rows',
  elementwise: false,
}

/** The same elements in row-major order under another shape; a batch dimension stays first. */
export function reshape(x: Node, shape: readonly number[]): Node {
  if (shape.join() === x.type.shape.join()) return x
  return x.graph.apply(reshaping, [x], { shape })
}
