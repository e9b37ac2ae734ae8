// What MNIST and the sets made in its image share: four IDX files, 28 x 28 pixels of one byte, ten classes.

import { checkLabels } from '../data/index.ts'
import { DataError, describe, UsageError } from '../errors.ts'
import type { Dataset, Examples } from './dataset.ts'
import { readIdxExamples } from './idxExamples.ts'
import { allInOrder, type FileSource, filesIn, type IdxFiles, isFileSource, nameOf, STANDARD_NAMES } from './idxFiles.ts'

/** Where the files are: a folder, an address, or the four files as bytes, paths or addresses. gzip is fine everywhere. */
export type MnistLocation = string | URL | IdxFiles

const PIXELS = 28 * 28

/**
 * Reads a set of 28 x 28 images in ten classes.
 *
 * @throws DataError if a file is missing or damaged or holds something else; LabelError for a label outside [0, 10)
 */
export async function readMnistLike(name: string, from: MnistLocation, classNames: readonly string[]): Promise<Dataset> {
  const files = await filesOf(name, from)
  for (const part of Object.keys(STANDARD_NAMES) as (keyof IdxFiles)[]) {
    if (files[part] !== undefined) continue
    throw new DataError(
      isLocation(from)
        ? `The folder ${from} has no file ${STANDARD_NAMES[part]} (or .gz). It must hold ${Object.values(STANDARD_NAMES).join(', ')}.`
        : `${name}({ from }): from.${part} is missing. Give all of ${Object.keys(STANDARD_NAMES).join(', ')} as bytes, paths or URLs.`,
    )
  }
  const { trainImages, trainLabels, testImages, testLabels } = files as IdxFiles
  const [train, test] = await allInOrder([
    readPart(trainImages, trainLabels, classNames.length, 'training'),
    readPart(testImages, testLabels, classNames.length, 'test'),
  ])
  return { name, train, test, classNames: [...classNames] }
}

const isLocation = (from: unknown): from is string | URL => typeof from === 'string' || from instanceof URL

async function filesOf(name: string, from: MnistLocation): Promise<Partial<IdxFiles>> {
  if (isLocation(from)) return filesIn(from)
  if (typeof from === 'object' && from !== null && !isFileSource(from)) return from
  throw new UsageError(
    `${name}({ from }): from must be a folder, a URL, or { ${Object.keys(STANDARD_NAMES).join(', ')} }; received ${describe(from)}.`,
  )
}

async function readPart(
  images: FileSource,
  labels: FileSource,
  classes: number,
  part: string,
): Promise<Examples<Uint8Array, Uint8Array>> {
  const { x, y } = await readIdxExamples(images, labels, part)
  const imagesName = nameOf(images, `the ${part} images`)
  const labelsName = nameOf(labels, `the ${part} labels`)
  if (!(x.data instanceof Uint8Array && y.data instanceof Uint8Array) || x.shape[1] !== PIXELS) {
    throw new DataError(
      `${imagesName} must hold 28 x 28 pixels of one byte (uint8) and ${labelsName} labels of one byte; received ` +
        `${describe(x.data)} with ${x.shape[1]} pixels an image and ${describe(y.data)}. idxFolder() and idxPair() read other sets.`,
    )
  }
  checkLabels(y, labelsName, { classes })
  return { x: { ...x, data: x.data }, y: { ...y, data: y.data } }
}
