// Files that were dropped on the page: a table, IDX files of images and labels, or a folder of pictures. Which column of a table holds the
// classes is never guessed; of pictures it is the folder that they lie in.

import type { Table } from 'argmax/data'
import { idxPair, mnist } from 'argmax/datasets'
import { readCsv } from 'argmax-dist/adapters/csv.js'
import { tableData } from 'argmax-dist/cli/data/tableData.js'
import { findIdxFiles } from 'argmax-dist/datasets/idxFiles.js'
import { isPicture, readPictures } from './pictures.ts'
import type { OwnFile } from './protocol.ts'
import type { StudioData } from './tableSet.ts'

/** What was read, or the columns of which one must be chosen. */
export type OwnRead =
  | { readonly data: StudioData }
  | { readonly columns: readonly { readonly name: string; readonly classes: number }[] }

/** More distinct values than this are no classes that the page could show. */
const MOST_CLASSES = 50

async function readTable({ name, bytes }: OwnFile, label: string | undefined): Promise<OwnRead> {
  const table = await readCsv(bytes, /\.tsv$/i.test(name) ? { name, delimiter: '\t' } : { name })
  if (label === undefined) {
    const columns = table.columns.map((column) => ({ name: column.name, classes: new Set<string | number>(column.values).size }))
    return { columns }
  }
  const { train, classNames, schema } = tableData(table, { label, command: (column) => `the label column ${column}` })
  if (classNames.length > MOST_CLASSES) {
    throw new Error(
      `The column ${label} has ${classNames.length} different values; the studio shows at most ${MOST_CLASSES} classes.`,
    )
  }
  const types = Object.fromEntries(schema.columns.map((column) => [column.name, column.kind]))
  return { data: { name: 'own', table: train.x as Table, types, label, y: train.y, classNames } }
}

/** Reads dropped files. @throws Error that says which files are wanted */
export async function readOwnFiles(files: readonly OwnFile[], label: string | undefined): Promise<OwnRead> {
  const table = files.find(({ name }) => /\.(csv|tsv)$/i.test(name))
  if (table) return readTable(table, label)
  const pictures = files.filter(isPicture)
  if (pictures.length > 0) return { data: await readPictures(pictures) }
  const byName = new Map(files.map(({ name, bytes }) => [name, bytes]))
  const parts = findIdxFiles([...byName.keys()], 'of dropped files')
  const bytes = (name: string | undefined): Uint8Array | undefined => (name === undefined ? undefined : byName.get(name))
  const [trainImages, trainLabels] = [bytes(parts.trainImages), bytes(parts.trainLabels)]
  const [testImages, testLabels] = [bytes(parts.testImages), bytes(parts.testLabels)]
  if (trainImages && trainLabels && testImages && testLabels) {
    return { data: { ...(await mnist({ from: { trainImages, trainLabels, testImages, testLabels } })), name: 'own' } }
  }
  const [images, labels] = [trainImages ?? testImages, trainLabels ?? testLabels]
  if (images && labels) return { data: { ...(await idxPair(images, labels)), name: 'own' } }
  throw new Error(
    'Drop a .csv or .tsv file, IDX files of images and their labels (train-images-idx3-ubyte, train-labels-idx1-ubyte), or a folder with a ' +
      'folder of pictures for each class.',
  )
}
