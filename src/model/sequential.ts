// The model that users hold: layers in a row. It wires description, engine, loops and files together and does no work itself.

import { readFile, terminal, writeFile, writeProgress } from '#platform'
import { describe, ShapeError, UsageError } from '../errors.ts'
import type { Calibration } from '../formats/calibration.ts'
import type { DatasetRecord, ModelDescription } from '../formats/modelFile.ts'
import { parts } from '../formats/parts.ts'
import { describeRecipe, recipeFrom } from '../formats/recipe.ts'
import type { Layer, LayerMaker } from '../layers/index.ts'
import { Input } from '../layers/input.ts'
import { lossOf } from '../losses/index.ts'
import { metricOf } from '../metrics/index.ts'
import { Network } from '../network/network.ts'
import { summarize } from '../network/summary.ts'
import { countParts } from '../numerics/rounding.ts'
import { optimizerOf } from '../optimizers/index.ts'
import { type Tensor, type TensorLike, toTensor } from '../tensor/index.ts'
import { Engine, type EngineOptions } from '../training/engine.ts'
import { evaluateRows } from '../training/evaluate.ts'
import { checkCount, checkSeed, fitLoop, trainOnRows } from '../training/fit.ts'
import type { History } from '../training/history.ts'
import { checkInputType, type InputType, type PreparedInputs, prepareInputs } from '../training/inputs.ts'
import { checkActivation, checkRecipe, type Recipe } from '../training/lowering.ts'
import { Pacer } from '../training/pacer.ts'
import { makePredictor, type Predictor, predictRows } from '../training/predict.ts'
import { prepareRows } from '../training/rows.ts'
import type { TrainingPosition } from '../training/state.ts'
import { prepareTraining } from '../training/trainingRows.ts'
import { type Arithmetic, findArithmetic } from '../wasm/features.ts'
import type { CompileOptions, EvaluateOptions, FitOptions, PredictOptions, SaveOptions, TrainOnBatchOptions } from './options.ts'

/** Keras's default batch size. */
const BATCH_SIZE = 32
/** Rows that are measured or predicted together: the results do not depend on it, and this many keep several threads busy. */
const BULK = 128

/** A network of layers, each on the result of the one before. */
export class Sequential {
  /** What the classes are called, in order; saved with the model. */
  classNames: readonly string[] | undefined
  /** What the numbers of a row are called, in order: the columns of a table; saved with the model. */
  featureNames: readonly string[] | undefined
  /** What the model was trained on; saved with it. */
  dataset: DatasetRecord | undefined
  /** What was fitted on held-out rows; saved with the model. `predict` gives logits, which it doesn't change. */
  calibration: Calibration | undefined
  readonly #layers: readonly Layer[]
  #seed: number | undefined
  #engine: Engine | undefined
  #recipe: Recipe | undefined
  #arithmetic: Arithmetic | undefined
  #threads: number | undefined
  #tune = false
  #revectorize: boolean | undefined
  #inputType: InputType | undefined
  #busy: string | undefined
  /** The arithmetic of the run that a loaded checkpoint is of. */
  #trainedIn: Arithmetic | undefined

  /**
   * @param layers from input to output
   * @param options.seed the seed of the first weights; without it they are drawn with the seed of the first fit, or 1
   */
  constructor(layers: readonly Layer[], options: { readonly seed?: number } = {}) {
    if (!Array.isArray(layers) || layers.length === 0) {
      throw new UsageError(`new Sequential(layers): layers must be an array of at least one layer; received ${describe(layers)}.`)
    }
    layers.forEach((layer, index) => {
      if (typeof layer?.lower !== 'function') {
        throw new UsageError(
          `new Sequential(layers): layers[${index}] is no layer; received ${describe(layer)}. Did you forget \`new\`?`,
        )
      }
      if (layer instanceof Input && index > 0)
        throw new UsageError(`new Sequential(layers): Input must be the first layer; it is layers[${index}].`)
    })
    if (options.seed !== undefined) checkSeed(options.seed)
    this.#layers = [...layers]
    this.#seed = options.seed
  }

  /** The layers, as they were given. */
  get layers(): readonly Layer[] {
    return this.#layers
  }

  /** Whether the input's shape is known and weights have been drawn. */
  get built(): boolean {
    return this.#engine !== undefined
  }

