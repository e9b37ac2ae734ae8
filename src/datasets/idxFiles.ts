// Finds and reads the IDX files of a data set, wherever they are: a folder, an address, single files or bytes.
// Files may be gzip-compressed, which is seen from their bytes and not from their names.

import { listFolder, readFile, readFileIfPresent } from '#platform'
import { gunzip, isGzip, readIdx } from '../data/index.ts'
import { DataError, describe } from '../errors.ts'
import type { Tensor } from '../tensor/index.ts'

/** The bytes of a file, or its path or address. */
export type FileSource = Uint8Array | ArrayBuffer | string | URL

/** The files of a data set with a training and a test part. */
export interface IdxFiles {
  readonly trainImages: FileSource
  readonly trainLabels: FileSource
  readonly testImages: FileSource
  readonly testLabels: FileSource
}

type IdxPart = keyof IdxFiles

/** The names that MNIST's files have had since the first. */
export const STANDARD_NAMES: Readonly<Record<IdxPart, string>> = {
  trainImages: 'train-images-idx3-ubyte',
  trainLabels: 'train-labels-idx1-ubyte',
  testImages: 't10k-images-idx3-ubyte',
  testLabels: 't10k-labels-idx1-ubyte',
}

/** A name that says its part: train, test or t10k; images or labels; idx and a digit; maybe an element type, maybe .gz. */
const PART_NAME = /(?:^|[^a-z])(train|test|t10k)[-_.](images|labels)[-_.]idx\d(?:[-_.][a-z]+)?(?:\.gz)?$/i

/** Whether a value is a path, an address or bytes, rather than an object of several. */
export function isFileSource(value: unknown): value is FileSource {
  return typeof value === 'string' || value instanceof URL || value instanceof Uint8Array || value instanceof ArrayBuffer
}

/** The path or address of a file in a folder. */
export function pathIn(folder: string | URL, name: string): string | URL {
  const base = typeof folder === 'string' ? folder : folder.href
  const path = base.endsWith('/') ? `${base}${name}` : `${base}/${name}`
  return typeof folder === 'string' ? path : new URL(path)
}

/**
 * Picks the IDX files of a data set from the names in a folder. A file that is there both plain and compressed is read plain.
 *
 * @throws DataError if two files stand for the same part
 */
export function findIdxFiles(names: readonly string[], folder: string): Partial<Record<IdxPart, string>> {
  const found: Partial<Record<IdxPart, string>> = {}
  for (const name of names) {
    const [, set, kind] = PART_NAME.exec(name) ?? []
    if (set === undefined || kind === undefined) continue
    const part: IdxPart = `${set.toLowerCase() === 'train' ? 'train' : 'test'}${kind.toLowerCase() === 'images' ? 'Images' : 'Labels'}`
    const other = found[part]
    if (other === undefined || other === `${name}.gz`) found[part] = name
    else if (name !== `${other}.gz`) {
      throw new DataError(
        `The folder ${folder} holds more than one data set, such as ${other} and ${name}. Name one file of images instead of the folder.`,
      )
    }
  }
  return found
}

/**
 * The IDX files in a folder, by the part that their names say; an address, which cannot be listed, has the standard names.
 *
 * @throws DataError if two files stand for the same part
 */
export async function filesIn(folder: string | URL): Promise<Partial<Record<IdxPart, string | URL>>> {
  const names = await listFolder(folder)
  const found = names === null ? STANDARD_NAMES : findIdxFiles(names, String(folder))
  return Object.fromEntries(Object.entries(found).map(([part, name]) => [part, pathIn(folder, name)]))
}

/** What a file is called in a message: its path or address, else what the bytes are. */
export function nameOf(source: FileSource, bytesName: string): string {
  return typeof source === 'string' || source instanceof URL ? String(source) : bytesName
}

/**
 * Reads an IDX file, compressed or not. Where there is no file of a path's name, the one with .gz after it is read.
 *
 * @param bytesName what the source is called in an error message where it is bytes
 * @throws DataError if there is no such file, or it is not an undamaged IDX file
 */
export async function readIdxFile(source: FileSource, bytesName: string): Promise<Tensor> {
  if (!isFileSource(source)) {
    throw new DataError(`${bytesName} must be bytes (a Uint8Array), a path or a URL; received ${describe(source)}.`)
  }
  const bytes = await bytesOf(source)
  const name = nameOf(source, bytesName)
  return readIdx(isGzip(bytes) ? await gunzip(bytes, { name }) : bytes, name)
}

/**
 * Waits until all are done. Where several fail, the first of the list is thrown, whichever failed first: a message must not
 * depend on the disk.
 */
export async function allInOrder<T extends readonly Promise<unknown>[]>(
  promises: T,
): Promise<{ -readonly [K in keyof T]: Awaited<T[K]> }> {
  await Promise.allSettled(promises)
  return Promise.all(promises)
}

async function bytesOf(source: FileSource): Promise<Uint8Array> {
  if (source instanceof Uint8Array) return source
  if (source instanceof ArrayBuffer) return new Uint8Array(source)
  const compressed = typeof source === 'string' ? `${source}.gz` : new URL(`${source.href}.gz`)
  return (await readFileIfPresent(source)) ?? (await readFileIfPresent(compressed)) ?? readFile(source)
}
