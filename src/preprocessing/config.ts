// What a fitted transform is in a file: plain JSON, in which numbers keep all their bits. Reading checks everything.

import { describe, FormatError } from '../errors.ts'

/** A parsed JSON object. */
export type Config = Readonly<Record<string, unknown>>

/** @throws FormatError where a field isn't what it must be */
export function checkConfig(holds: boolean, where: string, allowed: string, value: unknown): void {
  if (holds) return
  throw new FormatError(`${where} must be ${allowed}; received ${describe(value)}. The file is damaged or not written by argmax.`)
}

/** @throws FormatError where a value is no object */
export function configObject(value: unknown, where: string): Config {
  checkConfig(typeof value === 'object' && value !== null && !Array.isArray(value), where, 'an object', value)
  return value as Config
}

/** @throws FormatError where a value is no array */
export function configArray(value: unknown, where: string): readonly unknown[] {
  checkConfig(Array.isArray(value), where, 'an array', value)
  return value as readonly unknown[]
}

/** A finite number. */
export function numberIn(config: Config, key: string, where: string): number {
  checkConfig(Number.isFinite(config[key]), `${where}.${key}`, 'a finite number', config[key])
  return config[key] as number
}

/** A whole number from `least` to `most`. */
export function wholeNumberIn(config: Config, key: string, where: string, least: number, most: number): number {
  const value = config[key] as number
  const fine = Number.isInteger(value) && value >= least && value <= most
  checkConfig(fine, `${where}.${key}`, `a whole number from ${least} to ${most}`, value)
  return value
}

/** true or false. */
export function booleanIn(config: Config, key: string, where: string): boolean {
  checkConfig(typeof config[key] === 'boolean', `${where}.${key}`, 'true or false', config[key])
  return config[key] as boolean
}

/** One of some words. */
export function wordIn<W extends string>(config: Config, key: string, where: string, words: readonly W[]): W {
  checkConfig(words.includes(config[key] as W), `${where}.${key}`, `one of ${words.join(', ')}`, config[key])
  return config[key] as W
}

/** Different strings. */
export function stringsIn(config: Config, key: string, where: string): string[] {
  const value = config[key]
  const fine = Array.isArray(value) && value.every((item) => typeof item === 'string') && new Set(value).size === value.length
  checkConfig(fine, `${where}.${key}`, 'an array of different strings', value)
  return value as string[]
}

/** Whole numbers from `least` to `most`; ascending where they must be. */
export function wholeNumbersIn(
  config: Config,
  key: string,
  where: string,
  { least, most, ascending = false }: { readonly least: number; readonly most: number; readonly ascending?: boolean },
): number[] {
  const value = config[key]
  const fine =
    Array.isArray(value) &&
    value.every(
      (item, i) => Number.isInteger(item) && item >= least && item <= most && !(ascending && i > 0 && item <= value[i - 1]),
    )
  checkConfig(fine, `${where}.${key}`, `${ascending ? 'ascending ' : ''}whole numbers from ${least} to ${most}`, value)
  return value as number[]
}
