// Where a text stops being JSON (RFC 8259). JSON.parse tells that in words of its own in each engine, and not always where.

/** The first fault of a text: where it is, and what would be right there. */
export interface JsonFault {
  readonly index: number
  readonly wanted: string
}

/** Arrays and objects in each other, at most. */
export const DEEPEST_JSON = 64

const SPACE = /[ \t\n\r]*/y
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y
/** Characters that stand for themselves in a string. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: JSON forbids them in strings
const PLAIN = /[^"\\\u0000-\u001f]*/y
const ESCAPE = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y
const WORD = /true|false|null/y

/** The first fault of a text that is to be one JSON value; undefined where it is one. */
export function findJsonFault(text: string): JsonFault | undefined {
  let at = 0
  const match = (pattern: RegExp): boolean => {
    pattern.lastIndex = at
    if (!pattern.test(text)) return false
    at = pattern.lastIndex
    return true
  }
  const fault = (wanted: string): JsonFault => ({ index: at, wanted })
  const string = (): JsonFault | undefined => {
    if (text[at] !== '"') return fault('a string in double quotes')
    at++
    do match(PLAIN)
    while (match(ESCAPE))
    if (text[at] !== '"') {
      return fault(
        text[at] === '\\' ? 'an escape that JSON has, such as \\n, \\" or \\u0041' : 'the double quote that ends a string',
      )
    }
    at++
    return undefined
  }
  const list = (close: string, depth: number, item: () => JsonFault | undefined): JsonFault | undefined => {
    at++
    if (depth > DEEPEST_JSON) return fault(`at most ${DEEPEST_JSON} arrays and objects in each other`)
    match(SPACE)
    if (text[at] === close) {
      at++
      return undefined
    }
    for (;;) {
      const found = item()
      if (found) return found
      match(SPACE)
      if (text[at] === close) {
        at++
        return undefined
      }
      if (text[at] !== ',') return fault(`a comma or ${close}`)
      at++
      match(SPACE)
    }
  }
  const value = (depth: number): JsonFault | undefined => {
    match(SPACE)
    const first = text[at]
    if (first === '"') return string()
    if (first === '[') return list(']', depth, () => value(depth + 1))
    if (first === '{') {
      return list('}', depth, () => {
        const found = string()
        if (found) return found
        match(SPACE)
        if (text[at] !== ':') return fault('a colon after the name')
        at++
        return value(depth + 1)
      })
    }
    return match(NUMBER) || match(WORD)
      ? undefined
      : fault('a value: a number, a string in double quotes, true, false, null, [ or {')
  }
  const found = value(1)
  if (found) return found
  match(SPACE)
  return at === text.length ? undefined : fault('nothing more')
}
