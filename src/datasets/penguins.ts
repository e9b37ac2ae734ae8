// Palmer penguins: 344 penguins of three species on three islands (Gorman, Williams, Fraser, 2014), with values that are missing.

import { type BundledOptions, readBundledFile, toNumbers } from './bundledFile.ts'
import { bundledTable } from './bundledTable.ts'
import type { DatasetSource, TableDataset } from './dataset.ts'

/** The species of penguins(). */
export type PenguinSpecies = 'Adelie' | 'Chinstrap' | 'Gentoo'

const SPECIES: readonly PenguinSpecies[] = ['Adelie', 'Chinstrap', 'Gentoo']
const HEADER = 'species,island,bill_length_mm,bill_depth_mm,flipper_length_mm,body_mass_g,sex,year'
const SOURCE: DatasetSource = {
  citation:
    'K. B. Gorman, T. D. Williams, W. R. Fraser: Ecological sexual dimorphism and environmental variability within a community of ' +
    'Antarctic penguins (genus Pygoscelis). PLoS ONE 9 (2014), e90081, https://doi.org/10.1371/journal.pone.0090081. ' +
    'Palmer Station Antarctica LTER; as in the R package palmerpenguins by A. M. Horst, A. P. Hill, K. B. Gorman (2020)',
  url: 'https://allisonhorst.github.io/palmerpenguins/',
  licence: 'CC0-1.0',
}

/** All columns of all 344 rows. A number that is missing is NaN, a text that is missing ''. */
export interface PenguinColumns {
  readonly species: readonly PenguinSpecies[]
  readonly island: readonly ('Biscoe' | 'Dream' | 'Torgersen')[]
  readonly bill_length_mm: Float64Array
  readonly bill_depth_mm: Float64Array
  readonly flipper_length_mm: Float64Array
  readonly body_mass_g: Float64Array
  readonly sex: readonly ('female' | 'male' | '')[]
  readonly year: Float64Array
}

/** What penguins() gives. */
export interface PenguinsDataset extends TableDataset<PenguinSpecies> {
  /** All columns of all rows, also those that `x` leaves out. */
  readonly columns: PenguinColumns
  /** Which row of `columns` each row of `x` and `y` is. */
  readonly rows: Uint32Array
}

/**
 * The penguins: 344 rows, of which 342 have all four measurements. `x` is float64 [342, 4], bill length and depth and flipper
 * length in millimetres and body mass in grams, of those rows; `y` their species. `columns` has all rows, with island, sex and
 * year, and NaN or '' where a value is missing.
 *
 * @param options.from the file penguins.csv elsewhere, as bytes, a path or a URL
 * @throws DataError if the file cannot be read or is another
 */
export async function penguins(options: BundledOptions = {}): Promise<PenguinsDataset> {
  const own = new URL('../../data/datasets/penguins.csv', import.meta.url)
  const file = await readBundledFile('penguins', own, { header: HEADER, rows: 344 }, options)
  const measured = {
    bill_length_mm: toNumbers(file.column('bill_length_mm')),
    bill_depth_mm: toNumbers(file.column('bill_depth_mm')),
    flipper_length_mm: toNumbers(file.column('flipper_length_mm')),
    body_mass_g: toNumbers(file.column('body_mass_g')),
  }
  const columns = {
    species: file.column('species'),
    island: file.column('island'),
    ...measured,
    sex: file.column('sex'),
    year: toNumbers(file.column('year')),
  } as PenguinColumns
  const isWhole = (row: number): boolean => Object.values(measured).every((values) => !Number.isNaN(values[row]))
  const rows = Uint32Array.from({ length: file.rows }, (_, row) => row).filter(isWhole)
  const table = bundledTable({
    name: 'penguins',
    source: SOURCE,
    measurements: Object.fromEntries(
      Object.entries(measured).map(([name, values]) => [name, Float64Array.from(rows, (row) => values[row] as number)]),
    ),
    label: 'species',
    labels: Array.from(rows, (row) => columns.species[row] as string),
    classes: SPECIES,
  })
  return { ...table, columns, rows }
}
