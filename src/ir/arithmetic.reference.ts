// The references of arithmetic.ts.

import { elementwiseReference } from './elementwise.reference.ts'
import type { References } from './reference.ts'

export const arithmeticReferences: References<
  'add' | 'subtract' | 'multiply' | 'divide' | 'maximum' | 'minimum' | 'negate' | 'absolute' | 'squareRoot'
> = {
  add: elementwiseReference({
    scalar: ([a = 0, b = 0]) => a + b,
    bound: (_, [ea = 0, eb = 0]) => ea + eb,
  }),
  subtract: elementwiseReference({
    scalar: ([a = 0, b = 0]) => a - b,
    bound: (_, [ea = 0, eb = 0]) => ea + eb,
  }),
  multiply: elementwiseReference({
    scalar: ([a = 0, b = 0]) => a * b,
    bound: ([a = 0, b = 0], [ea = 0, eb = 0]) => Math.abs(a) * eb + Math.abs(b) * ea + ea * eb,
  }),
  divide: elementwiseReference({
    scalar: ([a = 0, b = 0]) => a / b,
    bound: ([, b = 0], [ea = 0, eb = 0], result) => {
      const room = Math.abs(b) - eb
      if (ea === 0 && eb === 0) return 0
      return room > 0 ? (ea + Math.abs(result) * eb) / room : Number.POSITIVE_INFINITY
    },
  }),
  maximum: elementwiseReference({
    scalar: ([a = 0, b = 0]) => Math.max(a, b),
    bound: (_, [ea = 0, eb = 0]) => Math.max(ea, eb),
  }),
  minimum: elementwiseReference({
    scalar: ([a = 0, b = 0]) => Math.min(a, b),
    bound: (_, [ea = 0, eb = 0]) => Math.max(ea, eb),
  }),
  negate: elementwiseReference({
    contract: 'exact',
    scalar: ([x = 0]) => -x,
    bound: (_, [error = 0]) => error,
  }),
  absolute: elementwiseReference({
    contract: 'exact',
    scalar: ([x = 0]) => Math.abs(x),
    bound: (_, [error = 0]) => error,
  }),
  squareRoot: elementwiseReference({
    scalar: ([x = 0]) => Math.sqrt(x),
    bound: ([x = 0], [error = 0], result) => {
      if (error === 0) return 0
      const below = Math.sqrt(Math.max(0, x - error))
      return Math.max(result - below, Math.sqrt(x + error) - result)
    },
  }),
}
