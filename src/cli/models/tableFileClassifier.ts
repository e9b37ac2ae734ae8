// A classifier of a table's rows, whatever kinds its columns have: preprocessing that is fitted to the training rows, and a softmax
// regression or network of the features that come of it. Its file is that of a Classifier in TypeScript.

import { type ColumnTypes, sliceTable } from '../../data/index.ts'
import { isRowStream, type RowStream, STREAM_BATCH, streamPositions, streamSample, streamTables } from '../../data/rowStream.ts'
import { DataError } from '../../errors.ts'
import { readDescription } from '../../formats/description.ts'
import type { DatasetRecord } from '../../formats/index.ts'
import { measureLogits } from '../../linear/linearModel.ts'
import { addClassifier, type ClassifierRecord, readClassifierRecord } from '../../model/classifierFile.ts'
import type { Calibration, Label } from '../../model/estimator.ts'
import { checkNetworkFeatures, withPenalty } from '../../model/fitClassifier.ts'
import { writeFile } from '../../node/platform.ts'
import { type ColumnPlan, Preprocessing } from '../../preprocessing/index.ts'
import type { ReportData } from '../../report/index.ts'
import type { SparseTensor, Tensor } from '../../tensor/index.ts'
import { Pacer } from '../../training/pacer.ts'
import type { Arithmetic } from '../../wasm/features.ts'
import type { InputDescription } from '../data/inputDescription.ts'
import { keepMemoryLow } from '../data/keepMemoryLow.ts'
import type { LoadedData } from '../data/loadData.ts'
import { type Inputs, isTable, type Rows } from '../data/rows.ts'
import type { KnownTable } from '../data/tableData.ts'
import type { WantedColumn } from '../data/tableInput.ts'
import { groupDigits, plural } from '../table.ts'
import type { Classifier, FitControl, FitOutcome } from './classifier.ts'
import { MlpFileClassifier } from './mlpFileClassifier.ts'
import { SoftmaxClassifier, softmaxOptions } from './softmaxClassifier.ts'
import type { TrainingDescription, TrainingSettings } from './trainingSettings.ts'

type Inner = SoftmaxClassifier | MlpFileClassifier

/** Rows on which a training on streamed rows is measured after each epoch. */
const MEASURED_ROWS = 10_000
/** Columns that a summary draws. */
const MOST_LISTED = 12

/** What is known of the columns before training. */
interface ColumnPlans {
  readonly types: ColumnTypes
  readonly columns: Readonly<Record<string, ColumnPlan>>
}

/** What a file says of the columns of its data, where it may say anything. */
function columnsOf(dataset: DatasetRecord | undefined): readonly string[] | undefined {
  const columns: unknown = dataset?.columns
  return Array.isArray(columns) && columns.every((name) => typeof name === 'string') ? columns : undefined
}

/** A Classifier. */
export class TableFileClassifier implements Classifier {
  readonly isInputKnown = true
  readonly #settings: TrainingSettings | undefined
  readonly #plans: ColumnPlans | undefined
  #inner: Inner
  #record: ClassifierRecord<Label> | undefined
  /** Set before there is a model to keep them. */
  #dataset: DatasetRecord | undefined
  /** Whether its rows are read anew in each epoch; then whether it has seen some. */
  #isStreamed = false
  #hasSeen = false

  private constructor(
    inner: Inner,
    settings: TrainingSettings | undefined,
    plans: ColumnPlans | undefined,
    record: ClassifierRecord<Label> | undefined,
  ) {
    this.#inner = inner
    this.#settings = settings
    this.#plans = plans
    this.#record = record
  }

  /** A new model for data. */
  static async make(
    family: 'softmax' | 'mlp',
    { classNames, schema, train }: Pick<LoadedData, 'classNames' | 'schema' | 'train'>,
    settings: TrainingSettings,
  ): Promise<TableFileClassifier> {
    const inner = await (family === 'softmax' ? SoftmaxClassifier : MlpFileClassifier).make({ classNames }, settings)
    const types = Object.fromEntries((schema?.columns ?? []).map(({ name, kind }) => [name, kind]))
    const made = new TableFileClassifier(inner, settings, { types, columns: {} }, undefined)
    made.#isStreamed = isRowStream(train.x)
    return made
  }

