// One fit of softmax regression: checks, standardization, the solver, and what is to be said of the result.

import { LabelError, UsageError } from '../errors.ts'
import { type LinearModel, linearLogits, measureLogits, modelFromPoint, pointOf } from '../linear/linearModel.ts'
import type { IterationStep, Minimum, StopReason } from '../linear/minimum.ts'
import { type SoftmaxData, solveSoftmax } from '../linear/solve.ts'
import { standardizationOf, withoutMeans } from '../linear/standardize.ts'
import { isSparseTensor, type SparseTensor, type Tensor } from '../tensor/index.ts'
import { checkInputType, type InputType, inputTypeOf } from '../training/inputs.ts'
import type { Pacer } from '../training/pacer.ts'
import { type Arithmetic, findArithmetic } from '../wasm/features.ts'
import type { EstimatorFitOptions, EstimatorResult, Label, LabelsOf, RowsOf } from './estimator.ts'
import { prepareRows } from './estimatorRows.ts'
import { classesOf, classNumbers, labelsOf, sampleWeights, weightsOf } from './labels.ts'
import { type Settings, type SoftmaxRegressionOptions, settingsFor } from './softmaxOptions.ts'

/** A fitted model with its classes. */
export interface FittedSoftmax<L extends Label> {
  readonly classes: readonly L[]
  readonly model: LinearModel
  /** How the rows it was fitted on are stored. */
  readonly input: InputType
}

/** What came of a fit of softmax regression. */
export interface SoftmaxResult extends EstimatorResult {
  /**
   * - tolerance: the gradient is as small as was asked for
   * - iterations: the limit was reached
   * - precision: rounding hides any further progress
   * - aborted: the signal stopped it
   */
  readonly reason: StopReason | 'aborted'
  /** The largest entry of the gradient, after each iteration. */
  readonly gradientNorm: readonly number[]
  readonly solver: Settings['solver']
  readonly precision: Settings['precision']
  /** Threads that computed it. */
  readonly threads?: number
  /** Of float32: how products were added. */
  readonly arithmetic?: Arithmetic
  /** Of the validation rows. */
  readonly validation?: { readonly loss: number; readonly accuracy: number }
}

/** How rows are stored, sparse ones by their values. */
export function inputOf(x: Tensor | SparseTensor): InputType {
  return inputTypeOf(isSparseTensor(x) ? { data: x.data, shape: [x.data.length] } : x)
}

/** The default of `standardize`: for tables, but not for sparse rows or integers with a scale. */
export function standardizesByDefault(x: Tensor | SparseTensor): boolean {
  return !isSparseTensor(x) && (x.scale === undefined || x.data instanceof Float32Array || x.data instanceof Float64Array)
}

/** Measures a fitted model on rows. */
export async function measure<L extends Label>(
  { model, classes }: FittedSoftmax<L>,
  x: Tensor | SparseTensor,
  labels: Int32Array,
  weights: Float64Array | undefined,
  pacer: Pacer,
): Promise<{ loss: number; accuracy: number }> {
  return measureLogits(await linearLogits(model, x, () => pacer.pause()), labels, classes.length, weights)
}

/**
 * Fits.
 *
 * @param before where a warm start begins
 * @param keep called with the model so far where the fit is aborted, before the signal's reason is thrown
 */
