// The part of PapaParse (an exact version of it) that csvRows.ts uses. Its own types need Node's, which core does without.

declare module 'papaparse' {
  export interface ParseError {
    readonly code: 'MissingQuotes' | 'InvalidQuotes' | string
    /** The index, in `data`, of the row that it is in. */
    readonly row: number
  }
  export interface Parsed {
    readonly data: string[][]
    readonly errors: readonly ParseError[]
    /** `cursor`: where the last row of `data` ends in the text. */
    readonly meta: { readonly cursor: number }
  }
  export class Parser {
    constructor(options: { delimiter: string; newline: '\n'; preview?: number })
    /** @param ignoreLastRow leaves out what follows the last line break that ends a row */
    parse(text: string, baseIndex: number, ignoreLastRow: boolean): Parsed
  }
  const Papa: { readonly Parser: typeof Parser }
  export default Papa
}