  /** Reads a file. @param settings how to train it further, with the preprocessing that it has */
  static async load(
    bytes: Uint8Array,
    settings?: TrainingSettings,
    resume = false,
    name = 'The model file',
  ): Promise<TableFileClassifier> {
    const record = readClassifierRecord<Label>(bytes, name)
    const { kind } = readDescription(bytes, name).description
    const loaded = await (kind === 'SoftmaxRegression' ? SoftmaxClassifier : MlpFileClassifier).load(bytes, settings, resume, name)
    return new TableFileClassifier(loaded, settings, undefined, record)
  }

  get kind(): string {
    return this.#inner.kind
  }
  get family(): 'softmax' | 'mlp' {
    return this.#inner.family
  }
  get unit(): 'epoch' | 'iteration' {
    return this.#isStreamed ? 'epoch' : this.#inner.unit
  }
  get resumesFromWeights(): boolean {
    return this.#inner.resumesFromWeights
  }
  get classes(): readonly Label[] {
    return this.#inner.classes
  }
  get names(): readonly Label[] {
    return this.#inner.names
  }
  get isBegun(): boolean {
    return this.#record !== undefined && (this.#hasSeen || this.#inner.isBegun)
  }
  get arithmetic(): Arithmetic {
    return this.#inner.arithmetic
  }
  get trainedTo(): Classifier['trainedTo'] {
    return this.#record === undefined || this.#isStreamed ? undefined : this.#inner.trainedTo
  }
  get training(): TrainingDescription {
    return this.#inner.training
  }
  get calibration(): Calibration | undefined {
    return this.#inner.calibration
  }
  set calibration(calibration: Calibration | undefined) {
    this.#inner.calibration = calibration
  }
  get dataset(): DatasetRecord | undefined {
    return this.#dataset ?? this.#inner.dataset
  }
  set dataset(record: DatasetRecord | undefined) {
    this.#dataset = record
  }

  /** The columns that it takes. */
  get featureNames(): readonly string[] | undefined {
    return this.#record?.preprocessing.columns.map(({ name }) => name)
  }

  get input(): InputDescription {
    const columns = this.#record?.preprocessing.columns ?? []
    return { shape: [columns.length], elementType: 'float64', features: columns.map(({ name }) => name) }
  }

  get table(): KnownTable {
    const { preprocessing, label } = this.#record ?? {}
    return {
      featureNames: this.featureNames,
      classNames: this.classes.map(String),
      label,
      columns: columnsOf(this.dataset),
      types: preprocessing && Object.fromEntries(preprocessing.columns.map(({ name, kind }) => [name, kind])),
    }
  }

  get wanted(): readonly WantedColumn[] {
    return this.preprocessing.columns
  }

