// Values without operands: run-time inputs, states (parameters and optimizer slots) and scalar constants.

import type { DType, Operation, ValueType } from './types.ts'

/** A run-time input. */
export const input: Operation = {
  name: 'input',
  infer: (_inputs, attributes): ValueType => ({
    shape: attributes.shape as readonly number[],
    dtype: attributes.dtype as DType,
    batched: attributes.batched as boolean,
  }),
  partition: 'elements',
  elementwise: false,
}

/** A parameter or an optimizer slot: float32, kept between runs. */
export const state: Operation = {
  name: 'state',
  infer: (_inputs, attributes): ValueType => ({
    shape: attributes.shape as readonly number[],
    dtype: 'float32',
    batched: false,
  }),
  partition: 'elements',
  elementwise: false,
}

/** A float32 scalar known at compile time. */
export const constant: Operation = {
  name: 'constant',
  infer: (): ValueType => ({ shape: [], dtype: 'float32', batched: false }),
  partition: 'elements',
  elementwise: false,
}
