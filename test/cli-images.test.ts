// Pictures on the command line: folders as classes, and files to predict.

import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { encodePng } from '../src/report/image/encodePng.ts'
import { argmax, type Finished, jsonLines, removeTemporaryFolders, temporaryFolder } from './support/cli.ts'

let cwd: string
const run = (...args: string[]): Promise<Finished> => argmax(args, { cwd })

/** Stripes of a light colour on dark, across or down. */
function stripes(kind: 'across' | 'down', seed: number, size = 8): Uint8Array {
  const pixels = Uint8Array.from({ length: size * size }, (_, i) => {
    const place = kind === 'across' ? Math.floor(i / size) : i % size
    return (place + seed) % 4 < 2 ? 200 + ((i * seed) % 50) : (i + seed) % 30
  })
  return encodePng({ width: size, height: size, pixels, channels: 1 })
}

beforeAll(() => {
  cwd = temporaryFolder()
  for (const kind of ['across', 'down'] as const) {
    mkdirSync(join(cwd, 'pictures', kind), { recursive: true })
    for (let i = 0; i < 30; i++) writeFileSync(join(cwd, 'pictures', kind, `${i}.png`), stripes(kind, i))
  }
  writeFileSync(join(cwd, 'one.png'), stripes('down', 41))
  writeFileSync(join(cwd, 'large.png'), stripes('across', 43, 16))
  writeFileSync(join(cwd, 'broken.png'), 'no picture')
})
afterAll(removeTemporaryFolders)

it('trains on a folder with a folder for each class, and predicts pictures of any size', async () => {
  const { code, stderr, stdout } = await run('train', 'pictures', '--hidden', '16', '--epochs', '60', '--out', 'run', '--json')
  expect(stderr).toBe('')
  expect(code).toBe(0)
  expect((jsonLines(stdout).at(-1) as { test: { accuracy: number } }).test.accuracy).toBeGreaterThanOrEqual(0.9)
  const one = await run('predict', 'run', 'one.png', '--json')
  expect(jsonLines(one.stdout)).toMatchObject([{ row: 0, predicted: 'down' }])
  expect(jsonLines((await run('predict', 'run', 'large.png', '--json')).stdout)).toHaveLength(1)
  const all = jsonLines((await run('predict', 'run', 'pictures', '--json')).stdout)
  expect(all).toHaveLength(60)
  const evaluated = await run('evaluate', 'run', 'pictures')
  expect(evaluated.stdout).toMatch(/^Scored on the 12 rows of pictures that were held out/)
})

it('says what is no picture, and which model takes none', async () => {
  const broken = await run('predict', 'run', 'broken.png')
  expect(broken.stderr).toMatch(/broken\.png could not be read as a picture/)
  expect(broken.code).toBe(3)
  await run('train', 'iris', '--epochs', '2', '--out', 'flowers')
  const flowers = await run('predict', 'flowers', 'one.png')
  expect(flowers.stderr).toMatch(/one\.png/)
  expect(flowers.code).not.toBe(0)
})
