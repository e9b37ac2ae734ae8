// The data sets that go by a name on the command line.

import type { LabelledData } from './dataset.ts'
import { digits } from './digits.ts'
import { fashionMnist } from './fashionMnist.ts'
import { iris } from './iris.ts'
import { mnist } from './mnist.ts'
import { penguins } from './penguins.ts'
import { wine } from './wine.ts'

/** What loads a data set. */
export type DatasetLoader = () => Promise<LabelledData>

/** The loader of each data set by its name. */
export const datasets: ReadonlyMap<string, DatasetLoader> = /* @__PURE__ */ new Map<string, DatasetLoader>([
  ['mnist', () => mnist()],
  ['fashion-mnist', () => fashionMnist()],
  ['iris', () => iris()],
  ['wine', () => wine()],
  ['penguins', () => penguins()],
  ['digits-8x8', () => digits()],
])
