// argmax train --resume: a run in parts ends in the bits and figures of a run in one go, and what can't end so is refused.

import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { argmax, type Finished, jsonLines, removeTemporaryFolders, start, stripesFolder, temporaryFolder } from './support/cli.ts'

let cwd: string

beforeAll(async () => {
  cwd = temporaryFolder()
  stripesFolder(cwd, 'stripes', 300)
  stripesFolder(cwd, 'others', 301)
  stripesFolder(cwd, 'many', 3000)
  stripesFolder(cwd, 'tested', 150, 60)
  const { code } = await train('stripes', '--epochs', '2', '--hidden', '8', '--seed', '4', '--out', 'two')
  expect(code).toBe(0)
})
afterAll(removeTemporaryFolders)

const train = (...args: string[]): Promise<Finished> => argmax(['train', ...args], { cwd })

interface History {
  status: string
  epoch: number[]
  history: Record<string, number[]>
  seconds: number[]
  weightsSha256: string
  test?: object
  options: { epochs: number }
}
const historyOf = (run: string): History => JSON.parse(readFileSync(join(cwd, run, 'history.json'), 'utf8')) as History
const checkpointOf = (run: string): string => join(cwd, run, 'checkpoint', 'checkpoint.safetensors')

/** What a run in parts must have in common with one in one go. */
function results(run: string): object {
  const { status, epoch, history, weightsSha256, test, options } = historyOf(run)
  return { status, epoch, history, weightsSha256, test, options }
}

/** A training that gets a signal after `epochs` epochs. */
function interrupt(args: string[], signal: NodeJS.Signals, epochs: number): Promise<Finished> {
  const preload = new URL('fixtures/interruptAfter.js', import.meta.url).href
  const { finished } = start(['train', ...args], {
    cwd,
    nodeOptions: ['--import', preload],
    env: { SIGNAL: signal, EPOCHS: String(epochs) },
  })
  return finished
}

