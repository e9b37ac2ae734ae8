// Values without operands: run-time inputs, states (parameters and optimizer slots) and scalar constants.

import type { Attributes, DType, Operation, ValueType } from './types.ts'

const bound = (name: string): Operation['evaluate'] => {
  return () => {
    throw new Error(`${name} has no computation: its value is given to the interpreter`)
  }
}

/** A run-time input. */
export const input: Operation = {
  name: 'input',
  infer: (_inputs, attributes): ValueType => ({
    shape: attributes.shape as readonly number[],
    dtype: attributes.dtype as DType,
    batched: attributes.batched as boolean,
  }),
  evaluate: bound('input'),
  contract: 'given',
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
  evaluate: bound('state'),
  contract: 'given',
  partition: 'elements',
  elementwise: false,
}

/** A float32 scalar known at compile time. */
export const constant: Operation = {
  name: 'constant',
  infer: (): ValueType => ({ shape: [], dtype: 'float32', batched: false }),
  evaluate: ({ attributes, precision }: { attributes: Attributes; precision: string }) => {
    const value = Math.fround(attributes.value as number)
    return { data: Float64Array.of(value), bound: precision === 'float64' ? Float64Array.of(0) : null }
  },
  contract: 'rounded to float32 once',
  partition: 'elements',
  elementwise: false,
}
