// Lower-casing by a shipped table: engines know different versions of Unicode, and a text must read the same in all of them.

import { LOWER_CASE_RUNS } from './unicodeTables.ts'

let table: Map<number, number> | undefined

/** The lower-case code point of each upper-case one above ASCII. */
function lowerCaseTable(): Map<number, number> {
  if (table !== undefined) return table
  table = new Map()
  for (const run of LOWER_CASE_RUNS.split(' ')) {
    const [start, count, step, delta] = run.split(',').map((digits) => Number.parseInt(digits, 36)) as [
      number,
      number,
      number,
      number,
    ]
    for (let i = 0; i < count; i++) table.set(start + i * step, start + i * step + delta)
  }
  return table
}

/** The first UTF-16 unit that may not be lower-case; the length where all are ASCII and lower-case. */
function firstToChange(text: string): number {
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    if (unit >= 128 || (unit >= 65 && unit <= 90)) return i
  }
  return text.length
}

/**
 * A text in lower case: every code point by Unicode's simple mapping (17.0), whatever stands around it or which language it is in. One
 * code point becomes one: every capital sigma is σ, and İ is i.
 */
export function lowerCase(text: string): string {
  const first = firstToChange(text)
  if (first === text.length) return text
  const mapping = lowerCaseTable()
  let out = text.slice(0, first)
  let kept = first // from here on text is unchanged and not yet in out
  for (let i = first; i < text.length; i++) {
    const start = i
    const code = text.codePointAt(i) as number
    if (code > 0xffff) i++
    const lower = code < 128 ? (code >= 65 && code <= 90 ? code + 32 : code) : (mapping.get(code) ?? code)
    if (lower === code) continue
    out += text.slice(kept, start) + String.fromCodePoint(lower)
    kept = i + 1
  }
  return out + text.slice(kept)
}
