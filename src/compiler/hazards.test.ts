// States that are read and assigned across each other: nothing reads a state after its new value is there.

import fc from 'fast-check'
import { describe, test } from 'vitest'
import { checkProgram, numbersFor } from '../../test/support/conformance.ts'
import { makeGraph, recipes } from '../../test/support/randomGraph.ts'

describe('states keep their old value until all have read it', () => {
  test('random graphs', () => {
    fc.assert(
      fc.property(recipes(8), fc.boolean(), (recipe, separateUpdates) => {
        const graph = makeGraph(recipe)
        checkProgram(graph, numbersFor(graph, recipe.seed), recipe.batchSize, { separateUpdates })
      }),
      { numRuns: 100 },
    )
  })
})
