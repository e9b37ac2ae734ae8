// Input that cannot be right: a clear error of the right class, before anything changes, and the model goes on as if nothing had
// been asked.

import { DataError, Dense, type FitOptions, LabelError, Sequential, ShapeError, type TensorLike, tensor, UsageError } from 'argmax'
import { beforeAll, describe, expect, test } from 'vitest'
import { blobs, makeModel } from './support/blobs.ts'

const { x, y, targets } = blobs()
let model: Sequential
let hash: string
let measured: unknown

beforeAll(async () => {
  model = makeModel({ seed: 1 })
  await model.fit(x, y, { epochs: 2 })
  hash = await model.weightsSha256()
  measured = await model.evaluate(x, y)
})

type Call = () => unknown
const anything = (value: unknown): never => value as never

/** Data with one element changed. */
function changed<D extends Float32Array | Int32Array>(data: D, index: number, value: number): D {
  const copy = data.slice() as D
  copy[index] = value
  return copy
}

const label = (value: number): TensorLike => tensor(changed(y.data, 17, value), [90])
const pixel = (value: number): TensorLike => tensor(changed(x.data, 4 * 17 + 2, value), [90, 4])
const fitWith = (options: object) => () => model.fit(x, y, options as FitOptions)

const cases: [string, Call, abstract new (...values: never[]) => Error, RegExp][] = [
  [
    'columns that differ from the model',
    () => model.fit(tensor(x.data, [72, 5]), y),
    ShapeError,
    /rows of shape \[5\].*takes \[4\]/,
  ],
  ['images for a model of rows', () => model.predict(tensor(x.data, [90, 2, 2])), ShapeError, /\[2, 2\].*\[4\]/],
  ['a plain row', () => model.predict([1, 2, 3, 4]), ShapeError, /a row for each example/],
  [
    'ragged arrays',
    () =>
      model.fit(
        anything([
          [1, 2, 3, 4],
          [1, 2, 3],
        ]),
        [0, 1],
      ),
    ShapeError,
    /ragged.*x\[1\].*4 elements.*3/,
  ],
  ['a string among numbers', () => model.predict(anything([[1, 2, 'three', 4]])), DataError, /x\[0\]\[2\].*number.*"three"/],
  ['null for x', () => model.predict(anything(null)), DataError, /x must be a Tensor or nested arrays.*null/],
  ['nothing for y', () => model.fit(x, anything(undefined)), DataError, /y must be a Tensor.*undefined/],
  ['a bare typed array', () => model.predict(anything(x.data)), DataError, /Tensor.*Float32Array\(360\)/],
  [
    'a shape that does not hold the data',
    () => model.predict({ data: x.data, shape: [91, 4] }),
    ShapeError,
    /\[91, 4\].*364 elements.*360/,
  ],
  ['labels without a shape', () => model.fit(x, anything(y.data)), DataError, /y must be.*Int32Array\(90\)\. .*tensor\(y, \[/],
  [
    'a typed array that no Tensor holds',
    () => model.fit(x, anything({ data: new BigInt64Array(90), shape: [90] })),
    DataError,
    /data must be one of float32,.*BigInt64Array/,
  ],
  ['a shape of negative dimensions', () => model.predict({ data: x.data, shape: [-90, -4] }), ShapeError, /whole number/],
  ['a scale that is no number', () => model.predict({ data: x.data, shape: [90, 4], scale: Number.NaN }), DataError, /scale.*NaN/],
  ['no rows', () => model.fit(tensor(new Float32Array(0), [0, 4]), tensor(new Int32Array(0), [0])), DataError, /no rows/],
  ['an empty array', () => model.predict([]), DataError, /no rows/],
  [
    'rows without columns',
    () => new Sequential([new Dense({ units: 2 })]).predict([[], []]),
    ShapeError,
    /at least one number.*\[2, 0\]/,
  ],
  ['a NaN pixel', () => model.fit(pixel(Number.NaN), y), DataError, /x, row 17, column 2.*finite.*NaN/],
  ['an infinite pixel', () => model.evaluate(pixel(Number.POSITIVE_INFINITY), y), DataError, /row 17, column 2.*Infinity/],
  ['a pixel too large for float32', () => model.predict([[1, 2, 3, 1e39]]), DataError, /row 0, column 3/],
  ['label 3 of 3 classes', () => model.fit(x, label(3)), LabelError, /y, row 17.*\[0, 3\).*received 3/],
  ['a negative label', () => model.evaluate(x, label(-1)), LabelError, /row 17.*-1/],
  [
    'a label between classes',
    () => model.fit(x, tensor(changed(Float32Array.from(y.data), 17, 1.5), [90])),
    LabelError,
    /row 17.*1\.5/,
  ],
  ['a NaN label', () => model.fit(x, tensor(changed(Float32Array.from(y.data), 17, Number.NaN), [90])), LabelError, /row 17.*NaN/],
  ['fewer labels than rows', () => model.fit(x, tensor(y.data.slice(1), [89])), DataError, /x has 90 rows and y has 89/],
  ['one-hot rows for a sparse loss', () => model.fit(x, targets), ShapeError, /\[90, 3\].*CategoricalCrossentropy/],
  ['validation labels out of range', fitWith({ validationData: [x, label(9)] }), LabelError, /row 17.*received 9/],
  ['validation rows of another shape', fitWith({ validationData: [tensor(x.data, [72, 5]), y] }), ShapeError, /\[5\]/],
  ['a validationSplit of 1', fitWith({ validationSplit: 1 }), UsageError, /validationSplit.*between 0 and 1.*1/],
  ['a validationSplit that is no number', fitWith({ validationSplit: Number.NaN }), UsageError, /validationSplit.*NaN/],
  ['a split that leaves no row', fitWith({ validationSplit: 0.999 }), DataError, /leaves 0 to train/],
  ['a batch size of 0', fitWith({ batchSize: 0 }), UsageError, /batchSize.*>= 1.*received 0/],
  ['half a batch', fitWith({ batchSize: 1.5 }), UsageError, /batchSize.*1\.5/],
  ['negative epochs', fitWith({ epochs: -1 }), UsageError, /epochs.*-1/],
  ['a seed below 0', fitWith({ seed: -1 }), UsageError, /seed.*-1/],
  ['a seed with a fraction', fitWith({ seed: 0.5 }), UsageError, /seed.*0\.5/],
  ['too few sample weights', fitWith({ sampleWeight: [1, 2, 3] }), DataError, /sampleWeight.*90 rows.*3/],
  ['a negative sample weight', fitWith({ sampleWeight: new Float32Array(90).fill(-1) }), UsageError, /row 0 has -1/],
  ['a NaN sample weight', fitWith({ sampleWeight: new Float32Array(90).fill(Number.NaN) }), UsageError, /row 0 has NaN/],
  ['a class weight for no class', fitWith({ classWeight: { 3: 1 } }), LabelError, /class "3".*0 to 2/],
  ['a class weight between classes', fitWith({ classWeight: { 1.5: 1 } }), LabelError, /class "1\.5"/],
  ['a negative class weight', fitWith({ classWeight: { 1: -2 } }), UsageError, /-2/],
  [
    'uint8 rows for a model of floats',
    () => model.predict(tensor(new Uint8Array(4), [1, 4])),
    DataError,
    /uint8.*trained on float32/,
  ],
  [
    'rows with a scale for a model without',
    () => model.predict(tensor(x.data, [90, 4], { scale: 0.5 })),
    DataError,
    /scale 0\.5.*without a scale/,
  ],
  ['too few weights', () => model.setWeights([]), ShapeError, /4 weights.*received 0/],
  ['no list of weights', () => model.setWeights(anything(undefined)), UsageError, /setWeights.*undefined/],
  [
    'a weight of another shape, the last of four',
    () =>
      model.setWeights(
        model.getWeights().map((weight, i) =>
          i === 3
            ? tensor(weight.data, [3, 1])
            : tensor(
                weight.data.map(() => 7),
                weight.shape,
              ),
        ),
      ),
    ShapeError,
    /weight 3 \(1\.bias\).*\[3\].*\[3, 1\]/,
  ],
  ['another shape to build', () => model.build([5]), ShapeError, /\[4\].*\[5\]/],
  ['a predictor for 0 rows', () => model.predictor({ batchSize: 0 }), UsageError, /batchSize.*0/],
  ['half a row for a predictor', () => model.predictor()(new Float32Array(6), new Float32Array(3)), ShapeError, /1 rows of 4.*6/],
  [
    'too little room for a predictor',
    () => model.predictor()(new Float32Array(4), new Float32Array(2)),
    ShapeError,
    /room for 3.*2/,
  ],
  ['nothing to write into', () => model.predictor()(new Float32Array(4), anything(undefined)), ShapeError, /room for 3.*undefined/],
  ['a tensor for a predictor', () => model.predictor()(anything(x), new Float32Array(3)), ShapeError, /1 rows of 4.*an Object/],
  ['nothing to compile', () => model.compile(anything(undefined)), UsageError, /loss undefined.*Known/],
  [
    'a metric that is not in an array',
    () => model.compile(anything({ loss: 'sparse_categorical_crossentropy', metrics: 'accuracy' })),
    UsageError,
    /metrics must be an array, such as \['accuracy'\].*"accuracy"/,
  ],
]

describe('a clear error, and nothing lost', () => {
  test.each(cases)('%s', async (_name, call, kind, message) => {
    const error = await (async () => call())().then(
      () => undefined,
      (reason: unknown) => reason,
    )
    expect(error).toBeInstanceOf(kind)
    expect((error as Error).message).toMatch(message)
    // It says what to do, in one line that ends as a sentence.
    expect((error as Error).message).not.toContain('\n')
    expect(await model.weightsSha256()).toBe(hash)
    expect(await model.evaluate(x, y)).toEqual(measured)
  })

  test('a first fit with bad labels does not build the model', async () => {
    const fresh = makeModel()
    await expect(fresh.fit(x, label(3))).rejects.toBeInstanceOf(LabelError)
    expect(fresh.built).toBe(false)
    await expect(fresh.fit(tensor(x.data, [72, 5]), tensor(y.data.slice(0, 72), [72]))).resolves.toHaveProperty('loss')
  })
})