  /** The arithmetic that this model computes in. */
  get arithmetic(): Arithmetic {
    this.#arithmetic ??= findArithmetic()
    return this.#arithmetic
  }

  /** How the inputs that the model was trained on are stored; undefined before training. */
  get inputType(): InputType | undefined {
    return this.#inputType
  }

  /** The shape of one row of input; undefined before the model is built. */
  get inputShape(): readonly number[] | undefined {
    return this.#engine?.network.inputShape ?? this.#layers[0]?.inputShape
  }

  /** Records optimizer, loss and metrics. Programs are emitted when they are first needed. */
  compile(options: CompileOptions): void {
    this.#checkIdle('compile')
    // Plain JavaScript may pass nothing: the loss that is missing is named below.
    const {
      optimizer = 'adam',
      loss,
      metrics = [],
      reproducibility = 'default',
      threads,
      tune = false,
      revectorize,
    } = options ?? ({} as CompileOptions)
    if (!Array.isArray(metrics)) {
      throw new UsageError(`compile: metrics must be an array, such as ['accuracy']; received ${describe(metrics)}.`)
    }
    if (reproducibility !== 'default' && reproducibility !== 'portable') {
      throw new UsageError(`compile: reproducibility must be 'default' or 'portable'; received ${describe(reproducibility)}.`)
    }
    if (threads !== undefined) checkCount('compile: threads', threads, 1)
    const recipe: Recipe = {
      optimizer: optimizerOf(optimizer),
      loss: lossOf(loss),
      metrics: metrics.map((metric) => metricOf(metric)),
    }
    const names = recipe.metrics.map(({ name }) => name)
    const twice = names.find((name, index) => name === 'loss' || names.indexOf(name) !== index)
    if (twice !== undefined) throw new UsageError(`compile: the metric name "${twice}" is taken; give each metric its own name.`)
    const arithmetic = reproducibility === 'portable' ? 'strict' : findArithmetic()
    const known = this.#engine?.network ?? this.#networkIfKnown()
    if (known) checkRecipe(known, recipe)
    else checkActivation(recipe.loss, this.#layers[this.#layers.length - 1]?.activation)
    this.#recipe = recipe
    const moved =
      arithmetic !== this.#arithmetic || threads !== this.#threads || tune !== this.#tune || revectorize !== this.#revectorize
    this.#arithmetic = arithmetic
    this.#threads = threads
    this.#tune = tune
    this.#revectorize = revectorize
    if (moved && this.#engine) this.#rebuild(this.#engine)
    this.#engine?.setRecipe(recipe)
    if (!this.#engine && known && this.#seed !== undefined) this.build()
  }

  /** Builds the model for rows of `inputShape` and draws its weights. Building it again for the same shape does nothing. */
  build(inputShape: readonly number[] | undefined = this.inputShape): void {
    if (!inputShape) {
      throw new UsageError(
        'build: the shape of one row is not known yet. Pass it, as in model.build([784]), give the first layer an inputShape, or fit first.',
      )
    }
    const known = this.inputShape
    if (known && known.join() !== inputShape.join()) {
      throw new ShapeError(`build: the model takes rows of shape [${known.join(', ')}]; received [${inputShape.join(', ')}].`)
    }
    if (this.#engine) return
    const network = new Network(this.#layers, inputShape)
    if (this.#recipe) checkRecipe(network, this.#recipe)
    this.#seed ??= 1
    const engine = new Engine(network, this.#engineOptions)
    engine.writeWeights(network.initialWeights(this.#seed))
    if (this.#recipe) engine.setRecipe(this.#recipe)
    this.#engine = engine
  }

  /**
   * Trains.
   *
   * @param x [rows, ...]; y class numbers [rows] for a sparse loss, else [rows, classes]
   * @returns one array for each metric, an element an epoch
   * @throws DivergedError where a loss or weight is not finite: the weights are those of the last finite epoch then
   */
  async fit(x: TensorLike, y: TensorLike, options: FitOptions = {}): Promise<History> {
    const from = options.resume ? this.#positionToResume() : undefined
    const { batchSize = BATCH_SIZE, shuffle = true } = from ?? options
    const { epochs = 1, verbose = 0, signal } = options
    const initialEpoch = from?.epoch ?? options.initialEpoch ?? 0
    checkCount('batchSize', batchSize, 1)
    checkCount('epochs', epochs, 0)
    checkCount('initialEpoch', initialEpoch, 0)
    if (options.seed !== undefined) checkSeed(options.seed)
    const recipe = this.#needRecipe('fit')
    return this.#run('fit', signal, async (pacer) => {
      const inputs = await prepareInputs(x, this.inputShape, pacer)
      checkInputType(inputs.type, this.#inputType)
      const network = this.#engine?.network ?? new Network(this.#layers, inputs.rowShape)
      checkRecipe(network, recipe)
      const { train, validation } = await prepareTraining(network, recipe.loss, inputs, y, options, pacer)
      const verbosity = verbose === 0 ? undefined : await import('../training/verbose.ts')
      await pacer.pause()
      // Everything has been checked: only now does the model change.
      const seed = from?.seed ?? options.seed ?? this.#seed ?? 1
      this.#seed ??= seed
      this.build(inputs.rowShape)
      this.#inputType = inputs.type
      await pacer.pause()
      const reporter =
        verbose === 0
          ? undefined
          : verbosity?.verboseReporter(
              verbose,
              {
                epochs,
                initialEpoch,
                batches: countParts(train.indices.length, batchSize),
                batchSize,
                rows: train.indices.length,
              },
              { terminal, writeProgress },
            )
      try {
        return await fitLoop(this.#engine as unknown as Engine, {
          batchSize,
          epochs,
          initialEpoch,
          from,
          shuffle,
          seed,
          input: inputs.type,
          train,
          validation,
          pacer,
          onBatchEnd: options.onBatchEnd,
          onProgress: reporter ? reporter.progress(options.onProgress) : options.onProgress,
          onEpochEnd: reporter ? reporter.epochEnd(options.onEpochEnd) : options.onEpochEnd,
        })
      } finally {
        reporter?.close()
      }
    })
  }

  /** Loss and metrics over rows. */
  async evaluate(x: TensorLike, y: TensorLike, options: EvaluateOptions = {}): Promise<Record<string, number> & { loss: number }> {
    const { batchSize = BULK, sampleWeight, signal } = options
    checkCount('batchSize', batchSize, 1)
    const recipe = this.#needRecipe('evaluate')
    return this.#run('evaluate', signal, async (pacer) => {
      const inputs = await this.#inputs(x, pacer)
      const engine = this.#engine as Engine
      const rows = await prepareRows(engine.network, recipe.loss, inputs, y, sampleWeight ? { sampleWeight } : {}, pacer)
      return (await evaluateRows(engine, rows, { batchSize, input: inputs.type, pacer })) as Record<string, number> & {
        loss: number
      }
    })
  }

  /** The network's results [rows, units]: logits, where it ends in a linear layer. */
  async predict(x: TensorLike, { batchSize = BULK, signal }: PredictOptions = {}): Promise<Tensor<Float32Array>> {
    checkCount('batchSize', batchSize, 1)
    return this.#run('predict', signal, async (pacer) => {
      const inputs = await this.#inputs(x, pacer, true)
      return predictRows(this.#engine as Engine, inputs, batchSize, pacer)
    })
  }

  /** A synchronous predictor for up to `batchSize` rows (default 1): it writes into an array of yours and allocates nothing. */
  predictor({ batchSize = 1 }: { readonly batchSize?: number } = {}): Predictor {
    checkCount('batchSize', batchSize, 1)
    this.build()
    return makePredictor(this.#engine as Engine, this.#inputType ?? { dtype: 'float32' }, batchSize)
  }

  /** One step on one batch; resolves to its loss and metrics, measured before the step. */
  async trainOnBatch(
    x: TensorLike,
    y: TensorLike,
    options: TrainOnBatchOptions = {},
  ): Promise<Record<string, number> & { loss: number }> {
    const recipe = this.#needRecipe('trainOnBatch')
    return this.#run('trainOnBatch', undefined, async (pacer) => {
      const inputs = await prepareInputs(x, this.inputShape, pacer)
      checkInputType(inputs.type, this.#inputType)
      const network = this.#engine?.network ?? new Network(this.#layers, inputs.rowShape)
      checkRecipe(network, recipe)
      const rows = await prepareRows(network, recipe.loss, inputs, y, options, pacer)
      this.build(inputs.rowShape)
      this.#inputType = inputs.type
      return trainOnRows(this.#engine as unknown as Engine, rows, inputs.type, this.#seed ?? 1, pacer)
    })
  }

  /** Where the last fit stopped; undefined where there was none. */
  get trainedTo(): Pick<TrainingPosition, 'epoch' | 'cursor'> | undefined {
    return this.#engine?.position
  }

  /** A table of the layers. */
  summary(): string {
    return summarize(this.#network('summary'), 'Model: Sequential')
  }

  /** How many numbers the weights are. */
  countParameters(): number {
    return this.#network('countParameters').parameters
  }

  /** Copies of all weights: kernel and bias of each layer, in order. */
  getWeights(): Tensor<Float32Array>[] {
    const engine = this.#built('getWeights')
    return engine
      .readWeights()
      .map((data, index) => ({ data, shape: (engine.network.weights[index] as { shape: readonly number[] }).shape }))
  }

  /** Sets all weights, in the order of `getWeights`. @throws ShapeError where number or shapes differ; nothing is set then */
  setWeights(weights: readonly TensorLike[]): void {
    this.#checkIdle('setWeights')
    const engine = this.#built('setWeights')
    const specs = engine.network.weights
    if (!Array.isArray(weights)) {
      throw new UsageError(`setWeights: give the weights as an array, as getWeights() does; received ${describe(weights)}.`)
    }
    if (weights.length !== specs.length) {
      throw new ShapeError(
        `setWeights: the model has ${specs.length} weights (${specs.map(({ path }) => path).join(', ')}); received ${weights.length}.`,
      )
    }
    const values = weights.map((value, index) => {
      const { path, shape } = specs[index] as { path: string; shape: readonly number[] }
      const { data, shape: received, scale = 1 } = toTensor(value, `weights[${index}]`)
      if (received.join() !== shape.join()) {
        throw new ShapeError(
          `setWeights: weight ${index} (${path}) has shape [${shape.join(', ')}]; received [${received.join(', ')}].`,
        )
      }
      return scale === 1 ? data : Float64Array.from(data as ArrayLike<number>, (element) => element * scale)
    })
    engine.writeWeights(values)
  }

  /** The SHA-256 of all weights in order: row-major little-endian float32, 64 hexadecimal digits. */
  async weightsSha256(): Promise<string> {
    const weights = this.#built('weightsSha256').readWeights()
    const { hashWeights } = await import('./hashWeights.ts')
    return hashWeights(weights)
  }

  /** The bytes of the model's file; with a path, they are also written there. */
  async save(path?: string, { checkpoint = false }: SaveOptions = {}): Promise<Uint8Array> {
    const engine = this.#built('save')
    // All of it as it is now, before anything is awaited.
    const description = {
      network: engine.network,
      layers: this.#layers,
      weights: engine.readWeights(),
      arithmetic: this.arithmetic,
      seed: this.#seed ?? 1,
      input: this.#inputType,
      recipe: this.#recipe && describeRecipe(this.#recipe),
      classNames: this.classNames,
      featureNames: this.featureNames,
      dataset: this.dataset,
      calibration: this.calibration,
      checkpoint: checkpoint && engine.position ? { ...engine.capture(), position: engine.position } : undefined,
    }
    const { encodeModel } = await import('../formats/modelFile.ts')
    const bytes = encodeModel(description)
    if (path !== undefined) await writeFile(path, bytes)
    return bytes
  }

  /**
   * Reads a model from its file's bytes or path.
   *
   * @param options.layers makers of your own layers, by kind
   * @param options.threads as in `compile`
   * @throws FormatError for a file that is no model
   */
  static async load(
    source: Uint8Array | ArrayBuffer | string | URL,
    { threads, ...options }: { readonly layers?: Readonly<Record<string, LayerMaker>>; readonly threads?: number } = {},
  ): Promise<Sequential> {
    if (threads !== undefined) checkCount('load: threads', threads, 1)
    const isPlace = typeof source === 'string' || source instanceof URL
    if (!(isPlace || source instanceof Uint8Array || source instanceof ArrayBuffer)) {
      throw new UsageError(
        `load: give the file's bytes (Uint8Array or ArrayBuffer), its path or its URL; received ${describe(source)}.`,
      )
    }
    const bytes = isPlace ? await readFile(source) : source instanceof Uint8Array ? source : new Uint8Array(source)
    const name = isPlace ? String(source) : 'The model file'
    const { readModel, fromFile } = await import('../formats/modelFile.ts')
    const description = readModel(bytes, parts, { ...options, name })
    return fromFile(name, () => Sequential.#fromDescription(description, threads))
  }

  static #fromDescription(description: ModelDescription, threads: number | undefined): Sequential {
    const { network, layers, weights, arithmetic, seed, input, recipe, classNames, featureNames, dataset, checkpoint } = description
    const { calibration } = description
    const model = new Sequential(layers, { seed })
    // A model trained in strict arithmetic stays so; fma needs a machine that has it.
    model.#arithmetic = arithmetic === 'strict' ? 'strict' : findArithmetic()
    model.#threads = threads
    model.build(network.inputShape)
    model.#engine?.writeWeights(weights)
    model.#inputType = input
    model.classNames = classNames
    model.featureNames = featureNames
    model.dataset = dataset
    model.calibration = calibration
    if (recipe) {
      model.#recipe = recipeFrom(recipe)
      const engine = model.#engine as unknown as Engine
      engine.setRecipe(model.#recipe)
      if (checkpoint) {
        engine.restore({ ...checkpoint, weights })
        engine.position = checkpoint.position
        model.#trainedIn = arithmetic
      }
    }
    return model
  }

  async #inputs(x: TensorLike, pacer: Pacer, checkLater = false): Promise<PreparedInputs> {
    const inputs = await prepareInputs(x, this.inputShape, pacer, checkLater)
    checkInputType(inputs.type, this.#inputType)
    this.build(inputs.rowShape)
    return inputs
  }

  /** Runs a method that uses the model's memory: one at a time. */
  async #run<T>(name: string, signal: AbortSignal | undefined, body: (pacer: Pacer) => Promise<T>): Promise<T> {
    this.#checkIdle(name)
    signal?.throwIfAborted()
    this.#busy = name
    const pacer = new Pacer(signal)
    try {
      return await body(pacer)
    } finally {
      pacer.close()
      this.#busy = undefined
    }
  }

  #positionToResume(): TrainingPosition {
    const position = this.#engine?.position
    if (!position) {
      throw new UsageError(
        'fit: there is nothing to resume. Fit this model first, or load one that was saved with { checkpoint: true }.',
      )
    }
    if (this.#trainedIn && this.#trainedIn !== this.arithmetic) {
      throw new UsageError(
        `fit: the run was begun in ${this.#trainedIn} arithmetic, and this machine or model computes in ${this.arithmetic}: its numbers would differ. ` +
          'Resume it where it was begun, or fit without resume.',
      )
    }
    return position
  }

  #checkIdle(name: string): void {
    if (this.#busy) throw new UsageError(`${name}: the model is in the middle of ${this.#busy}. Await it first.`)
  }

  #needRecipe(name: string): Recipe {
    if (this.#recipe) return this.#recipe
    throw new UsageError(`${name}: the model has no loss yet. Call compile({ optimizer, loss, metrics }) first.`)
  }

  #built(name: string): Engine {
    if (!this.#engine && this.inputShape) this.build()
    if (this.#engine) return this.#engine
    throw new UsageError(
      `${name}: the model is not built. Fit it, call build([...shape of one row]), or give the first layer an inputShape.`,
    )
  }

  #network(name: string): Network {
    return this.#engine?.network ?? this.#networkIfKnown() ?? this.#built(name).network
  }

  #networkIfKnown(): Network | undefined {
    const shape = this.#layers[0]?.inputShape
    return shape && new Network(this.#layers, shape)
  }

  get #engineOptions(): EngineOptions {
    return { arithmetic: this.arithmetic, threads: this.#threads, tune: this.#tune, revectorize: this.#revectorize }
  }

  /** Moves the weights to a session of another arithmetic or other threads. */
  #rebuild(old: Engine): void {
    const engine = new Engine(old.network, this.#engineOptions)
    engine.writeWeights(old.readWeights())
    this.#engine = engine
  }
}
