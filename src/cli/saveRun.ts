// What a run writes into its folder: model, history, and a checkpoint to go on from. Each file is replaced as a whole or not at all.

import { mkdir, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { numericsVersion } from '../ir/types.ts'
import type { RunOutcome } from './trainingRecord.ts'
import type { Run } from './trainingRun.ts'

/** How a run ended, as far as the run itself does not know it. */
export type Ending = Omit<RunOutcome, 'arithmetic' | 'numericsVersion' | 'weightsSha256'>

/** Writes the model and its history; returns the model's size in bytes and the hash of its weights. */
export async function saveRun(run: Run, ending: Ending): Promise<{ bytes: number; hash: string }> {
  const { model, folder, record, data, train, validation, test, split, options } = run
  const { length } = await model.save(folder.modelPath)
  const hash = await model.weightsSha256()
  const rows = { train: train.y.data.length, validation: validation?.y.data.length ?? 0, test: test.y.data.length }
  await record.save(
    folder.historyPath,
    { data: { name: data.name, hash: data.hash, rows, split, label: data.label }, options, parameters: model.countParameters() },
    { ...ending, arithmetic: model.arithmetic, numericsVersion, weightsSha256: hash },
  )
  return { bytes: length, hash }
}

/**
 * Writes all that training leaves, when it has just ended: model, history and, unless it diverged, a checkpoint.
 *
 * The checkpoint comes last: should the process be killed in between, the history knows more epochs than the checkpoint, and
 * a resumed run drops those. The checkpoint of another run, in a folder that --overwrite gave up, goes first.
 */
export async function saveTraining(run: Run, ending: Ending): Promise<void> {
  const { model, folder, former } = run
  if (former === undefined) await rm(folder.checkpointPath, { force: true })
  await saveRun(run, ending)
  // Where the first step was never reached there is nothing to go on from.
  if (ending.status === 'diverged' || model.trainedTo === undefined) return
  await mkdir(dirname(folder.checkpointPath), { recursive: true })
  await model.save(folder.checkpointPath, { checkpoint: true })
}
