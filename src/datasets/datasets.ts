// The data sets that go by a name on the command line.

import type { Dataset } from './dataset.ts'
import { fashionMnist } from './fashionMnist.ts'
import { mnist } from './mnist.ts'

/** What loads a data set. */
export type DatasetLoader = () => Promise<Dataset>

/** The loader of each data set by its name. */
export const datasets: ReadonlyMap<string, DatasetLoader> = /* @__PURE__ */ new Map<string, DatasetLoader>([
  ['mnist', () => mnist()],
  ['fashion-mnist', () => fashionMnist()],
])
