// Model files: what is written is read again, and whatever else the bytes say is a FormatError, never another error and never
// a model of something else.

import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { blobs, makeModel } from '../../test/support/blobs.ts'
import { FormatError, UsageError } from '../errors.ts'
import { Activation, Dense, Dropout, Flatten, Input, Rescaling } from '../layers/index.ts'
import { SparseCategoricalCrossentropy } from '../losses/index.ts'
import { TopKAccuracy } from '../metrics/index.ts'
import { Sequential } from '../model/sequential.ts'
import { SGD } from '../optimizers/index.ts'
import { type Tensor, tensor } from '../tensor/index.ts'
import { readSafetensors, writeSafetensors } from './safetensors.ts'

const { x, y } = blobs()
let bytes: Uint8Array
let checkpoint: Uint8Array

beforeAll(async () => {
  const model = makeModel({ seed: 1 })
  await model.fit(x, y)
  bytes = await model.save()
  checkpoint = await model.save(undefined, { checkpoint: true })
})

// biome-ignore lint/suspicious/noExplicitAny: an edit may put anything anywhere
type Loose = any

/** A path in the description and what to put there, or a function; what it returns, if text, replaces the description. */
type Edit = readonly [path: string, value: unknown] | ((description: Loose, tensors: Map<string, Tensor>) => unknown)

/** The file with its description or tensors changed. */
function edited(edit: Edit, from: Uint8Array = bytes): Uint8Array {
  const { tensors, metadata } = readSafetensors(from)
  const description = JSON.parse(metadata.get('argmax') as string)
  const replaced = typeof edit === 'function' ? edit(description, tensors) : put(description, edit[0].split('.'), edit[1])
  const text = typeof replaced === 'string' ? replaced : JSON.stringify(description)
  return writeSafetensors({ tensors, metadata: new Map([['argmax', text]]) })
}

function put(into: Loose, [key = '', ...rest]: readonly string[], value: unknown): void {
  if (rest.length > 0) put(into[key], rest, value)
  else into[key] = value
}

describe('a model file', () => {
  test('keeps everything: layers, weights, recipe, names, data', async () => {
    const model = new Sequential(
      [
        new Input({ shape: [2, 2] }),
        new Rescaling({ scale: 0.5, offset: 1 }),
        new Flatten(),
        new Dense({ units: 5, activation: 'gelu', kernelInitializer: 'he_uniform', kernelRegularizer: { l2: 0.01 } }),
        new Dropout(0.25),
        new Dense({ units: 3, useBias: false }),
        new Activation('softmax'),
      ],
      { seed: 5 },
    )
    model.compile({
      optimizer: new SGD({ learningRate: 0.1, momentum: 0.9, nesterov: true }),
      loss: new SparseCategoricalCrossentropy({ ignoreClass: -1 }),
      metrics: ['accuracy', new TopKAccuracy({ k: 2, name: 'top2' })],
    })
    const images = tensor(
      Uint8Array.from(x.data, (value) => Math.abs(value) * 50),
      [90, 2, 2],
      { scale: 1 / 255 },
    )
    await model.fit(images, y, { epochs: 2 })
    model.classNames = ['a', 'b', 'ö\u{1f600}']
    model.featureNames = ['nw', 'ne', 'sw', 'south, east']
    model.dataset = { name: 'set', hash: 'abc', seed: 1, split: { test: 0.2 }, label: 'kind' }
    const saved = await model.save()
    const loaded = await Sequential.load(saved)
    expect(loaded.layers.map((layer) => [layer.kind, layer.config()])).toEqual(
      model.layers.map((layer) => [layer.kind, layer.config()]),
    )
    expect(loaded.getWeights()).toEqual(model.getWeights())
    expect(loaded.inputType).toEqual({ dtype: 'uint8', scale: 1 / 255 })
    expect([loaded.classNames, loaded.featureNames, loaded.dataset]).toEqual([model.classNames, model.featureNames, model.dataset])
    expect(await loaded.evaluate(images, y)).toEqual(await model.evaluate(images, y))
    expect(await loaded.predict(images)).toEqual(await model.predict(images))
    expect(await loaded.save()).toEqual(saved)
  })

  test('of a model that was never compiled or trained', async () => {
    const model = new Sequential([new Dense({ units: 3, inputShape: [4] })])
    const loaded = await Sequential.load(await model.save())
    expect(await loaded.predict(x)).toEqual(await model.predict(x))
    await expect(loaded.fit(x, y)).rejects.toThrow(/compile/)
  })

  test('goes on training: SGD without slots as if it had never been written', async () => {
    const make = (): Sequential => {
      const model = new Sequential([new Dense({ units: 3 })])
      model.compile({ optimizer: 'sgd', loss: new SparseCategoricalCrossentropy({ fromLogits: true }) })
      return model
    }
    const whole = make()
    await whole.fit(x, y, { epochs: 4, seed: 3 })
    const part = make()
    await part.fit(x, y, { epochs: 2, seed: 3 })
    const loaded = await Sequential.load(await part.save())
    await loaded.fit(x, y, { initialEpoch: 2, epochs: 4, seed: 3 })
    expect(await loaded.weightsSha256()).toBe(await whole.weightsSha256())
  })

  test('names that do not fit are refused when they are saved', async () => {
    const model = await Sequential.load(bytes)
    model.featureNames = ['x']
    await expect(model.save()).rejects.toThrow(
      /featureNames must be one string for each of the \d+ numbers of a row; received \["x"\]/,
    )
    model.featureNames = undefined
    model.classNames = ['one', 'two']
    await expect(model.save()).rejects.toThrow(UsageError)
    await expect(model.save()).rejects.toThrow(/3 classes.*"one", "two"/)
  })
})

