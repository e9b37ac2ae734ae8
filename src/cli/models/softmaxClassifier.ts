// A SoftmaxRegression as a classifier in a file: what tables are trained with. An epoch of it is an iteration of its solver.

import { UsageError } from '../../errors.ts'
import type { Solver } from '../../linear/solve.ts'
import type { SoftmaxResult } from '../../model/fitSoftmax.ts'
import { hashWeights } from '../../model/hashWeights.ts'
import type { SoftmaxRegressionOptions } from '../../model/softmaxOptions.ts'
import { SoftmaxRegression } from '../../model/softmaxRegression.ts'
import type { ReportData } from '../../report/index.ts'
import type { Arithmetic } from '../../wasm/features.ts'
import type { LoadedData } from '../data/loadData.ts'
import { groupDigits, plural } from '../table.ts'
import type { Classifier, FitControl, FitOutcome } from './classifier.ts'
import { labelsOfNames } from './classLabels.ts'
import { EstimatorClassifier, type EstimatorShape, inputOfFile, unseenShape, withOptions } from './estimatorClassifier.ts'
import { softmaxFigures } from './softmaxFigures.ts'
import type { TrainingDescription, TrainingSettings } from './trainingSettings.ts'
import { weightPictures } from './weightPictures.ts'

const SOLVERS: readonly Solver[] = ['lbfgs', 'newton-cg', 'adam']

/** Refuses before data is loaded what softmax regression can't do; says what it doesn't use. @throws UsageError */
export function checkSoftmaxSettings({ optimizer = 'lbfgs', l1, batchSize, learningRate }: TrainingSettings): string[] {
  if (!SOLVERS.includes(optimizer as Solver)) {
    throw new UsageError(
      `--optimizer must be lbfgs, newton-cg or adam for --model softmax; received ${optimizer}. Leave it out, as lbfgs finds the optimum, or train with --model mlp.`,
    )
  }
  if (l1 !== undefined && l1 > 0 && optimizer !== 'lbfgs') {
    throw new UsageError(`--l1 does not go with --optimizer ${optimizer}, which can't minimize it. Leave --optimizer out.`)
  }
  if (optimizer === 'adam') return []
  const unused = [...(batchSize === undefined ? [] : ['--batch-size']), ...(learningRate === undefined ? [] : ['--learning-rate'])]
  return unused.length === 0
    ? []
    : [
        `${unused.join(' and ')} ${unused.length > 1 ? 'are' : 'is'} not used: ${optimizer} takes all rows in a step, and finds its length itself. --optimizer adam has both.`,
      ]
}

/** The options of SoftmaxRegression. Without --l2 and --l1, C = 1 as in scikit-learn. */
export function softmaxOptions(settings: TrainingSettings): SoftmaxRegressionOptions {
  const { epochs, done, optimizer = 'lbfgs', batchSize, learningRate, l2, l1, classWeight, seed, portable, threads } = settings
  return {
    ...{ maxIterations: Math.max(1, epochs - done), seed, reproducibility: portable ? 'portable' : 'default' },
    ...(optimizer === 'lbfgs' ? {} : { solver: optimizer as Solver }), // with an L1 penalty it is owlqn, by itself
    ...(l2 === undefined ? {} : { l2 }),
    ...(l1 === undefined ? {} : { l1 }),
    ...(classWeight === undefined ? {} : { classWeight }),
    ...(batchSize === undefined ? {} : { batchSize }),
    ...(learningRate === undefined ? {} : { learningRate }),
    ...(threads === undefined ? {} : { threads }),
  }
}

/** The gradient's largest entry under which nobody need know that more iterations would lower it: scikit-learn's own tolerance. */
const SMALL_GRADIENT = 1e-4

/** What the flags can do about a solver that hadn't converged; its other warnings as they are. */
function warningsOf({ reason, solver, iterations, gradientNorm, warnings }: SoftmaxResult): readonly string[] {
  if (reason !== 'iterations') return warnings
  const norm = gradientNorm.at(-1) ?? 0
  const [, ...others] = warnings
  if (solver !== 'adam' && norm <= SMALL_GRADIENT) return others
  const what = `The optimum is not reached after ${plural(iterations, 'iteration')}: the gradient's largest entry is ${norm.toPrecision(3)}.`
  const advice =
    solver === 'adam' ? 'Leave out --optimizer adam to find it, or give more --epochs.' : 'Give more --epochs, or a greater --l2.'
  return [`${what} ${advice}`, ...others]
}

