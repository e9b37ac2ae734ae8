// Iris: 150 flowers of three species (Anderson's measurements, published by Fisher in 1936). The values are Fisher's own; the
// file of the UCI repository differs from them in two flowers.

import { type BundledOptions, readBundledFile, toNumbers } from './bundledFile.ts'
import { bundledTable } from './bundledTable.ts'
import type { DatasetSource, TableDataset } from './dataset.ts'

/** The species of iris(). */
export type IrisSpecies = 'setosa' | 'versicolor' | 'virginica'

const SPECIES: readonly IrisSpecies[] = ['setosa', 'versicolor', 'virginica']
const FEATURES = ['sepal_length', 'sepal_width', 'petal_length', 'petal_width']
const SOURCE: DatasetSource = {
  citation:
    'R. A. Fisher: The use of multiple measurements in taxonomic problems. Annals of Eugenics 7 (1936), 179-188. ' +
    'UCI Machine Learning Repository, https://doi.org/10.24432/C56C76',
  url: 'https://archive.ics.uci.edu/dataset/53/iris',
  licence: 'CC-BY-4.0',
}

/**
 * The iris flowers: 150 rows, 50 of each species; `x` is float64 [150, 4], lengths and widths of sepals and petals in
 * centimetres; `y` the species.
 *
 * @param options.from the file iris.csv elsewhere, as bytes, a path or a URL
 * @throws DataError if the file cannot be read or is another
 */
export async function iris(options: BundledOptions = {}): Promise<TableDataset<IrisSpecies>> {
  const own = new URL('../../data/datasets/iris.csv', import.meta.url)
  const file = await readBundledFile('iris', own, { header: `${FEATURES.join(',')},species`, rows: 150 }, options)
  return bundledTable({
    name: 'iris',
    source: SOURCE,
    measurements: Object.fromEntries(FEATURES.map((feature) => [feature, toNumbers(file.column(feature))])),
    label: 'species',
    labels: file.column('species'),
    classes: SPECIES,
  })
}
