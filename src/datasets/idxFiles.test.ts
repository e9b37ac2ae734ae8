import { describe, expect, it } from 'vitest'
import { DataError } from '../errors.ts'
import { allInOrder, findIdxFiles, pathIn, readIdxFile } from './idxFiles.ts'

describe('findIdxFiles', () => {
  it('knows the names that IDX files go by', () => {
    expect(
      findIdxFiles(['readme.md', 't10k-images-idx3-ubyte.gz', 'train-images-idx3-ubyte', 'train-labels-idx1-ubyte'], 'd'),
    ).toEqual({
      trainImages: 'train-images-idx3-ubyte',
      trainLabels: 'train-labels-idx1-ubyte',
      testImages: 't10k-images-idx3-ubyte.gz',
    })
    expect(findIdxFiles(['emnist-letters-test-images-idx3-ubyte.gz', 'train-labels.idx1-ubyte'], 'd')).toEqual({
      testImages: 'emnist-letters-test-images-idx3-ubyte.gz',
      trainLabels: 'train-labels.idx1-ubyte',
    })
    expect(findIdxFiles(['constrain-images-idx3-ubyte', 'train-images.png', 'train-images-idx3-ubyte.gz.part'], 'd')).toEqual({})
  })

  it('takes the plain file of a pair, in either order', () => {
    const pair = ['train-images-idx3-ubyte', 'train-images-idx3-ubyte.gz']
    expect(findIdxFiles(pair, 'd')).toEqual({ trainImages: 'train-images-idx3-ubyte' })
    expect(findIdxFiles(pair.reverse(), 'd')).toEqual({ trainImages: 'train-images-idx3-ubyte' })
  })

  it('refuses a folder of two sets', () => {
    const names = ['emnist-letters-train-images-idx3-ubyte', 'emnist-digits-train-images-idx3-ubyte']
    expect(() => findIdxFiles(names, 'emnist')).toThrow(DataError)
    expect(() => findIdxFiles(names, 'emnist')).toThrow(/emnist holds more than one data set/)
  })
})

describe('pathIn', () => {
  it('adds a name to a path or an address', () => {
    expect(pathIn('a/b', 'c')).toBe('a/b/c')
    expect(pathIn('a/b/', 'c')).toBe('a/b/c')
    expect(String(pathIn(new URL('https://example.org/data'), 'c'))).toBe('https://example.org/data/c')
  })
})

describe('readIdxFile', () => {
  const file = Uint8Array.of(0, 0, 8, 1, 0, 0, 0, 2, 5, 6)

  it('reads bytes in an array or a buffer', async () => {
    const expected = { data: Uint8Array.of(5, 6), shape: [2] }
    expect(await readIdxFile(file, 'labels')).toEqual(expected)
    expect(await readIdxFile(file.slice().buffer, 'labels')).toEqual(expected)
  })

  it('names what it could not read', async () => {
    await expect(readIdxFile(file.subarray(0, 9), 'the labels')).rejects.toThrow(/^the labels is truncated/)
    await expect(readIdxFile('no/such/file', 'the labels')).rejects.toThrow(/There is no file no\/such\/file\. /)
    await expect(readIdxFile(7 as unknown as string, 'the labels')).rejects.toThrow(/^the labels must be bytes.*received 7/)
  })
})

describe('allInOrder', () => {
  const later = (milliseconds: number, error?: string): Promise<string> =>
    new Promise((resolve, reject) => {
      setTimeout(() => (error === undefined ? resolve('done') : reject(new Error(error))), milliseconds)
    })

  it('throws the first failure of the list, not the earliest', async () => {
    expect(await allInOrder([later(2), later(0)])).toEqual(['done', 'done'])
    await expect(allInOrder([later(0), later(10, 'images'), later(0, 'labels')])).rejects.toThrow('images')
  })
})