  /** What turns its columns into features. @throws DataError before it is trained */
  get preprocessing(): Preprocessing {
    if (this.#record !== undefined) return this.#record.preprocessing
    throw new DataError('The model has not been trained on a table yet.')
  }

  batchesOf(rows: number): { batches: number; batchSize: number } {
    return this.#isStreamed ? { batches: Math.ceil(rows / STREAM_BATCH), batchSize: STREAM_BATCH } : this.#inner.batchesOf(rows)
  }

  async fit(control: FitControl): Promise<FitOutcome> {
    const { train, validation, signal } = control
    const pacer = new Pacer(signal)
    const pause = (): Promise<void> => pacer.pause()
    try {
      const isNew = this.#record === undefined
      if (isRowStream(train.x)) return await this.#fitStream(train.x, control, pause)
      const preprocessing = this.#record?.preprocessing ?? (await this.#fitColumns(train.x, pause))
      const x = await this.#features(train.x, preprocessing, pause)
      const held = validation && { x: await this.#features(validation.x, preprocessing, pause), y: validation.y }
      const notes = isNew ? [...preprocessing.notes] : []
      if (this.#inner.family === 'mlp') checkNetworkFeatures(x)
      else if (isNew) notes.push(...(await this.#choosePenalty(x, train, pause, signal)))
      this.#keep(preprocessing, train, notes)
      const outcome = await this.#inner.fit({ ...control, train: { x, y: train.y }, validation: held })
      return { ...outcome, notes: [...notes, ...outcome.notes] }
    } finally {
      pacer.close()
    }
  }

  /** Trains on rows that are read anew in each epoch; what columns become is learnt from a sample of them. */
  async #fitStream(x: RowStream, control: FitControl, pause: () => Promise<void>): Promise<FitOutcome> {
    const { train, validation, signal, onEpoch, onBatch } = control
    const { epochs, done, seed } = this.#settings as TrainingSettings
    const sample = streamSample(x)
    const preprocessing = this.#record?.preprocessing ?? (await this.#fitColumns(sample, pause))
    const notes = this.#record === undefined ? [...preprocessing.notes] : []
    this.#keep(preprocessing, train, notes)
    const positions = streamPositions(x)
    const labelsOf = (numbers: Uint32Array): Float64Array =>
      Float64Array.from(numbers, (number) => train.y.data[positions[number] as number] as number)
    const measured = sliceTable(sample, 0, Math.min(sample.rows, MEASURED_ROWS))
    const truth = labelsOf(measured.rowNumbers as Uint32Array)
    for (let epoch = done; epoch < epochs; epoch++) {
      let batch = 0
      for await (const table of streamTables(x, { shuffle: { seed, epoch }, signal })) {
        const features = await this.#features(table, preprocessing, pause)
        if (this.#inner.family === 'mlp') checkNetworkFeatures(features)
        await this.#inner.fitPiece(features, labelsOf(table.rowNumbers as Uint32Array), signal)
        this.#hasSeen = true
        keepMemoryLow()
        onBatch(batch++, {})
      }
      const trained = await this.#measure(measured, truth, signal)
      const held = validation && (await this.#measure(validation.x, validation.y.data, signal))
      onEpoch(epoch, { ...trained, ...(held && { valLoss: held.loss, valAccuracy: held.accuracy }) })
    }
    return { notes, warnings: [], converged: false }
  }

  async #measure(x: Inputs, numbers: ArrayLike<number>, signal: AbortSignal): Promise<{ loss: number; accuracy: number }> {
    const logits = Float64Array.from((await this.logits(x, signal)).data)
    return measureLogits(logits, Int32Array.from(numbers), this.classes.length)
  }

  /** What is known from here on, and saved. */
  #keep(preprocessing: Preprocessing, train: Rows, notes: readonly string[]): void {
    this.#inner.featureNames = preprocessing.featureNames
    this.#inner.dataset = this.#dataset
    this.#record ??= {
      ...{ label: this.#dataset?.label ?? 'label', preprocessing },
      labelType: this.classes.every((label) => typeof label === 'number') ? 'number' : 'string',
      training: { rows: train.y.data.length, classes: this.#countClasses(train), notes },
    }
  }

  async #fitColumns(x: Inputs, pause: () => Promise<void>): Promise<Preprocessing> {
    if (!isTable(x)) throw new DataError('The model takes the rows of a table, with named columns.')
    return Preprocessing.fit(x, { ...this.#plans, pause })
  }

  /** Features as the model takes them. */
  async #features(
    x: Inputs,
    preprocessing: Preprocessing,
    pause: () => Promise<void> = async () => {},
  ): Promise<Tensor | SparseTensor> {
    if (!isTable(x)) {
      const names = preprocessing.columns.map(({ name }) => name)
      throw new DataError(
        `The model takes the rows of a table, with the columns ${names.slice(0, 20).join(', ')}${names.length > 20 ? ', ...' : ''}; the data is no table.`,
      )
    }
    return preprocessing.transform(x, pause)
  }

  /** A softmax regression whose penalty nobody set has the one that suits its rows. */
  async #choosePenalty(x: Tensor | SparseTensor, train: Rows, pause: () => Promise<void>, signal: AbortSignal): Promise<string[]> {
    const settings = this.#settings as TrainingSettings
    const labels = Array.from(train.y.data, (number) => this.classes[number] as Label)
    const given = { ...softmaxOptions(settings), standardize: false }
    const options = await withPenalty(x, labels, given, { seed: settings.seed, pause, signal })
    this.#inner = await SoftmaxClassifier.make({ classNames: this.classes.map(String) }, settings, options)
    return options.C === undefined || options.C === 1
      ? []
      : [`The penalty on weights was chosen by cross-validation on the training rows: C = ${options.C}, where 1 is usual.`]
  }

  #countClasses({ y }: Rows): { label: Label; rows: number }[] {
    const counts = new Float64Array(this.classes.length)
    for (const number of y.data) counts[number] = (counts[number] as number) + 1
    return this.classes.map((label, i) => ({ label, rows: counts[i] as number }))
  }

  async logits(rows: Inputs, signal?: AbortSignal): Promise<Tensor> {
    if (isRowStream(rows)) {
      const classes = this.classes.length
      const data = new Float64Array(rows.rows * classes)
      let at = 0
      for await (const table of streamTables(rows, signal === undefined ? {} : { signal })) {
        data.set((await this.logits(table, signal)).data, at)
        at += table.rows * classes
        keepMemoryLow()
      }
      return { data, shape: [rows.rows, classes] }
    }
    return this.#inner.logits(await this.#features(rows, this.preprocessing), signal)
  }

  probabilities(logits: Tensor): Tensor {
    return this.#inner.probabilities(logits)
  }
  countParameters(): number {
    return this.#inner.countParameters()
  }
  weightsSha256(): Promise<string> {
    return this.#inner.weightsSha256()
  }

  async save(path: string): Promise<Uint8Array> {
    return this.#write(path, await this.#inner.encode())
  }

  async saveCheckpoint(path: string): Promise<boolean> {
    if (this.trainedTo === undefined) return false
    await this.#write(path, await this.#inner.encode(true))
    return true
  }

  async #write(path: string, bytes: Uint8Array): Promise<Uint8Array> {
    this.preprocessing // there is nothing to save before
    const whole = addClassifier(bytes, this.#record as ClassifierRecord<Label>)
    await writeFile(path, whole)
    return whole
  }

  pictures(): ReportData['weights'] {
    return this.#inner.pictures()
  }

  summary(): string {
    const { columns, width } = this.preprocessing
    const longest = Math.min(30, Math.max(...columns.map(({ name }) => name.length)))
    const lines = columns.slice(0, MOST_LISTED).map(({ name, kind, transforms }) => {
      const features = transforms.reduce((sum, transform) => sum + transform.width, 0)
      return `  ${name.slice(0, longest).padEnd(longest)}  ${kind.padEnd(8)}  ${plural(features, 'feature')}`
    })
    const more = columns.length > MOST_LISTED ? [`  ... and ${columns.length - MOST_LISTED} more`] : []
    return [
      `${plural(columns.length, 'column')}, ${groupDigits(width)} ${width === 1 ? 'feature' : 'features'}:`,
      ...lines,
      ...more,
      '',
      this.#inner.summary(),
    ].join('\n')
  }

  facts(bytes: Uint8Array, name: string): ReturnType<Classifier['facts']> {
    const facts = this.#inner.facts(bytes, name)
    const { columns, notes } = this.preprocessing
    const shown = columns.map(({ name, kind, transforms }) => ({
      ...{ name, kind },
      features: transforms.reduce((sum, { width }) => sum + width, 0),
    }))
    return {
      pairs: [...facts.pairs, ...notes.map((note): [string, string] => ['note', note])],
      json: { ...facts.json, columns: shown, notes },
    }
  }
}