/** A SoftmaxRegression. */
export class SoftmaxClassifier extends EstimatorClassifier<SoftmaxRegression> implements Classifier {
  static readonly kind: string = 'SoftmaxRegression'
  readonly kind: string = SoftmaxClassifier.kind
  readonly family = 'softmax'
  readonly unit = 'iteration'
  readonly trainedTo = undefined
  readonly resumesFromWeights = true
  readonly #settings: TrainingSettings | undefined
  #isBegun: boolean

  private constructor(model: SoftmaxRegression, shape: EstimatorShape, settings: TrainingSettings | undefined, isBegun: boolean) {
    super(model, shape)
    this.#settings = settings
    this.#isBegun = isBegun
  }

  /** A new model for data. @param options those of its settings, or others */
  static async make(
    { classNames }: Pick<LoadedData, 'classNames'>,
    settings: TrainingSettings,
    options: SoftmaxRegressionOptions = softmaxOptions(settings),
  ): Promise<SoftmaxClassifier> {
    checkSoftmaxSettings(settings)
    const shape = unseenShape(labelsOfNames(classNames))
    return new SoftmaxClassifier(new SoftmaxRegression(options), shape, settings, false)
  }

  /** Reads a file. @param settings how to train it further, from its coefficients */
  static async load(
    bytes: Uint8Array,
    settings?: TrainingSettings,
    _resume = false,
    name = 'The model file',
  ): Promise<SoftmaxClassifier> {
    const options = settings === undefined ? {} : { ...softmaxOptions(settings), warmStart: true }
    const model = await SoftmaxRegression.load(withOptions(bytes, name, options))
    const shape = { labels: model.classes, features: model.coef.shape[1] as number, input: inputOfFile(bytes, name) }
    return new SoftmaxClassifier(model, shape, settings, true)
  }

  get isBegun(): boolean {
    return this.#isBegun
  }
  get arithmetic(): Arithmetic {
    return this.model.arithmetic
  }

  get training(): TrainingDescription {
    const { optimizer = 'lbfgs', batchSize = 256, learningRate = 0.01 } = this.#settings as TrainingSettings
    return optimizer === 'adam' ? { optimizer: { kind: 'adam', learningRate }, batchSize } : { optimizer: { kind: optimizer } }
  }

  batchesOf(rows: number): { batches: number; batchSize: number } {
    return { batches: 1, batchSize: rows }
  }

  async fit({ train, validation, signal, onEpoch }: FitControl): Promise<FitOutcome> {
    const { epochs, done } = this.#settings as TrainingSettings
    if (epochs === done) return { notes: [], warnings: [], converged: false }
    this.checkClasses(train)
    const x = this.learn(train)
    const held = validation && { x: this.features(validation.x), y: validation.y }
    const figures = softmaxFigures({ x, y: train.y }, held)
    try {
      const result: SoftmaxResult = await this.model.fit(x, this.labelsOf(train), {
        signal,
        onIteration: ({ iteration, value, model }) => onEpoch(done + iteration - 1, { loss: value, ...figures(model()) }),
      })
      return { notes: [], warnings: warningsOf(result), converged: result.converged || result.reason === 'precision' }
    } finally {
      this.#isBegun ||= this.model.result !== undefined
    }
  }

  countParameters(): number {
    return this.model.coef.data.length + this.model.intercept.data.length
  }

  /** Of coef [classes, features], then intercept [classes], in float64. */
  async weightsSha256(): Promise<string> {
    return hashWeights([this.model.coef.data, this.model.intercept.data])
  }

  async saveCheckpoint(): Promise<boolean> {
    return false
  }

  pictures(): ReportData['weights'] {
    const { coef, intercept } = this.model
    const [, features = 0] = coef.shape
    const weight = (feature: number, unit: number): number => coef.data[unit * features + feature] as number
    return weightPictures(this.input, { of: 'coefficients', units: this.classes, weight, intercept: intercept.data })
  }

  summary(): string {
    const [classes, features] = this.model.coef.shape
    return `SoftmaxRegression: ${classes} classes, ${features} features, ${groupDigits(this.countParameters())} coefficients and intercepts`
  }

  facts(): ReturnType<Classifier['facts']> {
    const { options } = this.model
    const text = Object.entries(options).map(([name, value]) => `${name} ${JSON.stringify(value)}`)
    return {
      pairs: text.length === 0 ? [] : [['options', text.join(', ')]],
      json: { options, seed: options.seed ?? 1 },
    }
  }
}
