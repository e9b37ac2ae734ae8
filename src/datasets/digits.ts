// Digits of 8 x 8 pixels: the 1,797 digits that 13 people wrote for the test part of a set of Alpaydin and Kaynak (1998).

import { DataError, describe } from '../errors.ts'
import { type BundledOptions, readBundledFile, toClassNumbers } from './bundledFile.ts'
import type { DatasetSource, TableDataset } from './dataset.ts'

/** A digit. */
export type Digit = 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9

const DIGITS: readonly Digit[] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]
const SIDE = 8
/** The characters for 0, 1, ... 16: the file has one for each pixel. */
const LEVELS = '0123456789abcdefg'
const SOURCE: DatasetSource = {
  citation:
    'E. Alpaydin, C. Kaynak: Optical Recognition of Handwritten Digits. UCI Machine Learning Repository (1998), ' +
    'https://doi.org/10.24432/C50P49; its test part, as in scikit-learn',
  url: 'https://archive.ics.uci.edu/dataset/80/optical+recognition+of+handwritten+digits',
  licence: 'CC-BY-4.0',
}

function readPixels(rows: readonly string[]): Uint8Array<ArrayBuffer> {
  const data = new Uint8Array(rows.length * SIDE * SIDE)
  rows.forEach((pixels, row) => {
    if (pixels.length !== SIDE * SIDE) {
      throw new DataError(`digits, row ${row} has ${pixels.length} pixels where ${SIDE * SIDE} are due. The file is damaged.`)
    }
    for (let i = 0; i < pixels.length; i++) {
      const level = LEVELS.indexOf(pixels[i] as string)
      if (level < 0) throw new DataError(`digits, row ${row}: a pixel must be one of ${LEVELS}; received ${describe(pixels[i])}.`)
      data[row * SIDE * SIDE + i] = level
    }
  })
  return data
}

/**
 * The 8 x 8 digits: 1,797 rows; `x` is uint8 [1797, 64], the ink of each pixel from 0 to 16, with scale 1/16 (0 is paper, 1 is
 * full of ink), row by row from the top left; `y` the digit. Without the scale, as `tensor(x.data, x.shape)`, the values are
 * those of scikit-learn's `load_digits`.
 *
 * @param options.from the file digits.csv elsewhere, as bytes, a path or a URL
 * @throws DataError if the file cannot be read or is another
 */
export async function digits(options: BundledOptions = {}): Promise<TableDataset<Digit, Uint8Array>> {
  const own = new URL('../../data/datasets/digits.csv', import.meta.url)
  const file = await readBundledFile('digits', own, { header: 'pixels,digit', rows: 1797 }, options)
  const labels = file.column('digit').map(Number)
  const x = { data: readPixels(file.column('pixels')), shape: [file.rows, SIDE * SIDE], scale: 1 / 16 }
  const y = { data: toClassNumbers(labels, DIGITS), shape: [file.rows] }
  return {
    name: 'digits-8x8',
    x,
    y: labels as Digit[],
    classes: DIGITS,
    features: Array.from({ length: SIDE * SIDE }, (_, i) => `pixel_${Math.floor(i / SIDE)}_${i % SIDE}`),
    label: 'digit',
    source: SOURCE,
    train: { x, y },
    classNames: DIGITS.map(String),
  }
}
