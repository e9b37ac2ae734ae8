// argmax train --stream: rows that stay where they are are divided, fingerprinted and scored as those in memory.

import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { argmax, type Finished, jsonLines, removeTemporaryFolders, start, temporaryFolder } from './support/cli.ts'

/** More than one piece of a fingerprint, and of a stream. */
const ROWS = 20_000

let cwd: string
const run = (...args: string[]): Promise<Finished> => argmax(args, { cwd })
const train = (out: string, ...more: string[]): Promise<Finished> =>
  run('train', 'rows.csv', '--label', 'label', '--out', out, ...more)

interface History {
  readonly status: string
  readonly data: { readonly hash: string; readonly rows: object }
  readonly epoch: readonly number[]
}
const historyOf = (out: string): History => JSON.parse(readFileSync(join(cwd, out, 'history.json'), 'utf8')) as History

beforeAll(() => {
  cwd = temporaryFolder()
  const lines = Array.from({ length: ROWS }, (_, i) => {
    const value = (i * 37) % 101
    return `${value},same,2024-0${1 + (i % 9)}-11,${['red', 'blue', ''][i % 3]},${value > 50 ? (i % 3 ? 'high' : 'odd') : 'low'}`
  })
  writeFileSync(join(cwd, 'rows.csv'), `value,constant,day,colour,label\n${lines.join('\n')}\n`)
})
afterAll(removeTemporaryFolders)

it('knows its rows by the fingerprint that they have in memory, and scores those that were held out', async () => {
  const streamed = await train('stream', '--stream', '--epochs', '5', '--test-split', '0.2', '--json')
  expect(streamed.stderr).toMatch(/rows\.csv is streamed/)
  expect(streamed.code).toBe(0)
  expect((await train('memory', '--epochs', '2')).code).toBe(0)
  expect(historyOf('stream').data).toEqual(historyOf('memory').data)
  const { test } = jsonLines(streamed.stdout).at(-1) as { test: { accuracy: number } }
  expect(test.accuracy).toBeGreaterThan(0.95)
  for (const out of ['stream', 'memory']) {
    const { stdout } = await run('evaluate', out, 'rows.csv')
    expect(stdout).toMatch(/^Scored on the 4,000 rows of rows\.csv that were held out of the model's training/)
  }
  const again = JSON.parse((await run('evaluate', 'stream', 'rows.csv', '--json')).stdout) as { accuracy: number }
  expect(again.accuracy).toBe(test.accuracy)
})

it('keeps the model where it is interrupted', async () => {
  const preload = new URL('fixtures/interruptAfter.js', import.meta.url).href
  const { finished } = start(['train', 'rows.csv', '--label', 'label', '--stream', '--epochs', '200', '--out', 'stopped'], {
    cwd,
    nodeOptions: ['--import', preload],
    env: { SIGNAL: 'SIGINT', EPOCHS: '2' },
  })
  const { stderr } = await finished
  expect(stderr).toMatch(/Interrupted/)
  const { status, epoch } = historyOf('stopped')
  expect(status).toBe('interrupted')
  expect(epoch.length).toBeGreaterThanOrEqual(2)
  expect(epoch.length).toBeLessThan(200)
  expect((await run('predict', 'stopped', 'rows.csv', '--top-k', '1')).code).toBe(0)
})
