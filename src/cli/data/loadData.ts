// DATA of the command line: the name of a known set, a CSV or TSV file, a folder of IDX files, or one IDX file of images with its
// labels beside it. Whether it names anything is known before anything is read.

import { stat } from 'node:fs/promises'
import { basename, resolve } from 'node:path'
import { hashData } from '../../data/index.ts'
import { datasets, type Examples, idxFolder, idxPair, type LabelledData } from '../../datasets/index.ts'
import { DataError, describe, UsageError } from '../../errors.ts'
import { areNumbers, ascendingNames } from '../models/classLabels.ts'
import { isTablePath, readTable } from './readTable.ts'
import { type KnownTable, type TableOptions, tableData } from './tableData.ts'

/** Inputs and labels, row by row. */
export type Rows = Examples

/**
 * A data set as the commands use it. Of a table `train.x` is float64 [rows, features], as it stands in the file: whoever
 * standardises does it from there.
 */
export interface LoadedData {
  /** The name of a known set, or the path as it was given. */
  readonly name: string
  readonly train: Rows
  readonly test?: Rows
  /** What class 0, 1, ... is called. */
  readonly classNames: readonly string[]
  /** What the columns of x are called, where they have names. */
  readonly features?: readonly string[]
  /** The column that the labels are from, where it has a name. */
  readonly label?: string
  /** The SHA-256 of all its tensors: what a model file knows its training data by. */
  readonly hash: string
  /** What should be known of how it was read. */
  readonly notes: readonly string[]
}

/** The names of all known sets. */
export function knownData(): string[] {
  return [...datasets.keys()]
}

/** Whether a text is the name of a known set. */
export function isKnownData(name: string): boolean {
  return datasets.has(name)
}

/** What DATA is called in the name of a run folder: a known name, or the last part of a path without its extension. */
export function dataName(data: string): string {
  return datasets.has(data) ? data : basename(resolve(data)).replace(/\.\w+$/, '')
}

/** @throws UsageError unless DATA is a known name or there is something at its path */
export async function checkData(data: string): Promise<void> {
  if (datasets.has(data) || (await stat(data).catch(() => null)) !== null) return
  throw new UsageError(
    `There is no data ${JSON.stringify(data)}. DATA is ${knownData().join(', ')}, a .csv or .tsv file, a folder of IDX files, or an IDX file of images ` +
      'with its labels beside it.',
  )
}

/** Data that is no table file. @throws UsageError where --label names another column than its own */
async function readOther(data: string, label: string | undefined): Promise<LabelledData> {
  const known = datasets.get(data)
  const isFolder = known === undefined && (await stat(data)).isDirectory()
  const loaded = await (known?.() ?? (isFolder ? idxFolder(data) : idxPair(data)))
  if (label === undefined || label === loaded.label) return loaded
  throw new UsageError(
    loaded.label === undefined
      ? `--label names a column of a .csv or .tsv file; ${data} has no columns. Leave it out.`
      : `--label: the classes of ${data} are in its column ${describe(loaded.label)}; received ${describe(label)}. Leave it out.`,
  )
}

/** The same rows with their classes numbered in another order; as they are where `order` isn't one of the same names. */
export function inClassOrder<D extends Pick<LoadedData, 'train' | 'test' | 'classNames'>>(data: D, order: readonly string[]): D {
  const { train, test, classNames } = data
  const places = new Map(order.map((name, i) => [name, i]))
  const isSame = order.length === classNames.length && classNames.every((name) => places.has(name))
  if (!isSame || classNames.every((name, i) => name === order[i])) return data
  const renumber = ({ x, y }: Rows): Rows => ({
    x,
    y: { ...y, data: y.data.map((number) => places.get(classNames[number] as string) as number) },
  })
  return { ...data, train: renumber(train), ...(test && { test: renumber(test) }), classNames: order }
}

/** As `loadData` takes it; nobody need name a command to repeat. */
export type LoadOptions = Partial<TableOptions>

/**
 * Loads DATA.
 *
 * @throws UsageError if it names nothing or --label is missing, DataError if it can't be used, MissingPackageError with the
 *   command that gets it
 */
export async function loadData(data: string, options: LoadOptions = {}): Promise<LoadedData> {
  await checkData(data)
  const { label, command = () => '--label COL' } = options
  const isTable = !datasets.has(data) && isTablePath(data)
  const table = isTable ? tableData(await readTable(data), { ...options, command }) : undefined
  const other = table === undefined ? await readOther(data, label) : undefined
  // A set with named columns numbers its classes as a file of the same rows would, so that its hash is the same.
  const read =
    table ?? (other?.features === undefined ? (other as LabelledData) : inClassOrder(other, ascendingNames(other.classNames)))
  const hash = await hashData(read.train.x, read.train.y, ...(read.test === undefined ? [] : [read.test.x, read.test.y]))
  const { train, test, classNames, ...names } = inClassOrder(read, options.known?.classNames ?? read.classNames)
  const ignored = table?.ignored ?? []
  return {
    name: data,
    train,
    classNames,
    hash,
    notes: ignored.length > 0 ? [`${data}: the model does not use ${ignored.join(', ')}.`] : [],
    ...(test === undefined ? {} : { test }),
    ...(names.features === undefined ? {} : { features: names.features }),
    ...(names.label === undefined ? {} : { label: names.label }),
  }
}

/** @throws DataError where the columns of data are not those that a model was trained on */
export function checkFeatures({ name, features }: LoadedData, { featureNames }: KnownTable): void {
  if (features === undefined || featureNames === undefined || features.join('\n') === featureNames.join('\n')) return
  const first = featureNames.find((feature, i) => feature !== features[i]) ?? featureNames.at(-1)
  throw new DataError(
    `${name} does not have the columns that the model was trained on: where the model takes ${describe(first)}, it has ` +
      `${describe(features[featureNames.indexOf(first as string)])}. The model takes ${featureNames.slice(0, 20).join(', ')}${featureNames.length > 20 ? ', ...' : ''}.`,
  )
}

/**
 * Checks that the labels of data mean what a model's classes mean.
 *
 * @param classes the model's class names, or its class numbers
 * @throws DataError if the data has more classes than the model, or calls them otherwise
 */
export function checkClasses(
  { name, classNames }: Pick<LoadedData, 'name' | 'classNames'>,
  classes: readonly (string | number)[],
): void {
  if (classNames.length > classes.length) {
    throw new DataError(
      `${name} has ${classNames.length} classes, but the model knows only ${classes.length}: ${classes.join(', ')}.`,
    )
  }
  const differs = (label: string, i: number): boolean => String(classes[i]) !== label
  if (!areNumbers(classNames) && classes.some((label) => typeof label === 'string') && classNames.some(differs)) {
    throw new DataError(
      `The classes of ${name} (${classNames.join(', ')}) are not those of the model (${classes.join(', ')}), so a score would mean nothing.`,
    )
  }
}