const edits: Record<string, Edit> = {
  'not JSON': () => '{"formatVersion":',
  'a number': () => '7',
  null: () => 'null',
  'an array': () => '[]',
  'arrays in arrays, very deep': () => `{"formatVersion":${'['.repeat(50_000)}${']'.repeat(50_000)}}`,
  'a newer format': ['formatVersion', 2],
  'format version 0': ['formatVersion', 0],
  'half a format': ['formatVersion', 1.5],
  'no numerics version': ['numericsVersion', undefined],
  'a numerics version of text': ['numericsVersion', '1'],
  'an unknown arithmetic': ['arithmetic', 'fast'],
  'no network': ['network', undefined],
  'another kind of network': ['network.kind', 'Transformer'],
  'no input shape': ['network.inputShape', []],
  'an input shape of text': ['network.inputShape', ['4']],
  'an input shape of zero': ['network.inputShape', [0]],
  'another input shape': ['network.inputShape', [5]],
  'layers as an object': ['network.layers', { 0: {} }],
  'no layers': ['network.layers', []],
  'only an Input': ['network.layers', [{ kind: 'Input', config: { shape: [4] } }]],
  'Input in the middle': (d) => void d.network.layers.push({ kind: 'Input', config: { shape: [3] } }),
  'an Input of another shape': (d) => void d.network.layers.unshift({ kind: 'Input', config: { shape: [2, 2] } }),
  'an unknown layer kind': ['network.layers.0.kind', 'Conv9D'],
  'a layer kind from the prototype': ['network.layers.0.kind', 'constructor'],
  'a layer kind of __proto__': ['network.layers.0.kind', '__proto__'],
  'a layer kind that is a number': ['network.layers.0.kind', 3],
  'a layer that is null': ['network.layers.0', null],
  'a config of text': ['network.layers.0.config', 'units'],
  'more units': ['network.layers.0.config.units', 9],
  'units of text': ['network.layers.0.config.units', '8'],
  'very many units': ['network.layers.0.config.units', 1e15],
  'an unknown activation': ['network.layers.0.config.activation', 'swoosh'],
  'an unknown initializer': ['network.layers.0.config.kernelInitializer', { kind: 'Ones' }],
  'a bias that is neither there nor not': ['network.layers.0.config.useBias', 'no'],
  'a penalty of text': ['network.layers.0.config.kernelRegularizer', { l2: '1' }],
  'a dropout rate of 2': (d) => void d.network.layers.splice(1, 0, { kind: 'Dropout', config: { rate: 2 } }),
  'a seed of text': ['seed', 'one'],
  'a negative seed': ['seed', -1],
  'a seed past 2^53': ['seed', 2 ** 60],
  'an unknown input type': ['input', { dtype: 'float16' }],
  'an input type from the prototype': ['input', { dtype: 'toString' }],
  'an input scale of 0': ['input', { dtype: 'uint8', scale: 0 }],
  'an infinite input scale': (d) => JSON.stringify(d).replace('"input":{', '"input":{"scale":1e999,'),
  'too few class names': ['classNames', ['a']],
  'class names of numbers': ['classNames', [1, 2, 3]],
  'too many feature names': ['featureNames', ['a', 'b', 'c', 'd', 'e', 'f']],
  'feature names of text': ['featureNames', 'x, y'],
  'a dataset of text': ['dataset', 'mnist'],
  'a recipe without metrics': ['recipe.metrics', undefined],
  'an unknown optimizer': ['recipe.optimizer.kind', 'Adamantium'],
  'a learning rate of text': ['recipe.optimizer.config.learningRate', 'high'],
  'an unknown loss': ['recipe.loss.kind', '__proto__'],
  'a loss for probabilities': ['recipe.loss.config.fromLogits', false],
  'an unknown metric': ['recipe.metrics.0.kind', 'F1'],
  'a missing tensor': (_, tensors) => void tensors.delete('0.bias'),
  'a tensor too many': (_, tensors) => void tensors.set('9.kernel', tensor(new Float32Array(1), [1])),
  'a tensor of another shape': (_, tensors) => void tensors.set('0.bias', tensor(new Float32Array(8), [8, 1])),
  'a tensor of the transposed shape': (_, tensors) => void tensors.set('0.kernel', tensor(new Float32Array(32), [8, 4])),
  'a tensor of float64': (_, tensors) => void tensors.set('0.bias', tensor(new Float64Array(8), [8])),
  'a tensor of bytes': (_, tensors) => void tensors.set('0.bias', tensor(new Uint8Array(8), [8])),
}

