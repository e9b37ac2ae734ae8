// References of what moves numbers or holds them, and rounds nothing: the constant (leaf.ts), reshape.ts and relayout.ts.

import type { Reference, References } from './reference.ts'

/** The operand's numbers, as they are. */
const same: Reference = {
  contract: 'exact',
  evaluate: ({ inputs: [x] }) => ({ data: x?.data as Float64Array, bound: x?.bound ?? null }),
}

/** An input's or a state's value is the caller's. */
const given: Reference = {
  contract: 'given',
  evaluate: () => {
    throw new Error('An input or a state has no computation: its value is given to the interpreter')
  },
}

export const exactReferences: References<'input' | 'state' | 'constant' | 'reshape' | 'relayout'> = {
  input: given,
  state: given,
  constant: {
    contract: 'rounded to float32 once',
    evaluate: ({ attributes, precision }) => ({
      data: Float64Array.of(Math.fround(attributes.value as number)),
      bound: precision === 'float64' ? Float64Array.of(0) : null,
    }),
  },
  reshape: same,
  relayout: same,
}
