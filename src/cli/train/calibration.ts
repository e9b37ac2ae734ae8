// --calibrate: rows held back from training make a model's probabilities as sure as they are right, and give the threshold for sets of
// classes. Each has rows of its own, and the test has others.

import { calibrateTemperature, conformalThreshold } from '../../evaluation/index.ts'
import type { Calibration } from '../../formats/index.ts'
import { holdBack } from '../data/heldOut.ts'
import type { Rows } from '../data/rows.ts'
import type { Classifier } from '../models/classifier.ts'

/** The share of the training rows that is held back, half of it for each purpose. */
const SHARE = 0.2
/** How often a set may miss the true class. */
const ALPHA = 0.1

/** Rows to calibrate on. */
export interface CalibrationRows {
  readonly temperature: Rows
  readonly conformal: Rows
}

/** Rows to train on, and those that calibrate. @throws DataError where a part would be empty */
export function holdBackToCalibrate(
  rows: Rows,
  seed: number,
  names: readonly string[],
): { train: Rows; calibration: CalibrationRows } {
  const { train, held } = holdBack(rows, SHARE, seed, names)
  const halves = holdBack(held, 0.5, seed, names)
  return { train, calibration: { temperature: halves.train, conformal: halves.held } }
}

/** Rows that calibrate. */
export function countCalibrationRows({ temperature, conformal }: CalibrationRows): number {
  return temperature.y.data.length + conformal.y.data.length
}

/** Fits temperature and threshold, and keeps them with the model. */
export async function calibrate(
  model: Classifier,
  { temperature, conformal }: CalibrationRows,
  signal: AbortSignal,
): Promise<{ calibration: Calibration; warnings: string[] }> {
  const classes = model.classes.length
  const fitted = calibrateTemperature(await model.logits(temperature.x, signal), temperature.y, { classes })
  const warnings = [...fitted.warnings]
  model.calibration = { temperature: fitted.temperature }
  const probabilities = model.probabilities(await model.logits(conformal.x, signal))
  const onWarning = (warning: string): void => void warnings.push(warning)
  const threshold = conformalThreshold(probabilities, conformal.y, { alpha: ALPHA, classes, onWarning })
  const calibration = { temperature: fitted.temperature, conformalThreshold: threshold, alpha: ALPHA, allowEmpty: false }
  model.calibration = calibration
  return { calibration, warnings }
}
