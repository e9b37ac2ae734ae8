// What the commands know of a model: a classifier that may have been trained, can be trained further, and lives in a file. Each kind
// of model is one file beside this one that declares its answers; no command asks which kind it has.

import type { DatasetRecord } from '../../formats/index.ts'
import type { Calibration, Label } from '../../model/estimator.ts'
import type { ReportData } from '../../report/index.ts'
import type { Tensor } from '../../tensor/index.ts'
import type { TrainingPosition } from '../../training/state.ts'
import type { Arithmetic } from '../../wasm/features.ts'
import type { InputDescription } from '../data/inputDescription.ts'
import type { Inputs, Rows } from '../data/rows.ts'
import type { KnownTable } from '../data/tableData.ts'
import type { WantedColumn } from '../data/tableInput.ts'
import type { TrainingDescription } from './trainingSettings.ts'

/** Figures of an epoch by name: `loss`, `accuracy` and with validation rows `valLoss`, `valAccuracy`. */
export type Figures = Readonly<Record<string, number>>

/** How a training is run and watched. */
export interface FitControl {
  readonly train: Rows
  readonly validation: Rows | undefined
  /** Whether the run goes on from where it stopped, rather than beginning anew from the weights. */
  readonly resume: boolean
  readonly signal: AbortSignal
  /** After an epoch, numbered from 0. */
  onEpoch(epoch: number, figures: Figures): void
  /** Several times an epoch, where `wantsBatches`. */
  onBatch(batch: number, figures: Figures): void
  readonly wantsBatches: boolean
}

/** What came of a training. */
export interface FitOutcome {
  /** What a user should know of how it ran. */
  readonly notes: readonly string[]
  /** What a user must know before believing a figure. */
  readonly warnings: readonly string[]
  /** Whether it stopped before the last epoch because there was nothing left to gain. */
  readonly converged: boolean
}

/** Names and values for people, one pair a line. */
export type Pairs = [name: string, value: string][]

/** What a file says of a kind of model alone, for people and as JSON. */
export interface Facts {
  readonly pairs: Pairs
  readonly json: Readonly<Record<string, unknown>>
}

/** A classifier in a file. */
export interface Classifier {
  /** As the file calls it. */
  readonly kind: string
  /** What --model calls it. */
  readonly family: 'softmax' | 'mlp'
  /** The classes in the order of all columns: names, or numbers where names say no more. */
  readonly classes: readonly Label[]
  readonly input: InputDescription
  /** What its file calls the classes; undefined where it has numbers alone. */
  readonly names: readonly Label[] | undefined
  /** Whether its file says how inputs are stored. */
  readonly isInputKnown: boolean
  /** What a table must have for this model. */
  readonly table: KnownTable
  /** What it was trained on; written into the file. */
  dataset: DatasetRecord | undefined
  /** What the columns of its rows are called; written into the file. */
  featureNames: readonly string[] | undefined
  /** The columns that it takes, where it takes those of a table by name, of any kind. */
  readonly wanted?: readonly WantedColumn[] | undefined
  /** What was fitted on held-out rows; written into the file. */
  calibration: Calibration | undefined
  /** How it adds products. */
  readonly arithmetic: Arithmetic
  /** What an epoch of its training is. */
  readonly unit: 'epoch' | 'iteration'
  /** Where its training stands; undefined before, and where it has no place to go on from. */
  readonly trainedTo: Pick<TrainingPosition, 'epoch' | 'cursor'> | undefined
  /** Whether a run that stopped goes on from its weights, as there is no more to its state. */
  readonly resumesFromWeights: boolean
  /** Whether there is anything to save yet. */
  readonly isBegun: boolean
  /** How its weights are changed; of a model that is to be trained. */
  readonly training: TrainingDescription
  /** How much work an epoch is. */
  batchesOf(rows: number): { batches: number; batchSize: number }
  fit(control: FitControl): Promise<FitOutcome>
  /** Logits [rows, classes], before any temperature. */
  logits(rows: Inputs, signal?: AbortSignal): Promise<Tensor>
  /** Probabilities [rows, classes] of logits: softmax(logits / temperature). */
  probabilities(logits: Tensor): Tensor
  countParameters(): number
  weightsSha256(): Promise<string>
  /** Writes the file; resolves to its bytes. */
  save(path: string): Promise<Uint8Array>
  /** Writes what a resumed run needs; resolves to false where this kind has nothing but its weights. */
  saveCheckpoint(path: string): Promise<boolean>
  /** Weights as a report shows them. */
  pictures(): ReportData['weights']
  /** A drawing of its parts, for people. */
  summary(): string
  /** What its file says beyond what all models say. */
  facts(bytes: Uint8Array, name: string): Facts
}
