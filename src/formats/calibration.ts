// What was fitted on held-out rows beside a model: its temperature and its conformal threshold, in the files of all kinds of models.

import { describe, FormatError } from '../errors.ts'
import { objectOf } from './description.ts'

/** What was fitted on held-out rows, kept with the model. */
export interface Calibration {
  /** Probabilities are softmax(logits / temperature). Default 1. */
  readonly temperature?: number
  /** Conformal sets hold the classes whose score 1 - p is at most this. */
  readonly conformalThreshold?: number
  /** The miscoverage that the threshold is for. */
  readonly alpha?: number
  /** Whether a set may be empty. */
  readonly allowEmpty?: boolean
}

/** What a field of a calibration must be. */
const RULES: readonly [keyof Calibration, string, (value: unknown) => boolean][] = [
  ['temperature', 'a finite number > 0', (value) => typeof value === 'number' && value > 0 && Number.isFinite(value)],
  ['conformalThreshold', 'a number from 0 to 1', (value) => typeof value === 'number' && value >= 0 && value <= 1],
  ['alpha', 'a number between 0 and 1', (value) => typeof value === 'number' && value > 0 && value < 1],
  ['allowEmpty', 'true or false', (value) => typeof value === 'boolean'],
]

/** What a file keeps of a calibration. @throws FormatError for anything else */
export function readCalibration(value: unknown, name: string): Calibration | undefined {
  if (value === undefined) return undefined
  const calibration = objectOf(value, `${name}: calibration`)
  for (const [field, allowed, holds] of RULES) {
    const received = calibration[field]
    if (received !== undefined && !holds(received))
      throw new FormatError(`${name}: calibration.${field} must be ${allowed}; received ${describe(received)}.`)
  }
  return calibration as Calibration
}
