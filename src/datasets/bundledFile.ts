// Reads the small files that come with argmax, in data/datasets/. They are CSV of the plainest kind (commas, one header line,
// no quotes), so that core needs no parser for them; src/adapters/csv.ts reads everybody else's.

import { readFile } from '#platform'
import { DataError, describe } from '../errors.ts'
import { type FileSource, isFileSource, nameOf } from './idxFiles.ts'

/** Where a bundled data set is read from instead: its file as bytes, a path or a URL. */
export interface BundledOptions {
  readonly from?: FileSource
}

/** The columns of a file, as text. */
export interface TextColumns {
  readonly rows: number
  /** @throws DataError where the file has no such column */
  column(name: string): readonly string[]
}

async function bytesOf(name: string, source: FileSource, isOwn: boolean): Promise<Uint8Array | ArrayBuffer> {
  if (!isFileSource(source)) {
    throw new DataError(`${name}({ from }): from must be bytes (a Uint8Array), a path or a URL; received ${describe(source)}.`)
  }
  if (typeof source !== 'string' && !(source instanceof URL)) return source
  if (!isOwn) return readFile(source)
  return readFile(source).catch((cause: Error) => {
    throw new DataError(
      `${name}() could not read the file that comes with argmax: ${cause.message} A bundler that does not copy files named by ` +
        `new URL(..., import.meta.url) leaves it behind: serve data/datasets/${name}.csv of the package, and pass ${name}({ from: its URL }).`,
      { cause },
    )
  })
}

/**
 * Reads a bundled file.
 *
 * @param name what the loader is called
 * @param own where the file lies in the package
 * @param expected the first line that it must have, and how many rows follow
 * @throws DataError if it cannot be read or is another file
 */
export async function readBundledFile(
  name: string,
  own: URL,
  { header, rows }: { readonly header: string; readonly rows: number },
  { from }: BundledOptions,
): Promise<TextColumns> {
  const bytes = await bytesOf(name, from ?? own, from === undefined)
  const [first = '', ...lines] = new TextDecoder().decode(bytes).split(/\r?\n/)
  const file = nameOf(from ?? own, 'the given file')
  if (first !== header) {
    // A server that answers every address with a page is found out here.
    throw new DataError(
      `${file} is not the data set ${name}: its first line must be ${describe(header)}; received ${describe(first)}.`,
    )
  }
  if (lines.at(-1) === '') lines.pop()
  const names = header.split(',')
  const cells = lines.map((line, i) => {
    const row = line.split(',')
    if (row.length === names.length) return row
    throw new DataError(`${file}, line ${i + 2} has ${row.length} values where ${names.length} are due. The file is damaged.`)
  })
  if (cells.length !== rows) throw new DataError(`${file} has ${cells.length} rows where ${rows} are due. The file is damaged.`)
  return {
    rows,
    column(wanted) {
      const at = names.indexOf(wanted)
      if (at < 0) throw new DataError(`${file} has no column ${describe(wanted)}; it has ${names.join(', ')}.`)
      return cells.map((row) => row[at] as string)
    },
  }
}

/** Text as numbers, NaN where it is blank. */
export function toNumbers(texts: readonly string[]): Float64Array<ArrayBuffer> {
  return Float64Array.from(texts, (text) => (text === '' ? Number.NaN : Number(text)))
}

/** Labels as class numbers. @throws DataError for a label that is none of the classes */
export function toClassNumbers(
  labels: readonly (string | number)[],
  classes: readonly (string | number)[],
): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(labels, (label, row) => {
    const number = classes.indexOf(label)
    if (number >= 0) return number
    throw new DataError(`Row ${row}: the label must be one of ${classes.join(', ')}; received ${describe(label)}.`)
  })
}
