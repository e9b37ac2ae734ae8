// The flag --types: kinds of columns, in the flag itself or in a file.

import { readFile } from 'node:fs/promises'
import type { ColumnTypes } from '../../data/inferSchema.ts'
import { parseSchema, parseTypes } from '../../data/schemaText.ts'
import { DataError } from '../../errors.ts'

/** The help of the flag. */
export const TYPES_HELP = 'kinds of columns, as zip=category,price=number, or a .json file of them'

/**
 * What --types says: `zip=category,price=number`, or the path of a schema file, which ends in .json.
 *
 * @throws UsageError for kinds that there are not, DataError for a file that can't be used
 */
export async function readTypes(flag: string | undefined): Promise<ColumnTypes> {
  if (flag === undefined) return {}
  if (!/\.json$/i.test(flag)) return parseTypes(flag)
  const text = await readFile(flag, 'utf8').catch((cause: Error) => {
    throw new DataError(`Could not read ${flag}: ${cause.message}.`, { cause })
  })
  return parseSchema(text, flag)
}
