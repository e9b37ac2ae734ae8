// Fashion-MNIST: 70,000 pictures of clothes in MNIST's format (Xiao, Rasul, Vollgraf, 2017), from the folder where
// Debian's package dataset-fashion-mnist puts them.

import { listFolder } from '#platform'
import { MissingPackageError } from '../errors.ts'
import type { Dataset } from './dataset.ts'
import { type MnistLocation, readMnistLike } from './mnistLike.ts'

/** Where Debian's package dataset-fashion-mnist puts its files. */
export const DEBIAN_FOLDER = '/usr/share/datasets/fashion-mnist'

const CLOTHES = ['T-shirt/top', 'Trouser', 'Pullover', 'Dress', 'Coat', 'Sandal', 'Shirt', 'Sneaker', 'Bag', 'Ankle boot']

/**
 * Fashion-MNIST: `train` has 60,000 rows and `test` 10,000; `x` is uint8 [rows, 784] with scale 1/255, `y` is uint8 [rows].
 *
 * @param options.from where the four IDX files are; the default is /usr/share/datasets/fashion-mnist
 * @throws MissingPackageError if there is no `from` and no such folder; DataError if a file is missing or damaged
 */
export async function fashionMnist(options: { from?: MnistLocation } = {}): Promise<Dataset> {
  const { from } = options
  if (from === undefined && (await listFolder(DEBIAN_FOLDER)) === null) {
    throw new MissingPackageError(
      `fashionMnist() looks for its files in ${DEBIAN_FOLDER}, and there is no such folder. On Debian or Ubuntu run ` +
        '`apt-get install dataset-fashion-mnist`; elsewhere, as in a browser, pass fashionMnist({ from }) a folder, a URL, or ' +
        '{ trainImages, trainLabels, testImages, testLabels }.',
    )
  }
  return readMnistLike('fashion-mnist', from ?? DEBIAN_FOLDER, CLOTHES)
}
