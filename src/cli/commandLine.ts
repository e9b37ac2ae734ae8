// Command lines to show people: what they typed, with what is missing put in.

import { shellQuote } from './table.ts'

/** `batchSize`, 32 as `--batch-size 32`; a flag without a value where it is true. */
export function flagText(name: string, value: unknown): string {
  const flag = `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`
  if (Array.isArray(value)) return `${flag} ${value.map((item) => shellQuote(String(item))).join(name === 'folder' ? ' ' : ',')}`
  return value === true ? flag : `${flag} ${shellQuote(String(value))}`
}

/**
 * A whole command: `npx argmax train flowers.csv --label species --epochs 20`.
 *
 * @param words what follows the name of the command, quoted already
 */
export function commandLine(command: string, words: string, flags: Readonly<Record<string, unknown>>): string {
  const given = Object.entries(flags).filter(([, value]) => value !== undefined && value !== false)
  return [`npx argmax ${command}`, words, ...given.map(([name, value]) => flagText(name, value))].join(' ')
}
