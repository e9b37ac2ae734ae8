// The references of comparison.ts. Where the operands' errors may turn a comparison, its bound is all that it decides between.

import { elementwiseReference } from './elementwise.reference.ts'
import type { References } from './reference.ts'

export const comparisonReferences: References<'greater' | 'equal' | 'select'> = {
  greater: elementwiseReference({
    contract: 'exact',
    scalar: ([a = 0, b = 0]) => (a > b ? 1 : 0),
    bound: ([a = 0, b = 0], [ea = 0, eb = 0]) => (ea + eb > 0 && Math.abs(a - b) <= ea + eb ? 1 : 0),
  }),
  equal: elementwiseReference({
    contract: 'exact',
    scalar: ([a = 0, b = 0]) => (a === b ? 1 : 0),
    bound: ([a = 0, b = 0], [ea = 0, eb = 0]) => (ea + eb > 0 && Math.abs(a - b) <= ea + eb ? 1 : 0),
  }),
  select: elementwiseReference({
    contract: 'exact',
    scalar: ([condition = 0, a = 0, b = 0]) => (condition !== 0 ? a : b),
    bound: ([condition = 0, a = 0, b = 0], [uncertain = 0, ea = 0, eb = 0]) =>
      uncertain > 0 ? Math.abs(a - b) + Math.max(ea, eb) : condition !== 0 ? ea : eb,
  }),
}