export async function fitSoftmax<L extends Label>(
  options: SoftmaxRegressionOptions<L>,
  X: RowsOf,
  y: LabelsOf<L>,
  {
    sampleWeight,
    validation,
    onIteration,
  }: EstimatorFitOptions<L> & { onIteration?: (step: IterationStep & { model(): LinearModel }) => void },
  before: FittedSoftmax<L> | undefined,
  pacer: Pacer,
  keep: (fitted: FittedSoftmax<L>, result: SoftmaxResult) => void,
): Promise<{ fitted: FittedSoftmax<L>; result: SoftmaxResult }> {
  const pause = (): Promise<void> => pacer.pause()
  const x = await prepareRows(X, before?.model.features, pacer)
  const input = inputOf(x)
  if (before) checkInputType(input, before.input)
  const labels = labelsOf(y, x.shape[0])
  const classes = before ? before.classes : classesOf(labels)
  if (classes.length < 2) {
    throw new LabelError(
      `y has one class only, ${JSON.stringify(classes[0])}: there is nothing to tell apart. Give rows of at least two classes.`,
    )
  }
  const numbers = classNumbers(labels, classes)
  const { weights, total } = weightsOf(numbers, classes, sampleWeight, options.classWeight)
  const held = validation && (await prepareValidation(validation, classes, x, input, pacer))
  const standardize = options.standardize ?? standardizesByDefault(x)
  const samples = sampleWeight === undefined ? undefined : sampleWeights(numbers.length, sampleWeight)
  const features = isSparseTensor(x) ? x.shape[1] : x.data.length / x.shape[0]
  const settings = settingsFor(options, x.data.length * classes.length, total)
  const intercept = options.fitIntercept ?? true
  const whole = standardize ? await standardizationOf(x, samples, pause) : undefined
  const standardization = whole && !intercept ? withoutMeans(whole) : whole
  const data: SoftmaxData = {
    ...{ x, standardization, labels: numbers, weights, totalWeight: total },
    ...{ classes: classes.length, l2: settings.l2, intercept, pacer },
  }
  const start = before
    ? pointOf(before.model, standardization, intercept)
    : new Float64Array(classes.length * (features + (intercept ? 1 : 0)))
  const fittedAt = (point: Float64Array): FittedSoftmax<L> => ({
    classes,
    input,
    model: modelFromPoint(point, classes.length, features, standardization),
  })
  const progress = { objective: [] as number[], gradientNorm: [] as number[] }
  let reached: Float64Array | undefined
  const { batchSize = 256, learningRate = 0.01, seed = 1, threads, reproducibility } = options
  let solved: Awaited<ReturnType<typeof solveSoftmax>>
  try {
    solved = await solveSoftmax(data, start, {
      ...{ ...settings, batchSize, learningRate, seed, threads, reproducibility },
      onIteration: (step) => {
        reached = step.point
        progress.objective.push(step.value)
        progress.gradientNorm.push(step.gradientNorm)
        onIteration?.({ ...step, model: () => fittedAt(step.point).model })
      },
    })
  } catch (error) {
    if (pacer.signal?.aborted && reached) {
      const { solver, precision } = settings
      const strict = precision === 'float64' || reproducibility === 'portable'
      const arithmetic: Arithmetic = strict ? 'strict' : findArithmetic()
      const iterations = progress.objective.length
      const warnings = [`Stopped by its signal after ${iterations} iterations; the coefficients are those of the last one.`]
      keep(fittedAt(reached), {
        converged: false,
        reason: 'aborted',
        iterations,
        ...progress,
        warnings,
        solver,
        precision,
        arithmetic,
      })
    }
    throw error
  }
  const { minimum, threads: used, arithmetic } = solved
  const fitted = fittedAt(minimum.point)
  const warnings = await warningsOf(fitted, data, settings, minimum, pacer)
  const result: SoftmaxResult = {
    converged: minimum.reason === 'tolerance',
    reason: minimum.reason,
    iterations: minimum.iterations,
    objective: minimum.objective,
    gradientNorm: minimum.gradientNorms,
    warnings,
    solver: settings.solver,
    precision: settings.precision,
    threads: used,
    ...(arithmetic ? { arithmetic } : {}),
    ...(held ? { validation: await measure(fitted, held.x, held.numbers, undefined, pacer) } : {}),
  }
  return { fitted, result }
}

async function prepareValidation<L extends Label>(
  validation: readonly [RowsOf, LabelsOf<L>],
  classes: readonly L[],
  train: Tensor | SparseTensor,
  input: InputType,
  pacer: Pacer,
): Promise<{ x: Tensor | SparseTensor; numbers: Int32Array }> {
  if (!Array.isArray(validation) || validation.length !== 2) {
    throw new UsageError('validation must be [X, y], rows and their labels that are only measured.')
  }
  const features = isSparseTensor(train) ? train.shape[1] : train.data.length / train.shape[0]
  const x = await prepareRows(validation[0], features, pacer, 'validation X')
  checkInputType(inputOf(x), input)
  const labels = labelsOf(validation[1] as LabelsOf<L>, x.shape[0], 'validation y')
  return { x, numbers: classNumbers(labels, classes, 'validation y') }
}

/** Says why it didn't converge and what to do, and where classes are perfectly separated. */
async function warningsOf<L extends Label>(
  fitted: FittedSoftmax<L>,
  { x, labels, weights }: SoftmaxData,
  { solver, precision, tolerance, l1, l2 }: Settings,
  { reason, iterations, gradientNorm }: Minimum,
  pacer: Pacer,
): Promise<string[]> {
  const warnings: string[] = []
  const norm = `the largest entry of the gradient is ${gradientNorm.toPrecision(3)}, and the tolerance ${tolerance}`
  if (reason === 'iterations' && solver === 'adam') {
    warnings.push(`Adam made its ${iterations} passes; ${norm}. For the optimum use another solver, or more maxIterations.`)
  } else if (reason === 'iterations') {
    warnings.push(
      `Not converged after ${iterations} iterations: ${norm}. Raise maxIterations, standardize the features, or lower C.`,
    )
  } else if (reason === 'precision') {
    const advice =
      precision === 'float32'
        ? "For a smaller gradient use precision: 'float64'."
        : 'Standardize the features, or raise the tolerance.'
    warnings.push(
      `Stopped after ${iterations} iterations, where rounding in ${precision} hides any further progress: ${norm}. ${advice}`,
    )
  }
  if (l1 === 0 && l2 === 0) {
    const { accuracy, loss } = await measure(fitted, x, labels, weights, pacer)
    if (accuracy === 1 && loss < SEPARATED) {
      warnings.push(
        'The classes are perfectly separated and there is no penalty: there is no optimum, and coefficients grow until the fit stops. Give a penalty, such as C: 1.',
      )
    }
  }
  return warnings
}

/** With every row right and a mean loss below this, coefficients are on their way to infinity. */
const SEPARATED = 0.01
