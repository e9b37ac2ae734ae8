// How strong the penalty of a softmax regression is to be, found by cross-validation on the training rows, where these are few enough
// that it takes a moment.

import { logLoss, type Rows, selectRows, stratifiedKFold } from '../evaluation/index.ts'
import type { SparseTensor, Tensor } from '../tensor/index.ts'
import type { Label } from './estimator.ts'
import type { SoftmaxRegressionOptions } from './softmaxOptions.ts'
import { SoftmaxRegression } from './softmaxRegression.ts'

const FOLDS = 5
/** Few rows fall apart by chance: where it is cheap, their folds are drawn more than once. */
const [FEW_ROWS, REPEATS] = [500, 3]
/** What the solver itself multiplies in an iteration, for each coefficient. */
const SOLVER_PRODUCTS = 20
/** Up to so many multiplications of an iteration it is tried: together it takes about a second. */
export const MOST_PRODUCTS: number = 1 << 18

/** Multiplications of an iteration. */
function productsOf(X: Tensor | SparseTensor, classes: number): number {
  return (X.data.length + SOLVER_PRODUCTS * (X.shape[1] as number)) * classes
}

/** Whether there are few enough numbers, and enough rows of each class. */
export function penaltyIsChosen(X: Tensor | SparseTensor, y: readonly Label[], classes: number): boolean {
  const counts = new Map<Label, number>()
  for (const label of y) counts.set(label, (counts.get(label) ?? 0) + 1)
  const rows = [...counts.values()]
  return productsOf(X, classes) <= MOST_PRODUCTS && Math.min(...rows) >= 2 && Math.max(...rows) >= FOLDS
}

/**
 * C of the least mean log loss over five stratified folds, of 0.1, 1, 10 and 100; 1 unless another's is lower by more than the standard
 * error of the difference.
 */
export async function choosePenalty(
  X: Tensor | SparseTensor,
  y: readonly Label[],
  options: SoftmaxRegressionOptions,
  { seed, pause, signal }: { readonly seed: number; readonly pause: () => Promise<void>; readonly signal: AbortSignal | undefined },
): Promise<number> {
  const often = y.length <= FEW_ROWS && REPEATS * productsOf(X, new Set(y).size) <= MOST_PRODUCTS
  const { folds } = stratifiedKFold(y, { folds: FOLDS, repeats: often ? REPEATS : 1, seed })
  const usable = folds.filter(({ test }) => test.length > 0)
  const lossesOf = async (C: number): Promise<number[]> => {
    const losses: number[] = []
    for (const { train, test } of usable) {
      const pick = (rows: Uint32Array): Tensor | SparseTensor => selectRows(X as Rows, rows) as Tensor | SparseTensor
      const estimator = new SoftmaxRegression({ ...options, tolerance: 1e-3, maxIterations: 100, C })
      await estimator.fit(
        pick(train),
        Array.from(train, (row) => y[row] as Label),
        signal ? { signal } : {},
      )
      const p = await estimator.predictProba(pick(test))
      losses.push(
        logLoss<Label>(
          Array.from(test, (row) => y[row] as Label),
          p,
          { classes: estimator.classes },
        ),
      )
      await pause()
    }
    return losses
  }
  const usual = await lossesOf(1)
  /** How much lower than with 1, on average; 0 where that is less than its standard error. */
  const gainOf = async (C: number): Promise<number> => {
    const gains = (await lossesOf(C)).map((loss, i) => (usual[i] as number) - loss)
    const mean = gains.reduce((sum, value) => sum + value, 0) / gains.length
    const variance = gains.reduce((sum, value) => sum + (value - mean) * (value - mean), 0) / (gains.length - 1)
    return mean > Math.sqrt(variance / gains.length) ? mean : 0
  }
  // The loss falls and then rises with C: where 10 is better, 0.1 isn't.
  const ten = await gainOf(10)
  if (ten > 0) return (await gainOf(100)) > ten ? 100 : 10
  return (await gainOf(0.1)) > 0 ? 0.1 : 1
}
