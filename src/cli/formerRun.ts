// A run that stopped, read from its folder so that it can go on: its checkpoint, its options, the figures of its epochs. All
// of it is checked before any data is loaded.

import { DataError } from '../errors.ts'
import { decodeModel } from '../formats/index.ts'
import { numericsVersion } from '../ir/types.ts'
import { Sequential } from '../model/sequential.ts'
import { readFileIfPresent } from '../node/platform.ts'
import type { TrainingPosition } from '../training/state.ts'
import type { Arithmetic } from '../wasm/features.ts'
import { readSplit, type SplitRecord } from './heldOut.ts'
import { readHistory } from './readHistory.ts'
import { CHECKPOINT_FILE, type RunFolder, reopenRunFolder } from './runFolder.ts'
import { shellQuote } from './table.ts'
import type { Figures, RunOptions } from './trainingRecord.ts'

/** What a run left. */
export interface FormerRun {
  readonly folder: RunFolder
  /** The model as it was at the checkpoint; `fit` with `resume` goes on from there. */
  readonly model: Sequential
  readonly position: TrainingPosition
  /** That of the run; the model's is this machine's. */
  readonly arithmetic: Arithmetic
  readonly optimizer: { readonly kind: string; readonly config: Readonly<Record<string, unknown>> }
  readonly options: RunOptions
  /** Which data it was trained on, and how that was divided. */
  readonly dataHash: string
  readonly split: SplitRecord
  /** Figures of the epochs before the checkpoint. */
  readonly figures: Figures
  /** Whether it did all its epochs and was measured on its test rows. */
  readonly isMeasured: boolean
}

/**
 * Reads the run of `--resume RUN`.
 *
 * @throws UsageError if RUN is no folder, DataError or FormatError if it holds no run that can go on
 */
export async function readFormerRun(path: string, threads?: number): Promise<FormerRun> {
  const folder = await reopenRunFolder(path)
  const { status, options, isMeasured, figures } = await readHistory(folder.historyPath)
  const fromWeights = `argmax train DATA --model ${shellQuote(path)}`
  if (status === 'diverged') {
    throw new DataError(
      `The run in ${path} diverged, and would again. Go on from its last finite weights in a new run, with smaller changes: ` +
        `${fromWeights} --learning-rate X.`,
    )
  }
  const bytes = await readFileIfPresent(folder.checkpointPath)
  const description = bytes === null ? undefined : decodeModel(bytes, { name: folder.checkpointPath })
  if (bytes === null || !description?.checkpoint || !description.recipe) {
    throw new DataError(
      `The folder ${path} holds no checkpoint to go on from (${CHECKPOINT_FILE}); argmax train writes it when it ends or is ` +
        `interrupted. A new run can go on from the weights alone: ${fromWeights}.`,
    )
  }
  const { checkpoint, recipe, arithmetic, dataset } = description
  if (description.numericsVersion !== numericsVersion) {
    throw new DataError(
      `The run in ${path} was begun with numerics version ${description.numericsVersion}; this argmax has version ${numericsVersion}, and its ` +
        `numbers would differ. Resume it with the argmax that began it, or go on from its weights in a new run: ${fromWeights}.`,
    )
  }
  const model = await Sequential.load(bytes, threads === undefined ? {} : { threads })
  const split = readSplit(dataset)
  const done = figures(checkpoint.position.epoch)
  if (dataset?.hash === undefined || split === undefined || done === undefined) {
    throw new DataError(
      `The checkpoint in ${path} does not belong to the history.json beside it, or was not written by argmax train. ` +
        `A new run can go on from the weights alone: ${fromWeights}.`,
    )
  }
  return {
    folder,
    model,
    position: checkpoint.position,
    arithmetic,
    optimizer: recipe.optimizer,
    options,
    dataHash: dataset.hash,
    split,
    figures: done,
    isMeasured,
  }
}
