// The reference of matmul.ts: each form's sum in the order of its contract.

import { extents, type Transposed } from './matmul.ts'
import { type Evaluated, type Evaluation, type References, type Result, underflow, unitRoundoff } from './reference.ts'
import { segmentsOf } from './segments.ts'

/** One dot product of the form 'none', in the contract's order. */
function dotInSegments(k: number, term: (p: number) => number, round: (x: number) => number): number {
  const { length } = segmentsOf(k)
  let total = 0
  for (let start = 0; start < k; start += length) {
    const lanes = [0, 0, 0, 0]
    for (let p = start; p < Math.min(k, start + length); p++) lanes[p & 3] = round((lanes[p & 3] as number) + round(term(p)))
    const [l0, l1, l2, l3] = lanes as [number, number, number, number]
    const partial = round(round(l0 + l1) + round(l2 + l3))
    total = start === 0 ? partial : round(total + partial)
  }
  return total
}

function evaluateProduct({ inputs, attributes, precision, round }: Evaluation): Result {
  const transposed = attributes.transposed as Transposed
  const [a, b] = inputs as [Evaluated, Evaluated]
  const { m, n, k, aAt, bAt } = extents(a.shape, b.shape, transposed)
  const data = new Float64Array(m * n)
  const bound = precision === 'float64' ? new Float64Array(m * n) : null
  const roundings = (k + 16) * unitRoundoff * 1.001
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < n; j++) {
      const term = (p: number): number => (a.data[aAt(i, p)] as number) * (b.data[bAt(p, j)] as number)
      if (transposed === 'none') data[i * n + j] = dotInSegments(k, term, round)
      else {
        let sum = 0
        for (let p = 0; p < k; p++) sum = round(sum + round(term(p)))
        data[i * n + j] = sum
      }
      if (!bound) continue
      let magnitude = 0
      let propagated = 0
      for (let p = 0; p < k; p++) {
        const aValue = Math.abs(a.data[aAt(i, p)] as number)
        const bValue = Math.abs(b.data[bAt(p, j)] as number)
        const aError = a.bound?.[aAt(i, p)] ?? 0
        const bError = b.bound?.[bAt(p, j)] ?? 0
        magnitude += (aValue + aError) * (bValue + bError)
        propagated += aValue * bError + bValue * aError + aError * bError
      }
      bound[i * n + j] = propagated * 1.001 + roundings * magnitude + k * underflow
    }
  }
  return { data, bound }
}

export const matmulReferences: References<'matmul'> = {
  matmul: {
    contract:
      'none: segments of k (segmentsOf), 4 lanes (k mod 4) ascending in each, (l0+l1)+(l2+l3), segments ascending; left, right: k ascending; fma arithmetic: one rounding a term',
    evaluate: evaluateProduct,
  },
}
