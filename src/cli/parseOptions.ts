// Readers of flag values. Each says what is allowed; commander puts the flag and the received value in front of it.

import { InvalidArgumentError } from 'commander'

/** Text as a finite decimal number, or NaN: unlike Number(), '' and '0x10' and 'Infinity' are none. */
function decimal(text: string): number {
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) ? Number(text) : Number.NaN
}

/** A whole number >= 1. */
export function parseCount(text: string): number {
  const value = decimal(text)
  if (!Number.isSafeInteger(value) || value < 1) throw new InvalidArgumentError('It must be a whole number from 1 on.')
  return value
}

/** A port: a whole number from 0, for any that is free, to 65535. */
export function parsePort(text: string): number {
  const value = decimal(text)
  if (!Number.isInteger(value) || value < 0 || value > 65_535)
    throw new InvalidArgumentError('It must be a whole number from 0 to 65535.')
  return value
}

/** A number of folds: a whole number >= 2. */
export function parseFolds(text: string): number {
  const value = decimal(text)
  if (!Number.isSafeInteger(value) || value < 2) throw new InvalidArgumentError('It must be a whole number from 2 on, such as 5.')
  return value
}

/** A whole number >= 0 that float64 holds exactly. */
export function parseSeed(text: string): number {
  const value = decimal(text)
  if (!Number.isSafeInteger(value) || value < 0)
    throw new InvalidArgumentError('It must be a whole number from 0 to 9007199254740991.')
  return value
}

/** A finite number > 0. */
export function parsePositive(text: string): number {
  const value = decimal(text)
  if (!(value > 0 && Number.isFinite(value))) throw new InvalidArgumentError('It must be a number greater than 0, such as 0.001.')
  return value
}

/** A finite number >= 0. */
export function parsePenalty(text: string): number {
  const value = decimal(text)
  if (!(value >= 0 && Number.isFinite(value))) throw new InvalidArgumentError('It must be a number from 0 on, such as 0.0001.')
  return value
}

/** A share of rows, between 0 and 1. */
export function parseFraction(text: string): number {
  const value = decimal(text)
  if (!(value > 0 && value < 1)) throw new InvalidArgumentError('It must be a number between 0 and 1, such as 0.2.')
  return value
}

/** An accuracy, from 0 to 1. */
export function parseAccuracy(text: string): number {
  const value = decimal(text)
  if (!(value >= 0 && value <= 1)) throw new InvalidArgumentError('It must be a number from 0 to 1, such as 0.95.')
  return value
}

/** Sizes of hidden layers: `25,15`. */
export function parseSizes(text: string): number[] {
  const sizes = text.split(',').map((part) => decimal(part.trim()))
  if (sizes.some((size) => !Number.isSafeInteger(size) || size < 1)) {
    throw new InvalidArgumentError('It must be whole numbers from 1 on with commas between, such as 25,15.')
  }
  return sizes
}
