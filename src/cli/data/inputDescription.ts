// What a model takes, and the checks that rows of any source share: as many values as the model wants, each of a kind that it can
// store.

import { ShapeError } from '../../errors.ts'
import type { ElementType, Tensor } from '../../tensor/index.ts'
import type { RowRules } from './parseRow.ts'

/** What a model takes: the shape of one row, and how its values are stored. */
export interface InputDescription {
  shape: readonly number[]
  elementType: ElementType
  scale?: number | undefined
  /** What its values are called, where the model was trained on a table. */
  features?: readonly string[] | undefined
}

/** The whole numbers that an integer type holds. */
const INTEGER_RANGES: Partial<Record<ElementType, readonly [number, number]>> = {
  uint8: [0, 255],
  int8: [-128, 127],
  uint16: [0, 65535],
  int16: [-32768, 32767],
  uint32: [0, 4294967295],
  int32: [-2147483648, 2147483647],
}

/** What a row must hold to be stored as the model's input type. */
export function rowRules({ shape, elementType }: InputDescription): RowRules {
  const width = shape.reduce((product, dimension) => product * dimension, 1)
  const range = INTEGER_RANGES[elementType]
  if (range === undefined) {
    return { width, accepts: (value) => Number.isFinite(Math.fround(value)), wanted: 'a finite number that float32 can hold' }
  }
  const [low, high] = range
  const accepts = (value: number): boolean => Number.isInteger(value) && value >= low && value <= high
  return { width, accepts, wanted: `a whole number from ${low} to ${high}, as the model was trained on ${elementType} values` }
}

/** A tensor with the model's shape of a row. */
export function shaped(tensor: Tensor, { shape, scale }: InputDescription, name: string): Tensor {
  const rows = tensor.shape[0] ?? 0
  const width = shape.reduce((product, dimension) => product * dimension, 1)
  if (rows * width !== tensor.data.length) {
    throw new ShapeError(
      `${name} has rows of shape [${tensor.shape.slice(1).join(', ')}]; the model takes ${width} values a row, shape [${shape.join(', ')}].`,
    )
  }
  const own = tensor.scale ?? scale
  return { data: tensor.data, shape: [rows, ...shape], ...(own === undefined ? {} : { scale: own }) }
}

/** How large the picture is that a row is; undefined where it is none. */
export interface PictureSize {
  readonly width: number
  readonly height: number
  readonly channels: 1 | 3
}

/**
 * Whether rows are pictures: [height, width], with 1 or 3 channels or none; or a list of at least 16 whole numbers with a scale whose
 * count is a square, as pixels of MNIST and digits-8x8 are.
 */
export function pictureSize({ shape, elementType, scale }: InputDescription): PictureSize | undefined {
  const [height = 0, width = 0, channels = 1] = shape
  if (shape.length === 3 && (channels === 1 || channels === 3)) return { height, width, channels }
  if (shape.length === 2) return { height, width, channels: 1 }
  const side = Math.floor(Math.sqrt(height) + 0.5)
  const isPicture =
    shape.length === 1 && side >= 4 && side * side === height && elementType in INTEGER_RANGES && scale !== undefined
  return isPicture ? { width: side, height: side, channels: 1 } : undefined
}
