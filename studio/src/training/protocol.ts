// What the page and its worker say to each other: plain data only.

import type { Setting } from './setting.ts'

/** How the rows of a set look: pictures, rows of a table, or points of the plane. */
export type DataKind = 'image' | 'table' | 'plane'

/** Rows as the page shows them. */
export interface ShownRows {
  /** Their numbers among the validation rows. */
  readonly rows: readonly number[]
  /** Values as they stand in the data, [rows, width]. */
  readonly values: Float32Array
  /** What the network is given, [rows, width]: scaled or standardized. */
  readonly inputs: Float32Array
  readonly labels: readonly number[]
}

/** What is known of a set. */
export interface DataFacts {
  readonly name: string
  readonly kind: DataKind
  readonly classNames: readonly string[]
  readonly trainRows: number
  readonly validationRows: number
  /** Numbers in a row. */
  readonly width: number
  readonly features: readonly string[] | undefined
  /** A few rows to look at. */
  readonly preview: ShownRows
  /** Of a set of the plane: all points to train on. */
  readonly points: ShownRows | undefined
  readonly parameters: number
  /** The command that trains the same, where there is one. */
  readonly command: string | undefined
}

/** Where a training is. */
export interface Progress {
  /** Epochs done. */
  readonly epoch: number
  readonly epochs: number
  readonly batch: number
  readonly batches: number
  readonly loss: number
  readonly accuracy: number
  /** Rows a second. */
  readonly rate: number
  readonly secondsLeft: number
}

/** One class of the table by class. */
export interface ClassFigures {
  readonly precision: number
  readonly recall: number
  readonly f1: number
  readonly support: number
}

/** A row that was surely called what it isn't. */
export interface Mistake {
  readonly row: number
  readonly truth: number
  readonly predicted: number
  readonly probability: number
}

/** A bin of the calibration curve. */
export interface Bin {
  readonly lower: number
  readonly upper: number
  readonly count: number
  readonly confidence: number | null
  readonly accuracy: number | null
}

/** How the validation rows are told apart. */
export interface Measured {
  readonly accuracy: number
  readonly loss: number
  readonly confusion: readonly (readonly number[])[]
  readonly perClass: readonly ClassFigures[]
  readonly wrong: number
  readonly mistakes: readonly Mistake[]
  readonly bins: readonly Bin[]
  readonly calibrationError: number
}

/** The network as the page draws it. */
export interface View {
  /** Epochs done. */
  readonly epoch: number
  /** Kernel and bias of each layer. */
  readonly weights: readonly Float32Array[]
  readonly shapes: readonly (readonly number[])[]
  readonly measured: Measured | undefined
  /** Of a set of the plane: class (high bits) and confidence (0 to 255), [side, side], from the bottom left. */
  readonly regions: { readonly side: number; readonly classes: Uint8Array; readonly confidence: Uint8Array } | undefined
}

/** Figures of one epoch. */
export interface EpochFigures {
  readonly epoch: number
  readonly loss: number
  readonly accuracy: number
  readonly valLoss: number
  readonly valAccuracy: number
}

export type Status = 'untrained' | 'training' | 'paused' | 'done'

/** What the worker tells unasked. */
export type TrainingEvent =
  | { readonly type: 'progress'; readonly progress: Progress }
  | { readonly type: 'epoch'; readonly figures: EpochFigures; readonly seconds: number }
  | { readonly type: 'view'; readonly view: View }

/** What training ended with, or stopped at. */
export interface Stop {
  readonly status: Status
  readonly weightsSha256: string
  readonly threads: number
  readonly notes: readonly string[]
  readonly epoch: number
  readonly seconds: number
}

/** Rows behind a cell of the confusion matrix, with their probabilities. */
export interface Gallery {
  readonly shown: ShownRows
  /** All of them, also those that are not shown. */
  readonly total: number
  readonly predicted: readonly number[]
  readonly probability: readonly number[]
}

/** What a model says of a drawing. */
export interface Classified {
  readonly logits: Float32Array
  readonly probabilities: Float32Array
}

/** Files that a trained model can be had as. */
export type ExportFormat = 'safetensors' | 'report'

/** A file of your own. */
export interface OwnFile {
  readonly name: string
  /** The folder that it lies in, where it came with one: the class of a picture. */
  readonly folder: string
  readonly bytes: Uint8Array
}

/** What the page can ask for, with what it gets. */
export interface WorkerMethods {
  open(setting: Setting, files: Places): Promise<{ facts: DataFacts; view: View }>
  /** Shows the network of a file on the data that it was trained on. */
  openModel(
    bytes: Uint8Array | undefined,
    address: string,
    files: Places,
  ): Promise<{ facts: DataFacts; view: View; setting: Setting }>
  train(epochs: number): Promise<Stop>
  step(): Promise<Stop>
  pause(): Promise<void>
  showEpoch(epoch: number): Promise<View>
  gallery(truth: number, predicted: number, limit: number): Promise<Gallery>
  rows(rows: readonly number[]): Promise<ShownRows>
  useModel(
    bytes: Uint8Array | undefined,
    address: string,
  ): Promise<{ classNames: readonly string[]; parameters: number; own: boolean }>
  classify(pixels: Float32Array, source: 'file' | 'trained'): Promise<Classified>
  save(format: ExportFormat): Promise<Uint8Array>
  ownFiles(files: readonly OwnFile[], label: string | undefined): Promise<OwnData>
}

/** Where data is fetched. */
export interface Places {
  readonly mnist: string
  readonly fashionMnist: string
}

/** What was made of dropped files: a set that can be trained on, or the columns to choose the label from. */
export type OwnData =
  | { readonly kind: 'columns'; readonly columns: readonly { readonly name: string; readonly classes: number }[] }
  | { readonly kind: 'data'; readonly rows: number; readonly classes: number }

export type Request = {
  readonly id: number
  readonly method: keyof WorkerMethods
  readonly args: readonly unknown[]
}
export type Answer =
  | { readonly id: number; readonly value: unknown }
  | { readonly id: number; readonly error: string }
  | { readonly event: TrainingEvent }
