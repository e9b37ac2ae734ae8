// A run that stopped, read from its folder so that it can go on: its checkpoint, its options, the figures of its epochs. All
// of it is checked before any data is loaded.

import { DataError } from '../../errors.ts'
import { readDescription } from '../../formats/description.ts'
import type { DatasetRecord } from '../../formats/index.ts'
import { numericsVersion } from '../../ir/types.ts'
import { readFileIfPresent } from '../../node/platform.ts'
import type { Arithmetic } from '../../wasm/features.ts'
import { readSplit, type SplitRecord } from '../data/heldOut.ts'
import type { Classifier } from '../models/classifier.ts'
import { decodeClassifier } from '../models/readClassifier.ts'
import { CHECKPOINT_FILE, type RunFolder, reopenRunFolder } from '../runFolder.ts'
import { shellQuote } from '../table.ts'
import { readHistory } from './readHistory.ts'
import type { Figures, RunOptions, RunOutcome } from './trainingRecord.ts'

/** Where a run stands, and what its order of rows depends on. */
export interface RunPosition {
  readonly epoch: number
  readonly cursor: number
  readonly seed: number
  readonly batchSize: number | undefined
}

/** What a run left. */
export interface FormerRun {
  readonly folder: RunFolder
  /** The file that it goes on from. */
  readonly file: { readonly bytes: Uint8Array; readonly name: string }
  /** The model in it, to be asked; to be trained it is read again, with the run's settings. */
  readonly model: Classifier
  readonly position: RunPosition
  /** That of the run, and what this machine computes it in. */
  readonly arithmetic: Arithmetic
  readonly ownArithmetic: Arithmetic
  readonly optimizer: { readonly kind: string; readonly learningRate?: number | undefined }
  readonly options: RunOptions
  /** Which data it was trained on, and how that was divided. */
  readonly dataset: DatasetRecord
  readonly dataHash: string
  readonly split: SplitRecord
  /** Figures of the epochs before the checkpoint. */
  readonly figures: Figures
  /** Whether it did all its epochs and was measured on its test rows. */
  readonly isMeasured: boolean
  readonly cv: RunOutcome['cv']
}

/** What a checkpoint says of its recipe and place, as argmax inspect tells it. */
interface CheckpointFacts {
  readonly recipe?: { readonly optimizer: { readonly kind: string; readonly config: { readonly learningRate?: number } } } | null
  readonly checkpoint?: RunPosition | null
}

/** The file that a run goes on from: its checkpoint, or the weights of a model that has no more to its state. */
async function readStoppedFile(folder: RunFolder): Promise<{ bytes: Uint8Array; name: string } | undefined> {
  const checkpoint = await readFileIfPresent(folder.checkpointPath)
  if (checkpoint !== null) return { bytes: checkpoint, name: folder.checkpointPath }
  const weights = await readFileIfPresent(folder.modelPath)
  return weights === null ? undefined : { bytes: weights, name: folder.modelPath }
}

/**
 * Reads the run of `--resume RUN`.
 *
 * @throws UsageError if RUN is no folder, DataError or FormatError if it holds no run that can go on
 */
export async function readFormerRun(path: string): Promise<FormerRun> {
  const folder = await reopenRunFolder(path)
  const { status, options, isMeasured, figures, doneEpochs, cv } = await readHistory(folder.historyPath)
  const fromWeights = `argmax train DATA --model ${shellQuote(path)}`
  if (status === 'diverged') {
    throw new DataError(
      `The run in ${path} diverged, and would again. Go on from its last finite weights in a new run, with smaller changes: ` +
        `${fromWeights} --learning-rate X.`,
    )
  }
  const file = await readStoppedFile(folder)
  const model = file && (await decodeClassifier(file.bytes, { name: file.name, resume: true }))
  const facts = file && (model?.facts(file.bytes, file.name).json as CheckpointFacts | undefined)
  const isPlaced = facts?.checkpoint && facts.recipe
  if (file === undefined || model === undefined || !(isPlaced || model.resumesFromWeights)) {
    throw new DataError(
      `The folder ${path} holds no checkpoint to go on from (${CHECKPOINT_FILE}); argmax train writes it when it ends or is ` +
        `interrupted. A new run can go on from the weights alone: ${fromWeights}.`,
    )
  }
  const { description } = readDescription(file.bytes, file.name)
  const version = description.numericsVersion ?? numericsVersion
  if (version !== numericsVersion) {
    throw new DataError(
      `The run in ${path} was begun with numerics version ${version}; this argmax has version ${numericsVersion}, and its ` +
        `numbers would differ. Resume it with the argmax that began it, or go on from its weights in a new run: ${fromWeights}.`,
    )
  }
  const { dataset } = model
  const position: RunPosition = facts?.checkpoint ?? {
    epoch: doneEpochs,
    cursor: 0,
    seed: options.seed,
    batchSize: options.batchSize,
  }
  const split = readSplit(dataset)
  const done = figures(position.epoch)
  if (dataset?.hash === undefined || split === undefined || done === undefined) {
    throw new DataError(
      `The checkpoint in ${path} does not belong to the history.json beside it, or was not written by argmax train. ` +
        `A new run can go on from the weights alone: ${fromWeights}.`,
    )
  }
  const { kind, learningRate } = (options.optimizer ?? {}) as { kind?: string; learningRate?: number }
  const optimizer = facts?.recipe?.optimizer
  return {
    ...{ folder, file, model, position, options, dataset, dataHash: dataset.hash, split, figures: done, isMeasured, cv },
    arithmetic: (description.arithmetic ?? model.arithmetic) as Arithmetic,
    ownArithmetic: model.arithmetic,
    optimizer: optimizer ? { kind: optimizer.kind, ...optimizer.config } : { kind: String(kind), learningRate },
  }
}
