// The text of a CSV in pieces.

import { type TextSource, utf8Text } from '../data/utf8Text.ts'

/** A CSV as one text, as bytes of UTF-8, or as pieces of either as they come: a file's or a response's stream, for one. */
export type CsvSource = TextSource

/**
 * The text of a CSV in pieces.
 *
 * @throws DataError for bytes that are not UTF-8, and for a text with NUL in it, as UTF-16 and binary files have
 */
export function csvText(source: CsvSource, name: string): AsyncGenerator<string> {
  return utf8Text(source, name, { save: 'Save it as "CSV UTF-8"' })
}
