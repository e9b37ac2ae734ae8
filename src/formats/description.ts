// A model file's frame: a safetensors file with a JSON description in its string metadata under "argmax". What the description and the
// tensors mean is each model's own.

import { describe, FormatError, ShapeError, UsageError } from '../errors.ts'
import { ARRAY_CONSTRUCTORS, type Tensor } from '../tensor/index.ts'
import type { InputType } from '../training/inputs.ts'
import { readSafetensors, writeSafetensors } from './safetensors.ts'

/** The version of descriptions. */
export const FORMAT_VERSION = 1

/** A parsed JSON object. */
export type Json = Readonly<Record<string, unknown>>

/** The bytes of a file with these tensors and this description. */
export function writeDescription(tensors: Map<string, Tensor>, description: Json): Uint8Array {
  return writeSafetensors({ tensors, metadata: new Map([['argmax', JSON.stringify(description)]]) })
}

/** @throws FormatError for a file that holds no description, or one of a newer argmax */
export function readDescription(bytes: Uint8Array, name: string): { tensors: Map<string, Tensor>; description: Json } {
  const { tensors, metadata } = readSafetensors(bytes, name)
  const text = metadata.get('argmax')
  if (text === undefined) {
    throw new FormatError(
      `${name} is a safetensors file, but not an argmax model: its metadata has no "argmax" entry. It has the tensors ${describe([...tensors.keys()])}.`,
    )
  }
  let parsed: unknown
  try {
    parsed = JSON.parse(text)
  } catch (cause) {
    throw new FormatError(`${name}: its description is not JSON. The file is damaged.`, { cause })
  }
  const description = objectOf(parsed, `${name}: the description`)
  const version = description.formatVersion
  checkField(Number.isInteger(version) && (version as number) >= 1, `${name}: formatVersion`, 'a whole number >= 1', version)
  if ((version as number) > FORMAT_VERSION) {
    throw new FormatError(`${name} has format version ${version}; this argmax reads up to ${FORMAT_VERSION}. Update argmax.`)
  }
  return { tensors, description }
}

/** @throws FormatError where a field is no object */
export function objectOf(value: unknown, where: string): Json {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Json
  throw new FormatError(`${where} must be an object; received ${describe(value)}. The file is damaged or not written by argmax.`)
}

/** @throws FormatError where a field isn't what it must be */
export function checkField(holds: boolean, where: string, allowed: string, value: unknown): void {
  if (!holds)
    throw new FormatError(`${where} must be ${allowed}; received ${describe(value)}. The file is damaged or not written by argmax.`)
}

/** Runs what takes values from the file: what it refuses is the file's fault. */
export function fromFile<T>(where: string, make: () => T): T {
  try {
    return make()
  } catch (error) {
    if (error instanceof UsageError || error instanceof ShapeError)
      throw new FormatError(`${where}: ${error.message}`, { cause: error })
    throw error
  }
}

/** How inputs are stored. @throws FormatError for anything else */
export function readInput(value: unknown, name: string): InputType {
  const { dtype, scale } = objectOf(value, `${name}: input`)
  const isType = typeof dtype === 'string' && Object.hasOwn(ARRAY_CONSTRUCTORS, dtype)
  checkField(isType, `${name}: input.dtype`, `one of ${Object.keys(ARRAY_CONSTRUCTORS).join(', ')}`, dtype)
  const isScale = scale === undefined || (typeof scale === 'number' && scale > 0 && Number.isFinite(scale))
  checkField(isScale, `${name}: input.scale`, 'a finite number > 0', scale)
  return scale === undefined ? { dtype: dtype as string } : { dtype: dtype as string, scale: scale as number }
}
