// Softmax regression on data that comes in parts: Adam's state between the parts, and what the first part fixed.

import { LabelError, UsageError } from '../errors.ts'
import { AdamState } from '../linear/adam.ts'
import { modelFromPoint, pointOf } from '../linear/linearModel.ts'
import { linearRows } from '../linear/linearRows.ts'
import { SoftmaxObjective } from '../linear/softmaxObjective.ts'
import { type Standardization, standardizationOf, withoutMeans } from '../linear/standardize.ts'
import { shuffleIndices } from '../random.ts'
import { isSparseTensor } from '../tensor/index.ts'
import { checkInputType } from '../training/inputs.ts'
import type { Pacer } from '../training/pacer.ts'
import type { Label, LabelsOf, RowsOf, RowWeights } from './estimator.ts'
import { prepareRows } from './estimatorRows.ts'
import { type FittedSoftmax, inputOf, standardizesByDefault } from './fitSoftmax.ts'
import { classesOf, classNumbers, labelsOf, sampleWeights, weightsOf } from './labels.ts'
import { type SoftmaxRegressionOptions, settingsFor } from './softmaxOptions.ts'

/** Options of `partialFit`. */
export interface PartialFitOptions<L extends Label> {
  /** All classes that will come. Default: those of the first part. */
  readonly classes?: readonly L[]
  readonly sampleWeight?: RowWeights
  readonly signal?: AbortSignal
}

/** What goes on from part to part. */
export class PartialSoftmax<L extends Label> {
  readonly #options: SoftmaxRegressionOptions<L>
  #fitted: FittedSoftmax<L> | undefined
  #point: Float64Array | undefined
  #standardization: Standardization | undefined
  #state: AdamState | undefined
  #totalWeight = 0
  #parts = 0

  /** @param fitted where it begins, and what it keeps the classes and the standardization of */
  constructor(options: SoftmaxRegressionOptions<L>, fitted: FittedSoftmax<L> | undefined) {
    this.#options = options
    this.#fitted = fitted
  }

  /** The model so far; undefined before the first part. */
  get fitted(): FittedSoftmax<L> | undefined {
    return this.#fitted
  }

  /** A pass over one part. */
  async fit(X: RowsOf, y: LabelsOf<L>, { classes: named, sampleWeight }: PartialFitOptions<L>, pacer: Pacer): Promise<void> {
    const { batchSize = 256, learningRate = 0.01, seed = 1, fitIntercept = true, standardize, classWeight } = this.#options
    const pause = (): Promise<void> => pacer.pause()
    const x = await prepareRows(X, this.#fitted?.model.features, pacer)
    const input = inputOf(x)
    if (this.#fitted) checkInputType(input, this.#fitted.input)
    const labels = labelsOf(y, x.shape[0])
    const classes = this.#fitted?.classes ?? classesOf(named ?? labels)
    if (this.#fitted && named && classesOf(named).join('\n') !== this.#fitted.classes.join('\n')) {
      throw new UsageError('partialFit: the classes were fixed by the first part; give the same ones, or leave them out.')
    }
    if (classes.length < 2) {
      throw new LabelError('partialFit: the first part has one class only. Name all classes that will come: { classes: [...] }.')
    }
    const numbers = classNumbers(labels, classes)
    const { weights, total } = weightsOf(numbers, classes, sampleWeight, classWeight)
    const settings = settingsFor(this.#options, 0, this.#totalWeight + total)
    if (settings.l1 > 0) throw new UsageError('partialFit: Adam takes no L1 penalty. Use fit, or l1Ratio: 0.')
    const features = isSparseTensor(x) ? x.shape[1] : x.data.length / x.shape[0]
    if (!this.#point || !this.#state) {
      const scaled = standardize ?? standardizesByDefault(x)
      const samples = sampleWeight && sampleWeights(numbers.length, sampleWeight)
      this.#standardization = this.#fitted
        ? this.#fitted.model.standardization
        : scaled
          ? await standardizationOf(x, samples, pause)
          : undefined
      if (!fitIntercept && this.#standardization) this.#standardization = withoutMeans(this.#standardization)
      const size = classes.length * (features + (fitIntercept ? 1 : 0))
      this.#point = this.#fitted ? pointOf(this.#fitted.model, this.#standardization, fitIntercept) : new Float64Array(size)
      this.#state = new AdamState(size)
    }
    const rows = x.shape[0]
    const order = Uint32Array.from({ length: rows }, (_, row) => row)
    shuffleIndices(order, seed, `partial/${this.#parts}`)
    const objective = new SoftmaxObjective({
      ...{ rows: linearRows(x, this.#standardization, order), labels: numbers, weights, totalWeight: total, order },
      ...{ classes: classes.length, l2: settings.l2, intercept: fitIntercept, pause },
    })
    const gradient = new Float64Array(this.#point.length)
    this.#totalWeight += total
    this.#parts++
    const point = this.#point
    try {
      for (let from = 0; from < rows; from += batchSize) {
        const to = Math.min(rows, from + batchSize)
        let weight = 0
        for (let i = from; i < to; i++) weight += weights[order[i]]
        if (!(weight > 0)) continue
        await objective.sample(from, to, weight, point, gradient)
        this.#state.step(point, gradient, learningRate)
      }
    } finally {
      // Stopped by its signal, it keeps the steps so far.
      this.#fitted = { classes, input, model: modelFromPoint(point, classes.length, features, this.#standardization) }
    }
  }
}
