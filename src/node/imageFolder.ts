// A folder of pictures on a disk.

import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { LabelledData } from '../datasets/dataset.ts'
import { DataError } from '../errors.ts'
import { type ImageOptions, isImagePath, readImages } from '../sources/imageFolder.ts'

/** The pictures in a folder and the folders in it, by their paths from it, with / between. */
export async function imagePaths(folder: string): Promise<string[]> {
  try {
    const names = await readdir(folder, { recursive: true })
    return names.map((name) => name.replaceAll('\\', '/')).filter(isImagePath)
  } catch (cause) {
    throw new DataError(`Could not list the folder ${folder}: ${(cause as Error).message}.`, { cause })
  }
}

/**
 * The pictures of a folder as a data set: a folder in it for each class. See `readImages`.
 *
 * @throws MissingPackageError if sharp is not installed; DataError for a folder without pictures in classes
 */
export async function imageFolder(folder: string, options: ImageOptions = {}): Promise<LabelledData> {
  const paths = await imagePaths(folder)
  const files = paths.map((path) => ({
    path,
    bytes: () =>
      readFile(join(folder, path)).catch((cause: Error) => {
        throw new DataError(`Could not read ${join(folder, path)}: ${cause.message}.`, { cause })
      }),
  }))
  return readImages(files, { name: folder, ...options })
}
