// Files that numpy, pyarrow and DuckDB wrote, with what is in them. scripts/golden/table_formats.py makes them.

import golden from '../golden/table-formats.json' with { type: 'json' }

type GoldenValue = number | string | boolean | { readonly number: string }

interface GoldenFile {
  readonly base64: string
  readonly shape?: readonly number[]
  readonly values?: readonly GoldenValue[]
  readonly columns?: Readonly<Record<string, readonly GoldenValue[]>>
  /** What a message says of a file that can't be read. */
  readonly refused?: string
}

const NUMBERS: Readonly<Record<string, number>> = {
  nan: Number.NaN,
  inf: Number.POSITIVE_INFINITY,
  '-inf': Number.NEGATIVE_INFINITY,
}
const numberOrText = (value: GoldenValue): number | string =>
  typeof value === 'object' ? (NUMBERS[value.number] as number) : typeof value === 'boolean' ? Number(value) : value

/** A file with what is in it. */
export interface TableFile {
  readonly name: string
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly shape: readonly number[]
  readonly values: readonly (number | string)[]
  readonly columns: Readonly<Record<string, readonly (number | string)[]>>
  readonly refused: string
}

/** All files whose names end so. */
export function tableFiles(ending: string): TableFile[] {
  return Object.entries(golden.files as unknown as Record<string, GoldenFile>)
    .filter(([name]) => name.endsWith(ending))
    .map(([name, { base64, shape = [], values = [], columns = {}, refused = '' }]) => ({
      ...{ name, shape, refused, bytes: Uint8Array.from(Buffer.from(base64, 'base64')), values: values.map(numberOrText) },
      columns: Object.fromEntries(Object.entries(columns).map(([column, list]) => [column, list.map(numberOrText)])),
    }))
}

/** One of them. */
export function tableFile(name: string): TableFile {
  const found = tableFiles(name)[0]
  if (found === undefined) throw new Error(`No golden file ${name}`)
  return found
}
