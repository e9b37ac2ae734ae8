// DATA of the command line: the name of a known set, a folder of IDX files, or one IDX file of images with its labels
// beside it. Whether it names anything is known before anything is read.

import { stat } from 'node:fs/promises'
import { basename, resolve } from 'node:path'
import { hashData } from '../data/index.ts'
import { datasets, type Examples, idxFolder, idxPair } from '../datasets/index.ts'
import { DataError, UsageError } from '../errors.ts'

/** Inputs and labels, row by row. */
export type Rows = Examples

/** A data set as the commands use it. */
export interface LoadedData {
  /** The name of a known set, or the path as it was given. */
  readonly name: string
  readonly train: Rows
  readonly test?: Rows
  /** What class 0, 1, ... is called. */
  readonly classNames: readonly string[]
  /** The SHA-256 of all its tensors: what a model file knows its training data by. */
  readonly hash: string
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
    `There is no data ${JSON.stringify(data)}. DATA is ${knownData().join(' or ')}, a folder of IDX files, or an IDX file of images ` +
      'with its labels beside it.',
  )
}

/**
 * Loads DATA.
 *
 * @throws UsageError if it names nothing, DataError if it can't be used, MissingPackageError with the command that gets it
 */
export async function loadData(data: string): Promise<LoadedData> {
  await checkData(data)
  const known = datasets.get(data)
  const isFolder = known === undefined && (await stat(data)).isDirectory()
  const { train, test, classNames } = await (known?.() ?? (isFolder ? idxFolder(data) : idxPair(data)))
  const hash = await hashData(train.x, train.y, ...(test === undefined ? [] : [test.x, test.y]))
  return { name: data, train, classNames, hash, ...(test === undefined ? {} : { test }) }
}

/** Whether names say no more than the class numbers do: '0', '1', ... */
export function areNumbers(names: readonly string[]): boolean {
  return names.every((name, i) => name === String(i))
}

/**
 * Checks that the labels of data mean what a model's classes mean.
 *
 * @param classes the model's class names, or its class numbers
 * @throws DataError if the data has more classes than the model, or calls them otherwise
 */
export function checkClasses({ name, classNames }: LoadedData, classes: readonly (string | number)[]): void {
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
