// Wine: the chemistry of 178 wines from Piedmont (Forina and others, 1986), in the 13 columns of the UCI repository.

import { type BundledOptions, readBundledFile, toNumbers } from './bundledFile.ts'
import { bundledTable } from './bundledTable.ts'
import type { DatasetSource, TableDataset } from './dataset.ts'

/** The wines of wine(): those that UCI's file numbers 1, 2 and 3. */
export type WineCultivar = 'barolo' | 'grignolino' | 'barbera'

const CULTIVARS: readonly WineCultivar[] = ['barolo', 'grignolino', 'barbera']
const FEATURES = [
  ...['alcohol', 'malic_acid', 'ash', 'alcalinity_of_ash', 'magnesium', 'total_phenols', 'flavanoids'],
  ...['nonflavanoid_phenols', 'proanthocyanins', 'color_intensity', 'hue', 'od280_od315', 'proline'],
]
const SOURCE: DatasetSource = {
  citation:
    'S. Aeberhard, M. Forina: Wine. UCI Machine Learning Repository (1992), https://doi.org/10.24432/C5PC7J. Measured by M. Forina, ' +
    'C. Armanino, M. Castino, M. Ubigli: Multivariate data analysis as a discriminating method of the origin of wines. Vitis 25 (1986), 189-201',
  url: 'https://archive.ics.uci.edu/dataset/109/wine',
  licence: 'CC-BY-4.0',
}

/**
 * The wines: 178 rows, 59 of Barolo, 71 of Grignolino, 48 of Barbera; `x` is float64 [178, 13], what was measured in each, on
 * scales from below 1 (nonflavanoid phenols) to 1,680 (proline); `y` the wine.
 *
 * @param options.from the file wine.csv elsewhere, as bytes, a path or a URL
 * @throws DataError if the file cannot be read or is another
 */
export async function wine(options: BundledOptions = {}): Promise<TableDataset<WineCultivar>> {
  const own = new URL('../../data/datasets/wine.csv', import.meta.url)
  const file = await readBundledFile('wine', own, { header: `${FEATURES.join(',')},cultivar`, rows: 178 }, options)
  return bundledTable({
    name: 'wine',
    source: SOURCE,
    measurements: Object.fromEntries(FEATURES.map((feature) => [feature, toNumbers(file.column(feature))])),
    label: 'cultivar',
    labels: file.column('cultivar'),
    classes: CULTIVARS,
  })
}
