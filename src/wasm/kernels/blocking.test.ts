// Tiles and blocks never change a bit: products of random shapes, ragged ones too, under random tiles, in 1 to 4 threads and
// both arithmetics, against the default tiles, and against the float32 interpreter where every operation rounds.

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { numbersFor } from '../../../test/support/conformance.ts'
import { denseStep, digitsStep, planOf } from '../../../test/support/graphs.ts'
import { compareThreads, PhasedProgram } from '../../../test/support/phases.ts'
import { interpret } from '../../ir/interpreter.ts'
import { emitAlone } from '../emit.ts'
import { measureByClock, tuneTiles } from '../tuner.ts'
import { tileCandidates } from './tileCandidates.ts'
import {
  type DotShape,
  type DotTiling,
  defaultTiles,
  type OuterShape,
  type OuterTiling,
  pairedTiles,
  type Tiler,
} from './tiling.ts'

/** Picks from a list by a number that only the property knows. */
type Pick = (length: number) => number

/** Any legal tiles and blocks, also such as no one would want: all sizes from one tile up, spilling ones too. */
function randomTiles(pick: Pick): Tiler {
  const among = <T>(...values: readonly T[]): T => values[pick(values.length)] as T
  return {
    pairs: pick(2) === 1,
    dot(shape: DotShape): DotTiling {
      const rows = among(...[1, 2, 4, 8].filter((height) => shape.rowTile % height === 0))
      const units = Math.min(4, shape.units)
      return {
        kind: 'dot',
        rows,
        units,
        rowBlock: rows * among(1, 2, 3, 1000),
        unitBlock: units * among(1, 2, 3, 1000),
        packUnits: among(true, false),
      }
    },
    outer(shape: OuterShape): OuterTiling {
      const rows = among(...[1, 2, 3, 4, 5, 6].filter((height) => height <= shape.rows))
      return {
        kind: 'outer',
        rows,
        vectors: among(1, 2, 3, 4, 7),
        depth: among(1, 7, 32, 1000),
        rowBlock: rows * among(1, 2, 5, 1000),
        packVectors: among(true, false),
        packScalars: shape.scalarsAcross && among(true, false),
      }
    },
  }
}

/** Pseudo-random picks from a seed. */
function picksFrom(seed: number): Pick {
  let state = seed >>> 0
  return (length) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return Math.floor((state / 2 ** 32) * length)
  }
}

const size = (most: number): fc.Arbitrary<number> => fc.oneof(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 41, max: most }))

describe('a dense layer, its gradients and its update under any tiles', () => {
  test('strict: the bits of the interpreter, in 1 to 4 threads', () => {
    fc.assert(
      fc.property(size(130), size(600), size(300), fc.nat(), (batchSize, inputs, units, seed) => {
        const graph = denseStep(batchSize, inputs, units)
        const rows = 1 + (seed % batchSize)
        const values = numbersFor(graph, seed, rows)
        const { outputs, assignments } = interpret(graph, values, { precision: 'float32', rows })
        const expected = new Map([...outputs].map(([name, { data }]) => [name, [...data]] as const))
        for (const [name, { data }] of assignments) expected.set(`state ${name}`, [...data])
        const program = new PhasedProgram(graph, { tiles: randomTiles(picksFrom(seed)) })
        compareThreads(program, values, rows, expected)
      }),
      { numRuns: 25 },
    )
  })

  test('fma: the bits of the default tiles, in 1 to 4 threads', () => {
    fc.assert(
      fc.property(size(300), size(900), size(600), fc.nat(), (batchSize, inputs, units, seed) => {
        const graph = denseStep(batchSize, inputs, units)
        const rows = 1 + (seed % batchSize)
        const values = numbersFor(graph, seed, rows)
        const usual = new PhasedProgram(graph, { arithmetic: 'fma' })
        usual.write(values)
        usual.run(rows)
        const program = new PhasedProgram(graph, { arithmetic: 'fma', tiles: randomTiles(picksFrom(seed)) })
        compareThreads(program, values, rows, usual.results(rows))
      }),
      { numRuns: 40 },
    )
  })
})

test.each([
  [32, 784, 25],
  [37, 785, 13],
  [128, 512, 512],
])('tiles in pairs give the bits of the default ones: batch %i, %i inputs, %i units', (batchSize, inputs, units) => {
  const graph = denseStep(batchSize, inputs, units)
  const values = numbersFor(graph, 1, batchSize)
  for (const arithmetic of ['strict', 'fma'] as const) {
    const usual = new PhasedProgram(graph, { arithmetic })
    usual.write(values)
    usual.run(batchSize)
    compareThreads(new PhasedProgram(graph, { arithmetic, tiles: pairedTiles }), values, batchSize, usual.results(batchSize))
  }
})

describe('the tuner', () => {
  test('tries every candidate of every product, and gives a tiler of the fastest', () => {
    const graph = digitsStep(32)
    const plan = planOf(graph)
    let calls = 0
    // The last of all is the fastest.
    const tiles = tuneTiles(plan, emitAlone, { arithmetic: 'strict', tiles: defaultTiles }, () => 1 / ++calls)
    const shape: DotShape = { kind: 'dot', rows: 32, rowTile: 8, units: 25, vectors: 49 }
    const candidates = tileCandidates(shape, defaultTiles)
    expect(calls).toBeGreaterThan(candidates.length)
    expect(tiles.dot(shape)).toEqual(candidates.at(-1))
    expect(candidates[0]).toEqual(defaultTiles.dot(shape))
  })

  test('gives the bits of the untuned program, measuring by the clock', () => {
    const graph = digitsStep(8)
    const usual = new PhasedProgram(graph)
    const values = { ...numbersFor(graph, 1, 8), labels: Int32Array.from({ length: 8 }, (_, row) => row) }
    usual.write(values)
    usual.run(8)
    const tiles = tuneTiles(usual.plan, emitAlone, { arithmetic: 'strict', tiles: defaultTiles }, measureByClock(8, 0.05))
    compareThreads(new PhasedProgram(graph, { tiles }), values, 8, usual.results(8))
  })
})
