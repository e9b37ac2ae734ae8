// Weights as a report shows them: pictures where a row is one, else a table of colours by feature.

import type { Label } from '../../model/estimator.ts'
import type { ReportData } from '../../report/index.ts'
import { type InputDescription, pictureSize } from '../data/inputDescription.ts'

type Weights = NonNullable<ReportData['weights']>

/** Weights of units (classes, or hidden ones): `weight(feature, unit)` over all inputs. */
export interface UnitWeights {
  /** What they are, such as `coefficients`. */
  readonly of: string
  readonly units: readonly Label[]
  weight(feature: number, unit: number): number
  readonly intercept?: ArrayLike<number>
  /** What the units are, where they aren't classes. */
  readonly across?: string
}

/** The pictures or the table of them. */
export function weightPictures(input: InputDescription, { of, units, weight, intercept, across }: UnitWeights): Weights {
  const width = input.shape.reduce((product, dimension) => product * dimension, 1)
  const size = pictureSize(input)
  if (size?.channels === 1) {
    const pictures = units.map((label, unit) => ({
      label,
      values: Float64Array.from({ length: width }, (_, feature) => weight(feature, unit)),
    }))
    return [{ kind: 'pictures', of, width: size.width, height: size.height, units: pictures }]
  }
  const features = input.features ?? Array.from({ length: width }, (_, i) => `input ${i}`)
  const values = features.map((_, feature) => Float64Array.from(units, (_, unit) => weight(feature, unit)))
  return [{ kind: 'table', of, features, classes: units, values, ...(intercept && { intercept }), ...(across && { across }) }]
}
