// Sums over classes in the contract's eight lanes (numerics/row.ts): class i is added to lane i mod 8, and the lanes in a tree.

import type { Local } from '../../assembler/index.ts'
import { loadTerms } from './classes.ts'
import { TERM, TURN, VECTOR } from './classLoop.ts'
import type { FormulaWriter, Vectors } from './vectors.ts'

const LANES = 8
/** Vectors of two lanes. */
const ACCUMULATORS = LANES / 2

/** The sum of the float64 classes at `address` + `from`, in both lanes. */
export function sumTerms(writer: FormulaWriter, address: number, from: Local, classes: number): Vectors {
  const { f } = writer
  return writer.scope(() => {
    if (classes <= TURN) return sumOfLanes(loadTerms(writer, address, from, classes))
    const lanes = writer.constant(0, ACCUMULATORS)
    const [at, end] = [f.local('i32'), f.local('i32')]
    f.get(from)
      .plus(Math.floor(classes / LANES) * LANES * TERM)
      .set(end)
    f.get(from).set(at)
    f.forRange(at, at, end, ACCUMULATORS * VECTOR, () => {
      writer.during(() => lanes.becomes(lanes.plus(loadTerms(writer, address, at, LANES))))
    })
    const rest = loadTerms(writer, address, at, classes % LANES)
    const added = lanes.slice(0, rest.width)
    added.becomes(added.plus(rest))
    f.release(at, end)
    return sumOfLanes(lanes)
  })
}

/** The sum of vectors of two classes, the first four of which begin the lanes. */
function sumOfLanes(values: Vectors): Vectors {
  const { writer } = values
  const lanes: Vectors[] = []
  for (let i = 0; i < values.width; i++) {
    const value = values.slice(i, i + 1)
    lanes[i % ACCUMULATORS] = i < ACCUMULATORS ? value : (lanes[i % ACCUMULATORS] as Vectors).plus(value)
  }
  const add = (a: Vectors | undefined, b: Vectors | undefined): Vectors | undefined => (a && b ? a.plus(b) : (a ?? b))
  const both = add(add(lanes[0], lanes[1]), add(lanes[2], lanes[3])) as Vectors
  const local = both.locals[0] as Local
  return both.plus(writer.each(1, () => writer.f.get(local).get(local).shuffle64(1, 0)))
}
