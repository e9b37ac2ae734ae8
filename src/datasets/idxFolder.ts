// Any data set that comes as IDX files: a folder with MNIST's four files, under the names they go by (EMNIST and others keep
// the pattern), or one file of images with its labels.

import { checkLabels } from '../data/index.ts'
import { DataError } from '../errors.ts'
import type { LabelledData } from './dataset.ts'
import { countClasses, readIdxExamples } from './idxExamples.ts'
import { type FileSource, filesIn, type IdxFiles, nameOf, STANDARD_NAMES } from './idxFiles.ts'

/** A data set read from IDX files, of any element type; there may be no test part. */
export interface IdxDataset extends LabelledData {
  /** '0', '1', ... to the greatest label of the training part. */
  readonly classNames: string[]
}

/** The last part of a path or an address. */
function lastPart(path: string | URL): string {
  const text = typeof path === 'string' ? path : path.pathname
  return text.split(/[/\\]/).filter(Boolean).pop() ?? 'data'
}

const numbered = (classes: number): string[] => Array.from({ length: classes }, (_, i) => String(i))

/**
 * Reads a folder of IDX files, compressed or not: `train-images-idx3-ubyte`, `train-labels-idx1-ubyte` and, where there is a
 * test part, `t10k-images-idx3-ubyte`, `t10k-labels-idx1-ubyte`; `test` for t10k and a prefix such as `emnist-letters-` are known.
 *
 * @param folder a path, or an address that has all four files under these names
 * @throws DataError if files are missing, damaged or of different image sizes; LabelError if a test label is of no class
 */
export async function idxFolder(folder: string | URL): Promise<IdxDataset> {
  const files = await filesIn(folder)
  const missing = missingPart(files)
  if (missing !== undefined) {
    throw new DataError(
      `The folder ${folder} has no file ${STANDARD_NAMES[missing]} (or .gz). A folder of IDX files has ${STANDARD_NAMES.trainImages} and ` +
        `${STANDARD_NAMES.trainLabels}, and for a test part ${STANDARD_NAMES.testImages} and ${STANDARD_NAMES.testLabels}.`,
    )
  }
  const { trainImages, trainLabels, testImages, testLabels } = files as IdxFiles
  const name = lastPart(folder)
  const train = await readIdxExamples(trainImages, trainLabels)
  const classNames = numbered(countClasses(train.y, String(trainLabels)))
  if (testImages === undefined) return { name, train, classNames }
  const test = await readIdxExamples(testImages, testLabels)
  if (test.x.shape[1] !== train.x.shape[1]) {
    throw new DataError(
      `Training and test images must have the same size; ${trainImages} has ${train.x.shape[1]} pixels an image and ${testImages} has ` +
        `${test.x.shape[1]}.`,
    )
  }
  checkLabels(test.y, String(testLabels), { classes: classNames.length })
  return { name, train, test, classNames }
}

/** The first file that a folder lacks; a test part is all there or all left out. */
function missingPart(files: Partial<IdxFiles>): keyof IdxFiles | undefined {
  const parts: (keyof IdxFiles)[] = ['trainImages', 'trainLabels']
  if (files.testImages !== undefined || files.testLabels !== undefined) parts.push('testImages', 'testLabels')
  return parts.find((part) => files[part] === undefined)
}

/**
 * Reads one file of images with its labels. Without `labels`, they are looked for beside the images, in the file whose name has
 * `labels` for `images` and `idx1` for `idx3`.
 *
 * @throws DataError if a file is missing or damaged, or no file of labels can be named; LabelError if a label is not a class number
 */
export async function idxPair(images: FileSource, labels?: FileSource): Promise<IdxDataset> {
  const labelsFile = labels ?? labelsBeside(images)
  const train = await readIdxExamples(images, labelsFile)
  const classNames = numbered(countClasses(train.y, nameOf(labelsFile, 'the given labels')))
  return { name: lastPart(nameOf(images, 'data')), train, classNames }
}

function labelsBeside(images: FileSource): FileSource {
  const path = nameOf(images, '')
  const at = path.lastIndexOf('/') + 1
  const file = path.slice(at)
  const labels = file.replace(/images/i, 'labels').replace(/idx3/i, 'idx1')
  if (labels === file) {
    throw new DataError(
      `${nameOf(images, 'The given images')} needs a file of labels: a name with "images" in it has its labels beside it, in the file of the same ` +
        'name with "labels"; otherwise name the labels as well.',
    )
  }
  const labelsPath = path.slice(0, at) + labels
  return typeof images === 'string' ? labelsPath : new URL(labelsPath)
}
