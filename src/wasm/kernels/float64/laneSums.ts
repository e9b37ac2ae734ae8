// Sums over classes in the contract's eight lanes (numerics/row.ts): class i is added to lane i mod 8, and the lanes in a tree.

import type { Layout } from '../../../compiler/layout.ts'
import type { Local } from '../../assembler/index.ts'
import { FEW_CLASSES, forClasses, loadTerms, type Position, VECTOR } from './classLoop.ts'
import type { FormulaWriter, Vectors } from './vectors.ts'

const LANES = 8
/** Classes of a step. */
const STEP = 4

/** The sum of the terms from `start` on. */
export function sumTerms(writer: FormulaWriter, start: Position, classes: number): Vectors {
  const { f } = writer
  return writer.scope(() => {
    const termsFrom = (terms: Local, count: number): Vectors => loadTerms(writer, { ...start, terms, count })
    if (classes <= FEW_CLASSES) return sumOfLanes(termsFrom(start.terms, classes))
    const lanes = writer.constant(0, LANES)
    const blocks = Math.floor(classes / LANES)
    const [at, end] = [f.local('i32'), f.local('i32')]
    f.get(start.terms)
      .i32(blocks * LANES * VECTOR)
      .op('i32.add')
      .set(end)
    f.get(start.terms).set(at)
    f.loop((again) => {
      writer.during(() => lanes.becomes(lanes.plus(termsFrom(at, LANES))))
      f.get(at)
        .i32(LANES * VECTOR)
        .op('i32.add')
        .tee(at)
        .get(end)
        .op('i32.lt_u')
        .brIf(again)
    })
    const tail = lanes.slice(0, classes % LANES)
    if (tail.width > 0) tail.becomes(tail.plus(termsFrom(at, tail.width)))
    f.release(at, end)
    return sumOfLanes(lanes)
  })
}

/** Sums of `count` formulas over the classes: `formulas` gives a vector for each class of a step, for each sum. */
export function sumClasses(
  writer: FormulaWriter,
  start: Position,
  layout: Layout,
  count: number,
  formulas: (position: Position) => readonly Vectors[],
): readonly Vectors[] {
  const sums = Array.from({ length: count }, () => writer.constant(0, LANES))
  forClasses(writer.f, start, layout, (position) => {
    writer.during(() => {
      const values = formulas(position)
      sums.forEach((lanes, k) => {
        const half = lanes.slice(0, position.count)
        half.becomes(half.plus(values[k] as Vectors))
        // A step does not know whether it is the first or the second half of eight classes: the halves change places.
        swapHalves(lanes)
      })
    })
  })
  const even = Math.floor((layout.columns + STEP - 1) / STEP) % 2 === 0
  return sums.map((lanes) => writer.scope(() => sumOfLanes(even ? lanes : writer.join([lanes.slice(STEP), lanes.slice(0, STEP)]))))
}

function swapHalves(lanes: Vectors): void {
  const { f } = lanes.writer
  for (let i = 0; i < STEP; i++) {
    const [a, b] = [lanes.locals[i] as Local, lanes.locals[i + STEP] as Local]
    f.get(a).get(b).set(a).set(b)
  }
}

/** The sum of a vector for each class, or of lanes. */
function sumOfLanes(values: Vectors): Vectors {
  const lanes: Vectors[] = []
  for (let i = 0; i < values.width; i++) {
    const value = values.slice(i, i + 1)
    lanes[i % LANES] = i < LANES ? value : (lanes[i % LANES] as Vectors).plus(value)
  }
  const add = (a: Vectors | undefined, b: Vectors | undefined): Vectors | undefined => (a && b ? a.plus(b) : (a ?? b))
  const tree = (first: number): Vectors | undefined =>
    add(add(lanes[first], lanes[first + 2]), add(lanes[first + 4], lanes[first + 6]))
  return add(tree(0), tree(1)) as Vectors
}
