// What model files name, and what argmax makes of it. A model has these in any case; the reader of files (modelFile.ts), which a
// page fetches when it first saves or loads one, is handed them, so that nothing is fetched for it but itself.

import { layerFromConfig } from '../layers/index.ts'
import { Network } from '../network/network.ts'
import { checkRecipe, slotPath } from '../training/lowering.ts'
import type { Parts } from './modelFile.ts'
import { recipeFrom } from './recipe.ts'

/** argmax's own. */
export const parts: Parts = {
  layer: layerFromConfig,
  network: (layers, inputShape) => new Network(layers, inputShape),
  recipe: recipeFrom,
  checkRecipe,
  slotPath,
}