const checkpointEdits: Record<string, Edit> = {
  'no recipe': ['recipe', undefined],
  'no position': ['checkpoint.position', undefined],
  'a negative epoch': ['checkpoint.position.epoch', -1],
  'a batch size of 0': ['checkpoint.position.batchSize', 0],
  'means without sums': ['checkpoint.position.averages', { sums: [], penaltySum: 0, seen: 0 }],
  'a batch size of text': ['checkpoint.position.batchSize', '32'],
  'powers of text': ['checkpoint.optimizer.powers', { beta1: 'x' }],
  'a missing slot': (_, tensors) => void tensors.delete('0.kernel/mean'),
  'a slot of another shape': (_, tensors) => void tensors.set('0.bias/mean', tensor(new Float32Array(1), [1])),
}

describe('a file that was edited is a FormatError', () => {
  test.each(Object.entries(edits))('%s', async (_name, edit) => {
    await expect(Sequential.load(edited(edit))).rejects.toBeInstanceOf(FormatError)
  })

  test.each(Object.entries(checkpointEdits))('checkpoint: %s', async (_name, edit) => {
    await expect(Sequential.load(edited(edit, checkpoint))).rejects.toBeInstanceOf(FormatError)
  })

  test.each([Number.NaN, Number.POSITIVE_INFINITY])('a weight of %d is neither read nor written', async (value) => {
    const file = edited((_description, tensors) => {
      ;(tensors.get('0.bias') as Tensor).data[2] = value
    })
    const message = new RegExp(`0\\.bias.* holds ${value} at element 2.*finite`)
    await expect(Sequential.load(file)).rejects.toThrow(message)
    await expect(Sequential.load(file)).rejects.toBeInstanceOf(FormatError)
    const model = await Sequential.load(bytes)
    const weights = model.getWeights()
    ;(weights[1] as Tensor).data[2] = value
    model.setWeights(weights)
    await expect(model.save()).rejects.toThrow(message)
  })

  test('bytes may come as an ArrayBuffer; other things are refused by name', async () => {
    const model = await Sequential.load(bytes.slice().buffer)
    expect(model.getWeights()).toEqual((await Sequential.load(bytes)).getWeights())
    await expect(Sequential.load(7 as unknown as string)).rejects.toThrow(/load: .*ArrayBuffer.*path.*received 7/)
  })

  test('keys named __proto__ anywhere change nothing', async () => {
    const evil = '"__proto__":{"units":1,"polluted":true},'
    const file = edited((description) => JSON.stringify(description).replaceAll('"config":{', `"config":{${evil}`))
    const model = await Sequential.load(file)
    expect(model.getWeights()).toEqual((await Sequential.load(bytes)).getWeights())
    expect(({} as Loose).polluted).toBeUndefined()
  })

  test('a safetensors file of another program says what it lacks', async () => {
    const other = writeSafetensors({ tensors: new Map([['w', tensor(new Float32Array(1), [1])]]) })
    await expect(Sequential.load(other)).rejects.toThrow(/not an argmax model.*"argmax".*"w"/)
  })

  test('the messages name the file, the place and what is allowed', async () => {
    const message = (edit: Edit): Promise<string> =>
      Sequential.load(edited(edit)).then(
        () => '',
        (error: Error) => error.message,
      )
    expect(await message(['network.layers.1.kind', 'Conv2D'])).toMatch(/unknown kind "Conv2D".*Dense.*own.*layers/)
    expect(await message(['formatVersion', 9])).toMatch(/format version 9.*up to 1.*Update/)
  })

  test('cut or with bytes changed anywhere, it is read as it was or refused', async () => {
    const whole = (await Sequential.load(bytes)).layers.length
    await fc.assert(
      fc.asyncProperty(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), fc.boolean(), async (position, change, cut) => {
        const damaged = cut ? bytes.slice(0, position) : bytes.slice()
        if (!cut) damaged[position] = (damaged[position] as number) ^ change
        const outcome = await Sequential.load(damaged).then(
          (model) => model.layers.length,
          (error: unknown) => error,
        )
        if (typeof outcome === 'number') expect(outcome).toBe(whole)
        else expect(outcome).toBeInstanceOf(FormatError)
      }),
      { numRuns: 400 },
    )
  })
})
