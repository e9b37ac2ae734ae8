// A reader of the JSON subset that a safetensors header is: objects of strings, whole numbers and lists of them. JSON.parse would
// do, but it hides keys that occur twice, and builds whatever nested thing a hostile file holds before anyone looks at it.

import { describe, FormatError } from '../errors.ts'

/** Reads a text from front to back; each method takes one thing or throws a FormatError that says where. */
export class HeaderText {
  readonly #text: string
  readonly #name: string
  #at = 0

  /** @param name what the text is called in an error message */
  constructor(text: string, name: string) {
    this.#text = text
    this.#name = name
  }

  /** @throws FormatError always */
  fail(wanted: string): never {
    const rest = this.#text.slice(this.#at, this.#at + 20)
    const found = rest === '' ? 'its end' : JSON.stringify(rest)
    throw new FormatError(`${this.#name}: the header must have ${wanted} at character ${this.#at}; found ${found}.`)
  }

  #skipSpace(): void {
    for (;;) {
      const code = this.#text.charCodeAt(this.#at)
      if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) return
      this.#at++
    }
  }

  /** Takes a mark such as `{` if it is next. */
  takes(mark: string): boolean {
    this.#skipSpace()
    if (this.#text[this.#at] !== mark) return false
    this.#at++
    return true
  }

  /** Takes a mark that must be next. */
  expect(mark: string): void {
    if (!this.takes(mark)) this.fail(`"${mark}"`)
  }

  /** Takes the end of the text. */
  end(): void {
    this.#skipSpace()
    if (this.#at < this.#text.length) this.fail('nothing more')
  }

  /** Takes a string. */
  string(): string {
    this.#skipSpace()
    const start = this.#at
    if (this.#text[start] !== '"') this.fail('a string')
    for (let from = start + 1; ; ) {
      const quote = this.#text.indexOf('"', from)
      if (quote < 0) this.fail('a string that ends')
      from = quote + 1
      let backslashes = 0
      while (this.#text[quote - 1 - backslashes] === '\\') backslashes++
      if (backslashes % 2 === 1) continue // the quote is escaped
      try {
        const value = JSON.parse(this.#text.slice(start, quote + 1)) as string
        if (/\p{Surrogate}/u.test(value)) this.fail('a string of whole characters')
        this.#at = quote + 1
        return value
      } catch (error) {
        if (error instanceof FormatError) throw error
        this.fail('a valid string')
      }
    }
  }

  /** Takes a whole number from 0 to 2^53 - 1. */
  wholeNumber(): number {
    this.#skipSpace()
    let end = this.#at
    while (end - this.#at < 17 && this.#text[end]! >= '0' && this.#text[end]! <= '9') end++
    const digits = this.#text.slice(this.#at, end)
    const value = Number(digits)
    const next = this.#text[end] ?? ''
    if (digits === '' || (digits.length > 1 && digits[0] === '0') || !Number.isSafeInteger(value) || /[.eE\d]/.test(next)) {
      this.fail('a whole number from 0 to 2^53 - 1')
    }
    this.#at = end
    return value
  }

  /** Takes a list of whole numbers. @param most how many there may be */
  wholeNumbers(most: number): number[] {
    const values: number[] = []
    this.expect('[')
    if (this.takes(']')) return values
    do {
      if (values.length === most) this.fail(`at most ${most} numbers in a list`)
      values.push(this.wholeNumber())
    } while (this.takes(','))
    this.expect(']')
    return values
  }

  /**
   * Takes an object. `read` is called after each key and must take its value.
   *
   * @throws FormatError also for a key that occurs twice, or is `__proto__`, which as a property would be no property
   */
  object(read: (key: string) => void): void {
    const keys = new Set<string>()
    this.expect('{')
    if (this.takes('}')) return
    do {
      const key = this.string()
      if (keys.has(key)) throw new FormatError(`${this.#name}: the header has the key ${describe(key)} twice.`)
      if (key === '__proto__') throw new FormatError(`${this.#name}: the header must not have a key "__proto__".`)
      keys.add(key)
      this.expect(':')
      read(key)
    } while (this.takes(','))
    this.expect('}')
  }
}