describe('argmax train --resume', () => {
  it('ends a run that was interrupted twice in the bits and figures of a run in one go', async () => {
    const settings = ['many', '--epochs', '120', '--batch-size', '1', '--hidden', '5', '--validation-split', '0.1', '--seed', '7']
    expect((await train(...settings, '--out', 'whole')).code).toBe(0)
    const first = await interrupt([...settings, '--out', 'parts'], 'SIGINT', 2)
    expect(first.stderr).toMatch(/Interrupted in epoch \d+ of 120\..* Go on with: npx argmax train many --resume parts\n$/)
    expect(first.code).toBe(130)
    const before = historyOf('parts')
    expect(before.status).toBe('interrupted')
    expect(before.epoch.length).toBeLessThan(100)
    const second = await interrupt(['many', '--resume', 'parts'], 'SIGTERM', 2)
    expect(second.stderr).toContain(`\nGoing on in epoch ${before.epoch.length + 1} of 120.\nepoch `)
    expect(second.code).toBe(143)
    const { code, stdout } = await train('many', '--resume', 'parts', '--json')
    expect(code).toBe(0)
    const events = jsonLines(stdout)
    expect(events[0]).toMatchObject({ event: 'epoch', epoch: historyOf('parts').epoch.length - events.length + 2, epochs: 120 })
    expect(events.at(-1)).toMatchObject({ event: 'done', run: 'parts', weightsSha256: historyOf('whole').weightsSha256 })
    expect(results('parts')).toEqual(results('whole'))
    expect(historyOf('parts').seconds).toHaveLength(120)
  })

  it('extends a finished run of 2 epochs to the bits of one of 4, also with settings repeated', async () => {
    const settings = ['tested', '--hidden', '8', '--optimizer', 'sgd', '--learning-rate', '0.1', '--batch-size', '16', '--portable']
    expect((await train(...settings, '--epochs', '4', '--out', 'four')).code).toBe(0)
    expect((await train(...settings, '--epochs', '2', '--out', 'extended')).code).toBe(0)
    const { code, stdout, stderr } = await train(...settings, '--epochs', '4', '--resume', 'extended')
    expect(stderr).toMatch(/^tested: 150 rows .*\nGoing on in epoch 3 of 4\.\nepoch 3\/4 .*\nepoch 4\/4 .*\n$/)
    expect(stdout).toContain('Trained 4 epochs')
    expect(code).toBe(0)
    expect(results('extended')).toEqual(results('four'))
    expect((await argmax(['evaluate', 'extended', 'tested'], { cwd })).code).toBe(0)
  })

  it('measures a run that was stopped after its last epoch, and drops epochs that are newer than the checkpoint', async () => {
    cpSync(join(cwd, 'two'), join(cwd, 'unmeasured'), { recursive: true })
    const { test: _, ...rest } = historyOf('two')
    writeFileSync(join(cwd, 'unmeasured', 'history.json'), JSON.stringify(rest))
    expect((await train('stripes', '--resume', 'unmeasured')).code).toBe(0)
    expect(results('unmeasured')).toEqual(results('two'))
    cpSync(join(cwd, 'two'), join(cwd, 'newer'), { recursive: true })
    expect((await train('stripes', '--resume', 'newer', '--epochs', '4')).code).toBe(0)
    const four = results('newer')
    cpSync(checkpointOf('two'), checkpointOf('newer'))
    expect((await train('stripes', '--resume', 'newer', '--epochs', '4')).code).toBe(0)
    expect(results('newer')).toEqual(four)
  })

  it('refuses with 2 what contradicts the run or leaves nothing to do', async () => {
    for (const [args, message] of [
      [['--hidden', '9'], /--hidden 9 does not go with --resume two: that run has --hidden 8\. Leave it out/],
      [['--seed', '5', '--epochs', '4'], /--seed 5 .*that run has --seed 4/],
      [['--batch-size', '16'], /--batch-size 16 .*--batch-size 32/],
      [['--model', 'softmax'], /--model softmax .*--model mlp/],
      [['--optimizer', 'sgd'], /--optimizer sgd .*--optimizer adam/],
      [['--learning-rate', '0.1'], /--learning-rate 0\.1 .*--learning-rate 0\.001/],
      [['--l2', '0.1'], /--l2 0\.1 .*no such setting/],
      [['--validation-split', '0.1'], /--validation-split 0\.1 .*no such setting/],
      [['--test-split', '0.5'], /--test-split 0\.5 .*--test-split 0\.2/],
      [['--out', 'else'], /--out else .*its own folder/],
      [['--overwrite'], /--overwrite does not .*its own folder/],
      [['--epochs', '1'], /--epochs counts all epochs.*already done 2.*received 1/],
      [[], /has done all its 2 epochs.*--epochs 4/],
      [['--epochs', '2'], /has done all its 2 epochs/],
    ] as [string[], RegExp][]) {
      const { code, stderr } = await train('stripes', '--resume', 'two', ...args)
      expect(stderr).toMatch(message)
      expect(code).toBe(2)
    }
    const { arithmetic } = JSON.parse((await argmax(['inspect', 'two', '--json'], { cwd })).stdout)
    if (arithmetic === 'fma') {
      const { code, stderr } = await train('stripes', '--resume', 'two', '--epochs', '4', '--portable')
      expect(stderr).toMatch(/--portable does not .*begun in fma arithmetic/)
      expect(code).toBe(2)
    }
    for (const nowhere of ['nowhere', join('two', 'model.safetensors')]) {
      const { code, stderr } = await train('stripes', '--resume', nowhere)
      expect(stderr).toMatch(/--resume must be the folder of a run/)
      expect(code).toBe(2)
    }
    expect(existsSync(join(cwd, 'else'))).toBe(false)
  })

  it('refuses with 3 other data and folders from which no run can go on, and changes nothing', async () => {
    const copy = (name: string): string => {
      cpSync(join(cwd, 'two'), join(cwd, name), { recursive: true })
      return join(cwd, name)
    }
    const history = readFileSync(join(cwd, 'two', 'history.json'), 'utf8')
    rmSync(checkpointOf(copy('bare').split('/').at(-1) as string))
    writeFileSync(join(copy('edited'), 'history.json'), history.replace('"epoch": [0, 1]', '"epoch": [0, 2]'))
    writeFileSync(join(copy('text'), 'history.json'), 'hello')
    writeFileSync(join(copy('diverged'), 'history.json'), history.replace('"done"', '"diverged"'))
    copy('plain')
    cpSync(join(cwd, 'two', 'model.safetensors'), checkpointOf('plain'))
    const bytes = readFileSync(checkpointOf('two'))
    copy('cut')
    writeFileSync(checkpointOf('cut'), bytes.subarray(0, bytes.length - 10))
    copy('old')
    const other = bytes.toString('latin1').replace(/(numericsVersion\\":)\d/, '$19')
    writeFileSync(checkpointOf('old'), Buffer.from(other, 'latin1'))
    mkdirSync(join(cwd, 'empty'))
    copy('short')
    const shorter = history.replace(/\[([^,\]]+), [^\]]+\]/g, '[$1]')
    writeFileSync(join(cwd, 'short', 'history.json'), shorter)
    for (const [data, run, message] of [
      ['others', 'two', /others is not the data that the run in two was trained on.*same data.*--model two/],
      ['stripes', 'bare', /bare holds no checkpoint.*argmax train DATA --model bare/],
      ['stripes', 'plain', /plain holds no checkpoint/],
      ['stripes', 'empty', /no .*history\.json/],
      ['stripes', 'edited', /is not as argmax train writes it/],
      ['stripes', 'text', /is not JSON/],
      ['stripes', 'diverged', /diverged, and would again.*--model diverged --learning-rate/],
      ['stripes', 'cut', /truncated/],
      ['stripes', 'old', /numerics version 9/],
      ['stripes', 'short', /does not belong to the history\.json/],
    ] as const) {
      const { code, stderr } = await train(data, '--resume', run, '--epochs', '4')
      expect(stderr).toMatch(message)
      expect(code).toBe(3)
    }
    expect(readFileSync(join(cwd, 'two', 'history.json'), 'utf8')).toBe(history)
    expect(readFileSync(checkpointOf('two'))).toEqual(bytes)
  })

  it('leaves no checkpoint of another run in a folder that --overwrite gave up', async () => {
    cpSync(join(cwd, 'two'), join(cwd, 'given-up'), { recursive: true })
    const failing = ['--optimizer', 'sgd', '--learning-rate', '1e30']
    expect((await train('stripes', ...failing, '--out', 'given-up', '--overwrite')).code).toBe(4)
    expect(existsSync(checkpointOf('given-up'))).toBe(false)
  })

  it('shows in inspect where a checkpoint goes on', async () => {
    const { code, stdout } = await argmax(['inspect', checkpointOf('two')], { cwd })
    expect(code).toBe(0)
    expect(stdout).toMatch(/checkpoint +starts epoch 3; 16 steps taken, batch size 32/)
    const facts = JSON.parse((await argmax(['inspect', checkpointOf('two'), '--json'], { cwd })).stdout)
    expect(facts.checkpoint).toEqual({ epoch: 2, cursor: 0, seed: 4, shuffle: true, batchSize: 32, step: 16 })
    expect(facts.weightsSha256).toBe(historyOf('two').weightsSha256)
    expect(JSON.parse((await argmax(['inspect', 'two', '--json'], { cwd })).stdout).checkpoint).toBeNull()
  })
})
