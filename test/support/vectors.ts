// The rows of test/vectors/ with exact results, as numbers: logits and the float32 nearest to each result.

import { readFileSync } from 'node:fs'
import { float32sOf } from '../../scripts/accuracy/exact.js'

/** A row with a class number. */
export interface VectorRow {
  /** Regime and number of classes, for a message. */
  readonly name: string
  readonly classes: number
  readonly label: number
  readonly logits: Float32Array
  readonly softmax: Float32Array
  readonly loss: number
  /** The gradient of the loss: softmax, less 1 at the label. */
  readonly gradient: Float32Array
}

/** A row with targets, smoothing and a weight; its exact results as decimals. */
export interface SoftVectorRow {
  readonly name: string
  readonly classes: number
  /** The class, where the target is one-hot and not smoothed. */
  readonly label: number | undefined
  readonly logits: Float32Array
  readonly targets: Float32Array
  readonly smoothing: number
  readonly weight: number
  /** The sum of the targets. */
  readonly sum: number
  readonly loss: string
  readonly gradient: readonly string[]
}

/** A row of infinities, NaN or a label that is no class, and what is to be done with it. */
export interface SpecialRow {
  readonly name: string
  readonly classes: number
  readonly label: number
  readonly logits: Float32Array
  readonly softmax: readonly number[] | 'nan' | 'finite' | undefined
  /** A number, or 'nan', 'inf...', 'throw...', 'ignored...'. */
  readonly loss: number | string
}

function read<T>(name: string): T {
  return JSON.parse(readFileSync(new URL(`../vectors/${name}`, import.meta.url), 'utf8')) as T
}

interface Decimal {
  readonly regime: string
  readonly C: number
  readonly label: number
  readonly logits: string[]
  readonly softmax_f32: string[]
  readonly loss_f32: string
  readonly grad_label_f32: string
}

interface Compact {
  readonly regime: string
  readonly C: number
  readonly label: number
  readonly logits: string
  readonly softmax: string
  readonly logSoftmax: string
  readonly labelGradient: string
}

interface Soft {
  readonly kind: string
  readonly C: number
  readonly label?: number
  readonly logits: string
  readonly targets: string
  readonly smoothing: number
  readonly weight: number
  readonly sum: string
  readonly loss: string
  readonly gradient: readonly string[]
}

/** vectors.json: 2 to 10 classes, 12 regimes. */
export function vectors(): VectorRow[] {
  return read<{ rows: Decimal[] }>('vectors.json').rows.map((row) => {
    const softmax = float32sOf(row.softmax_f32)
    return {
      name: `${row.regime}, ${row.C} classes`,
      classes: row.C,
      label: row.label,
      logits: float32sOf(row.logits),
      softmax,
      loss: float32sOf([row.loss_f32])[0] as number,
      gradient: softmax.with(row.label, float32sOf([row.grad_label_f32])[0] as number),
    }
  })
}

/** more.json: up to 1,000 classes. */
export function moreVectors(): VectorRow[] {
  return read<{ rows: Compact[] }>('more.json').rows.map((row) => {
    const softmax = float32sOf(row.softmax)
    return {
      name: `${row.regime}, ${row.C} classes`,
      classes: row.C,
      label: row.label,
      logits: float32sOf(row.logits),
      softmax,
      loss: 0 - (float32sOf(row.logSoftmax)[row.label] as number),
      gradient: softmax.with(row.label, float32sOf(row.labelGradient)[0] as number),
    }
  })
}

/** more.json: soft labels, smoothing, weights. */
export function softVectors(): SoftVectorRow[] {
  return read<{ soft: Soft[] }>('more.json').soft.map(({ kind, C, label, ...row }) => ({
    ...row,
    name: `${kind}, ${C} classes`,
    classes: C,
    label,
    logits: float32sOf(row.logits),
    targets: float32sOf(row.targets),
    sum: Number(row.sum),
  }))
}

/** vectors-special.json. */
export function specialVectors(): SpecialRow[] {
  interface Special {
    readonly name: string
    readonly label: number
    readonly logits: string[]
    readonly policy_softmax?: SpecialRow['softmax']
    readonly policy_loss: number | string
  }
  return read<{ rows: Special[] }>('vectors-special.json').rows.map((row) => ({
    name: row.name,
    classes: row.logits.length,
    label: row.label,
    logits: float32sOf(row.logits),
    softmax: row.policy_softmax,
    loss: row.policy_loss,
  }))
}
