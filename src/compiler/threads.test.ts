// The schedule under threads: whatever a graph does, every thread writes only what it owns, reads nothing that another writes
// in the same phase, and the bits do not depend on how many there are.

import fc from 'fast-check'
import { describe, test } from 'vitest'
import { numbersFor } from '../../test/support/conformance.ts'
import { digitsStep } from '../../test/support/graphs.ts'
import { checkThreads } from '../../test/support/phases.ts'
import { makeGraph, recipes } from '../../test/support/randomGraph.ts'

describe('1 to 4 threads give the same bits', () => {
  test.each([
    [32, 32, false],
    [32, 9, false],
    [7, 7, true],
    [1, 1, false],
  ])('the digits step, batch size %i, %i rows, updates apart: %s', (batchSize, rows, separateUpdates) => {
    const graph = digitsStep(batchSize)
    const values = numbersFor(graph, 1, rows)
    checkThreads(graph, { ...values, labels: Int32Array.from({ length: rows }, (_, row) => row % 10) }, rows, { separateUpdates })
  })

  test('random graphs', () => {
    fc.assert(
      fc.property(recipes(8), fc.boolean(), (recipe, separateUpdates) => {
        const graph = makeGraph(recipe)
        const rows = 1 + (recipe.seed % recipe.batchSize)
        checkThreads(graph, numbersFor(graph, recipe.seed, rows), rows, { separateUpdates })
      }),
      { numRuns: 150 },
    )
  })
})
