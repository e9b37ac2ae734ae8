// The rows of a JSON text, one by one as its pieces come: the items of the one array that it is, or the lines of JSON Lines
// (https://jsonlines.org). They are only cut apart here: each is a text with its place, and a file of any length takes little memory.

import { DataError } from '../errors.ts'
import { DEEPEST_JSON, findJsonFault } from './jsonFault.ts'

/** The text of one item, and where it starts: line and column from 1. */
export interface JsonItem {
  readonly text: string
  readonly line: number
  readonly column: number
}

/** Characters of one item, at most. */
const LONGEST_ITEM = 0x400000

const isSpace = (code: number): boolean => code === 32 || code === 10 || code === 9 || code === 13

/** A place in words: `rows.json, line 3, column 14`. */
const place = (name: string, line: number, column: number): string => `${name}, line ${line}, column ${column}`

/** The value of an item. @throws DataError that names line and column of the fault */
export function parseItem({ text, line, column }: JsonItem, name: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    const { index, wanted } = findJsonFault(text) ?? { index: 0, wanted: 'JSON' }
    const before = text.slice(0, index).split('\n')
    const last = before.at(-1) as string
    const where = place(name, line + before.length - 1, before.length === 1 ? column + last.length : last.length + 1)
    const received = index >= text.length ? 'its end' : JSON.stringify(text.slice(index, index + 20))
    throw new DataError(`${where} is not JSON: ${wanted} must come here; received ${received}. Mend it there.`, { cause })
  }
}

/** Cuts the items out of an array. */
export class ArrayCutter {
  readonly #name: string
  #state: 'before' | 'first' | 'next' | 'item' | 'after' = 'before'
  #line = 1
  #column = 1
  #depth = 0
  #inString = false
  #isEscaped = false
  #item = ''
  #itemLine = 1
  #itemColumn = 1

  constructor(name: string) {
    this.#name = name
  }

  /** Adds a piece of text. @returns the items that are whole then */
  push(text: string): JsonItem[] {
    const items: JsonItem[] = []
    let start = this.#state === 'item' ? 0 : -1
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i)
      if (this.#state === 'item') {
        if (this.#inString) {
          if (this.#isEscaped) this.#isEscaped = false
          else if (code === 92) this.#isEscaped = true
          else if (code === 34) this.#inString = false
        } else if (code === 34) this.#inString = true
        else if (code === 123 || (code === 91 && this.#depth >= 0)) {
          this.#depth++
          if (this.#depth > DEEPEST_JSON) throw this.#fault(`at most ${DEEPEST_JSON} arrays and objects may be in each other`)
        } else if (this.#depth > 0) {
          if (code === 125 || code === 93) this.#depth--
        } else if (code === 44 || code === 93) {
          const whole = this.#item + text.slice(start, i)
          items.push({ text: whole.trimEnd(), line: this.#itemLine, column: this.#itemColumn })
          this.#item = ''
          start = -1
          this.#state = code === 44 ? 'next' : 'after'
        }
      } else if (!isSpace(code)) start = this.#begin(code, i, start)
      if (code === 10) {
        this.#line++
        this.#column = 1
      } else this.#column++
    }
    if (start >= 0 && this.#state === 'item') this.#item += text.slice(start)
    if (this.#item.length > LONGEST_ITEM) {
      throw new DataError(
        `${place(this.#name, this.#itemLine, this.#itemColumn)}: the value that starts here goes on for more than ${LONGEST_ITEM} characters. ` +
          'Is a quote (") opened and never closed?',
      )
    }
    return items
  }

  /** What a character between items means. @returns where an item starts in the piece, or -1 */
  #begin(code: number, i: number, start: number): number {
    if (this.#state === 'before') {
      if (code !== 91) throw this.#fault('[ must come here, as the text is to be an array of rows')
      this.#state = 'first'
    } else if (this.#state === 'after') throw this.#fault('nothing may follow the ] that ends the array')
    else if (code === 93) {
      if (this.#state === 'next') throw this.#fault('a value must follow the comma')
      this.#state = 'after'
    } else if (code === 44) throw this.#fault('a value must come before the comma')
    else {
      this.#state = 'item'
      this.#depth = code === 123 || code === 91 ? 1 : 0
      this.#inString = code === 34
      this.#itemLine = this.#line
      this.#itemColumn = this.#column
      return i
    }
    return start
  }

  #fault(wanted: string): DataError {
    return new DataError(`${place(this.#name, this.#line, this.#column)} is not JSON: ${wanted}. Mend it there.`)
  }

  /** To be called after the last piece. @throws DataError where the array has no end */
  end(): void {
    if (this.#state === 'after') return
    const open =
      this.#state === 'item' ? `; the value that is open starts in line ${this.#itemLine}, column ${this.#itemColumn}` : ''
    throw new DataError(
      `${place(this.#name, this.#line, this.#column)}: the JSON ends before the ] of its array${open}. The file is cut off: get it again.`,
    )
  }
}

/** Cuts lines apart; blank ones are passed over. */
export class LineCutter {
  readonly #name: string
  #rest = ''
  #line = 1

  constructor(name: string) {
    this.#name = name
  }

  /** Adds a piece of text. @returns the lines that are whole then */
  push(text: string): JsonItem[] {
    const lines = (this.#rest + text).split('\n')
    this.#rest = lines.pop() as string
    if (this.#rest.length > LONGEST_ITEM) {
      throw new DataError(
        `${this.#name}, line ${this.#line + lines.length} has more than ${LONGEST_ITEM} characters. Is it JSON Lines, a row a line?`,
      )
    }
    const items: JsonItem[] = []
    for (const text of lines) {
      if (text.trim() !== '') items.push({ text, line: this.#line, column: 1 })
      this.#line++
    }
    return items
  }

  /** The last line, where no line break ends it. */
  last(): JsonItem[] {
    return this.#rest.trim() === '' ? [] : [{ text: this.#rest, line: this.#line, column: 1 }]
  }
}
