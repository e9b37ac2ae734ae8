// The functions that an expression may call. Those of argmax/numerics give what argmax itself computes: softmax, logSoftmax,
// logSumExp and crossEntropy take their logits as float32, as training does.

import { FormatError } from '../../errors.ts'
import {
  exp64,
  log64,
  logSoftmax,
  logSumExp,
  sigmoid64,
  softmax,
  softplus64,
  sparseCategoricalCrossentropy,
  tanh64,
} from '../../numerics/index.ts'

/** A value of an expression: a number, or a list of numbers or of lists. Comparisons give 1 and 0. */
export type Value = number | readonly Value[]

/** The longest list. */
export const MOST_LIST_ITEMS = 1000

/** One number. @throws FormatError for a list */
export function scalar(value: Value | undefined, what: string): number {
  if (typeof value === 'number') return value
  throw new FormatError(`${what} must be a number${value === undefined ? '; it is missing' : ', not a list'}`)
}

/** A list of numbers. @throws FormatError for anything else, or an empty one */
export function numbers(value: Value | undefined, what: string): number[] {
  if (value === undefined || typeof value === 'number') throw new FormatError(`${what} must be a list of numbers`)
  if (value.length === 0) throw new FormatError(`${what} must not be an empty list`)
  return value.map((item) => scalar(item, `every item of ${what}`))
}

/** A position in a list, from 0. */
export function position(value: Value | undefined, length: number, what: string): number {
  const at = scalar(value, what)
  if (Number.isInteger(at) && at >= 0 && at < length) return at
  throw new FormatError(`${what} must be a whole number from 0 to ${length - 1}; it is ${at}`)
}

/** Applies a function to a number, or to each number of a list. */
export function each(value: Value | undefined, what: string, apply: (x: number) => number): Value {
  if (value !== undefined && typeof value !== 'number') return value.map((item) => each(item, what, apply))
  return apply(scalar(value, what))
}

const HALF_RANGE = 350
/** 2^512. */
const LARGE = 1.3407807929942597e154

/** e^x of any x: where exp64 ends, in two factors, which overflow and underflow as they should. */
export function exponential(x: number): number {
  if (x > 2 * HALF_RANGE) return exp64(x - HALF_RANGE) * exp64(HALF_RANGE)
  return x < -2 * HALF_RANGE ? exp64(x + HALF_RANGE) * exp64(-HALF_RANGE) : exp64(x)
}

/** ln x of any x: log64 ends at 2^1022 and 2^-1021. */
export function logarithm(x: number): number {
  if (x > LARGE && Number.isFinite(x)) return log64(x / LARGE) + log64(LARGE)
  return x > 0 && x < 1 / LARGE ? log64(x * LARGE) - log64(LARGE) : log64(x)
}

/** Ten to a whole power from 0 to 15. */
function powerOfTen(digits: number): number {
  let power = 1
  for (let i = 0; i < digits; i++) power *= 10
  return power
}

function roundTo(x: number, digits: number): number {
  if (!(Number.isInteger(digits) && digits >= 0 && digits <= 15)) throw new FormatError('round takes 0 to 15 decimals')
  const scaled = x * powerOfTen(digits)
  // Half away from zero, as schools teach it.
  const rounded = scaled < 0 ? -Math.floor(-scaled + 0.5) : Math.floor(scaled + 0.5)
  return rounded / powerOfTen(digits)
}

type Call = (args: readonly Value[]) => Value

const map =
  (name: string, apply: (x: number) => number): Call =>
  (args) =>
    each(args[0], `the argument of ${name}`, apply)

const reduce =
  (name: string, apply: (values: readonly number[]) => number): Call =>
  (args) =>
    apply(
      args.length > 1 ? args.map((item) => scalar(item, `every argument of ${name}`)) : numbers(args[0], `the argument of ${name}`),
    )

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)
const logits = (name: string, value: Value | undefined): Float32Array => Float32Array.from(numbers(value, `the logits of ${name}`))

/** A function: how many arguments it takes, and what it gives. */
export interface ExpressionFunction {
  readonly least: number
  readonly most: number
  readonly call: Call
}

const one = (call: Call): ExpressionFunction => ({ least: 1, most: 1, call })
const two = (call: Call): ExpressionFunction => ({ least: 2, most: 2, call })
const many = (call: Call): ExpressionFunction => ({ least: 1, most: 100, call })

/** All functions by name. */
export const FUNCTIONS: ReadonlyMap<string, ExpressionFunction> = new Map<string, ExpressionFunction>([
  ['abs', one(map('abs', Math.abs))],
  ['sqrt', one(map('sqrt', Math.sqrt))],
  ['exp', one(map('exp', exponential))],
  ['log', one(map('log', logarithm))],
  ['sigmoid', one(map('sigmoid', sigmoid64))],
  ['tanh', one(map('tanh', tanh64))],
  ['softplus', one(map('softplus', softplus64))],
  ['relu', one(map('relu', (x) => Math.max(0, x)))],
  ['floor', one(map('floor', Math.floor))],
  ['ceil', one(map('ceil', (x) => -Math.floor(-x)))],
  ['float32', one(map('float32', Math.fround))],
  [
    'round',
    {
      least: 1,
      most: 2,
      call: ([x, digits = 0]) =>
        each(x, 'the argument of round', (value) => roundTo(value, scalar(digits, 'the decimals of round'))),
    },
  ],
  ['min', many(reduce('min', (values) => values.reduce((least, value) => Math.min(least, value))))],
  ['max', many(reduce('max', (values) => values.reduce((most, value) => Math.max(most, value))))],
  ['sum', many(reduce('sum', sum))],
  ['mean', many(reduce('mean', (values) => sum(values) / values.length))],
  ['count', one(([list]) => (typeof list === 'object' ? list.length : numbers(list, 'the argument of count').length))],
  ['argmax', one(reduce('argmax', (values) => values.indexOf(values.reduce((most, value) => Math.max(most, value)))))],
  ['argmin', one(reduce('argmin', (values) => values.indexOf(values.reduce((least, value) => Math.min(least, value)))))],
  ['softmax', one(([z]) => [...softmax(logits('softmax', z), numbers(z, 'logits').length)])],
  ['logSoftmax', one(([z]) => [...logSoftmax(logits('logSoftmax', z), numbers(z, 'logits').length)])],
  ['logSumExp', one(([z]) => logSumExp(logits('logSumExp', z), numbers(z, 'logits').length)[0] as number)],
  [
    'crossEntropy',
    two(([z, label]) => {
      const row = logits('crossEntropy', z)
      const y = position(label, row.length, 'the class of crossEntropy')
      return sparseCategoricalCrossentropy([y], row, row.length).losses[0] as number
    }),
  ],
  [
    'column',
    two(([rows, at]) => {
      if (rows === undefined || typeof rows === 'number') throw new FormatError('column takes a list of rows')
      return rows.map((row) => {
        const values = numbers(row, 'every row of column')
        return values[position(at, values.length, 'the position of column')] as number
      })
    }),
  ],
  [
    'if',
    {
      least: 3,
      most: 3,
      call: ([condition, yes, no]) => (scalar(condition, 'the condition of if') !== 0 ? (yes as Value) : (no as Value)),
    },
  ],
])
