// What a run writes into its folder: model, history, and a checkpoint to go on from. Each file is replaced as a whole or not at all.

import { mkdir, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { numericsVersion } from '../../ir/types.ts'
import { countCalibrationRows } from './calibration.ts'
import type { RunOutcome } from './trainingRecord.ts'
import type { Run } from './trainingRun.ts'

/** How a run ended, as far as the run itself does not know it. */
export type Ending = Omit<RunOutcome, 'arithmetic' | 'numericsVersion' | 'weightsSha256' | 'cv' | 'calibration' | 'converged'>

/** Rows of each part of a run. */
export function rowCounts({ train, validation, calibrationRows, test }: Run): {
  train: number
  validation: number
  test: number
  calibration?: number
} {
  return {
    train: train.y.data.length,
    validation: validation?.y.data.length ?? 0,
    test: test.y.data.length,
    ...(calibrationRows && { calibration: countCalibrationRows(calibrationRows) }),
  }
}

/** Writes the model and its history; returns the model's size in bytes and the hash of its weights. */
export async function saveRun(run: Run, ending: Ending): Promise<{ bytes: number; hash: string }> {
  const { model, folder, record, data, split, options, cv, converged } = run
  const { length } = await model.save(folder.modelPath)
  const hash = await model.weightsSha256()
  const { calibration } = model
  await record.save(
    folder.historyPath,
    {
      data: { name: data.name, hash: data.hash, rows: rowCounts(run), split, label: data.label },
      options,
      parameters: model.countParameters(),
    },
    { ...ending, arithmetic: model.arithmetic, numericsVersion, weightsSha256: hash, converged, cv, calibration },
  )
  return { bytes: length, hash }
}

/**
 * Writes all that training leaves, when it has just ended: model, history and, unless it diverged, a checkpoint.
 *
 * The checkpoint comes last: should the process be killed in between, the history knows more epochs than the checkpoint, and
 * a resumed run drops those. The checkpoint of another run, in a folder that --overwrite gave up, goes first, and so does its report.
 */
export async function saveTraining(run: Run, ending: Ending): Promise<void> {
  const { model, folder, former } = run
  if (former === undefined) await rm(folder.checkpointPath, { force: true })
  await rm(folder.reportPath, { force: true })
  await saveRun(run, ending)
  // Where the first step was never reached there is nothing to go on from.
  if (ending.status === 'diverged' || model.trainedTo === undefined) return
  await mkdir(dirname(folder.checkpointPath), { recursive: true })
  await model.saveCheckpoint(folder.checkpointPath)
}
