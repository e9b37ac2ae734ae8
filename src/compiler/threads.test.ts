// The schedule under threads: whatever a graph does, every thread writes only what it owns, reads nothing that another writes
// in the same phase, and the bits do not depend on how many there are.

import fc from 'fast-check'
import { describe, test } from 'vitest'
import { numbersFor } from '../../test/support/conformance.ts'
import { checkThreads } from '../../test/support/phases.ts'
import { makeGraph, recipes } from '../../test/support/randomGraph.ts'

describe('1 to 4 threads give the same bits', () => {
  test('random graphs', () => {
    fc.assert(
      fc.property(recipes(8), (recipe) => {
        const graph = makeGraph(recipe)
        checkThreads(graph, numbersFor(graph, recipe.seed), recipe.batchSize)
      }),
      { numRuns: 100 },
    )
  })
})
