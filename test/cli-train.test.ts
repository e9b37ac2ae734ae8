import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { argmax, idx, jsonLines, removeTemporaryFolders, start, stripes, stripesFolder, temporaryFolder } from './support/cli.ts'

let cwd: string

beforeAll(() => {
  cwd = temporaryFolder()
  stripesFolder(cwd, 'stripes', 300)
  stripesFolder(cwd, 'tested', 150, 60)
})
afterAll(removeTemporaryFolders)

const train = (...args: string[]) => argmax(['train', ...args], { cwd })

interface Done {
  run: string
  model: string
  parameters: number
  weightsSha256: string
  arithmetic: string
  test: { loss: number; accuracy: number }
}
const doneOf = (stdout: string): Done => jsonLines(stdout).at(-1) as unknown as Done

describe('argmax train', () => {
  it('prints an event an epoch and at last the done event, with exactly these keys', async () => {
    const { code, stdout, stderr } = await train('stripes', '--epochs', '3', '--validation-split', '0.25', '--json')
    expect(stderr).toBe('')
    expect(code).toBe(0)
    const events = jsonLines(stdout)
    expect(events.map(({ event }) => event)).toEqual(['epoch', 'epoch', 'epoch', 'done'])
    expect(events.slice(0, 3).map(({ epoch, epochs }) => [epoch, epochs])).toEqual([
      [1, 3],
      [2, 3],
      [3, 3],
    ])
    expect(Object.keys(events[0] as object)).toEqual([
      'event',
      'epoch',
      'epochs',
      'loss',
      'accuracy',
      'valLoss',
      'valAccuracy',
      'seconds',
    ])
    const done = events.at(-1) as unknown as Done
    const keys = ['event', 'run', 'model', 'parameters', 'seconds', 'weightsSha256', 'arithmetic', 'test', 'report']
    expect(Object.keys(done)).toEqual(keys)
    expect(Object.keys(done.test)).toEqual(['loss', 'accuracy'])
    expect(done.parameters).toBe(16 * 25 + 25 + 25 * 15 + 15 + 15 * 3 + 3)
    expect(done.weightsSha256).toMatch(/^[0-9a-f]{64}$/)
    expect(done.run).toBe(join('runs', 'stripes-1'))
    expect(readdirSync(join(cwd, done.run)).sort()).toEqual(['checkpoint', 'history.json', 'model.safetensors', 'report.html'])
    const history = JSON.parse(readFileSync(join(cwd, done.run, 'history.json'), 'utf8'))
    expect(history).toMatchObject({ status: 'done', epoch: [0, 1, 2], weightsSha256: done.weightsSha256, test: done.test })
    expect(history.data.rows).toEqual({ train: 180, validation: 60, test: 60 })
    expect(Object.keys(history.history)).toEqual(['loss', 'accuracy', 'valLoss', 'valAccuracy'])
  })

  it('gives the same weights for the same seed, other ones for another, in folders of their own', async () => {
    const first = doneOf((await train('stripes', '--epochs', '2', '--json')).stdout)
    const second = doneOf((await train('stripes', '--epochs', '2', '--json')).stdout)
    const other = doneOf((await train('stripes', '--epochs', '2', '--seed', '2', '--json')).stdout)
    expect(second.weightsSha256).toBe(first.weightsSha256)
    expect(second.run).not.toBe(first.run)
    expect(other.weightsSha256).not.toBe(first.weightsSha256)
  })

  it('gives the same weights on any number of threads, also where a run goes on with another', async () => {
    const flags = ['--epochs', '3', '--json', '--threads']
    const shas: string[] = []
    for (const threads of ['1', '2', '3']) shas.push(doneOf((await train('stripes', ...flags, threads)).stdout).weightsSha256)
    await train('stripes', '--epochs', '2', '--threads', '2', '--out', 'moved')
    shas.push(doneOf((await train('stripes', '--resume', 'moved', ...flags, '1')).stdout).weightsSha256)
    expect(new Set(shas).size).toBe(1)
    const { code, stderr } = await train('stripes', '--threads', '0')
    expect(code).toBe(2)
    expect(stderr).toMatch(/--threads/)
  })

  it('learns stripes with every kind of model and optimizer, also portably', async () => {
    for (const flags of [
      ['--model', 'softmax', '--l2', '0.0001', '--learning-rate', '0.02'],
      ['--hidden', '8', '--portable'],
      ['--optimizer', 'sgd', '--learning-rate', '0.1', '--batch-size', '16'],
    ]) {
      const done = doneOf((await train('tested', '--epochs', '60', ...flags, '--json')).stdout)
      expect(done.test.accuracy).toBeGreaterThan(0.9)
      if (flags.includes('softmax')) expect(done.parameters).toBe(16 * 3 + 3)
      if (flags.includes('--portable')) expect(done.arithmetic).toBe('strict')
    }
  })

  it('ends with a report, where the files are and what to do next, within 80 columns and without colour', async () => {
    const { code, stdout, stderr } = await train('tested', '--epochs', '2', '--out', 'reported')
    expect(code).toBe(0)
    expect(stdout).toMatch(/Test accuracy 0\.\d{4}, loss \d/)
    expect(stdout).toMatch(/class +precision +recall +f1 +support\n0 /)
    expect(stdout).toMatch(/macro average .*\nweighted average /)
    expect(stdout).toContain(join('reported', 'model.safetensors'))
    expect(stdout).toContain('npx argmax evaluate reported tested')
    expect(stderr).toMatch(/^tested: 150 rows to train on, 60 to test, 3 classes\nepoch 1\/2 {2}loss .*\nepoch 2\/2 {2}loss .*\n$/)
    for (const line of (stdout + stderr).split('\n')) expect(line.length).toBeLessThanOrEqual(80)
    expect(stdout + stderr).not.toContain('\u001b')
  })

  it('honours FORCE_COLOR, and NO_COLOR before it', async () => {
    const coloured = await argmax(['train', 'stripes', '--epochs', '1'], { cwd, env: { FORCE_COLOR: '1' } })
    expect(coloured.stdout).toContain('\u001b[')
    const plain = await argmax(['train', 'stripes', '--epochs', '1'], { cwd, env: { FORCE_COLOR: '1', NO_COLOR: '1' } })
    expect(plain.stdout).not.toContain('\u001b')
  })

  it('goes on from a model file on the same held-out rows', async () => {
    const first = doneOf((await train('stripes', '--epochs', '5', '--seed', '3', '--out', 'base', '--json')).stdout)
    const { code, stdout, stderr } = await train('stripes', '--model', 'base', '--epochs', '20', '--test-split', '0.5', '--json')
    expect(code).toBe(0)
    expect(stderr).toMatch(/--test-split is not used/)
    const second = doneOf(stdout)
    const history = JSON.parse(readFileSync(join(cwd, second.run, 'history.json'), 'utf8'))
    expect(history.data.split).toEqual({ kind: 'stratified', test: 0.2, seed: 3 })
    expect(second.test.loss).toBeLessThan(first.test.loss)
  })
})

describe('argmax train, where something is wrong', () => {
  it.each([
    [['stripes', '--epoch', '3'], /unknown option '--epoch'[\s\S]*--epochs/],
    [['stripes', '--cv', '1'], /--cv.*whole number from 2/],
    [['stripes', '--l1', '0.1'], /--l1 is a penalty of --model softmax/],
    [['stripes', '--model', 'softmax', '--optimizer', 'sgd'], /--optimizer must be lbfgs, newton-cg or adam/],
    [['stripes', '--model', 'softmax', '--optimizer', 'adam', '--l1', '1'], /--l1 does not go with --optimizer adam/],
    [['stripes', '--class-weight', 'equal'], /--class-weight.*balanced/],
    [['stripes', '--epochs', '0'], /--epochs.*whole number from 1/],
    [['stripes', '--hidden', '25,,15'], /--hidden.*25,15/],
    [['stripes', '--learning-rate', '-1'], /--learning-rate.*greater than 0/],
    [['stripes', '--optimizer', 'adamw'], /--optimizer.*adam, sgd/],
    [['stripes', '--model', 'softmax', '--hidden', '3'], /Leave out --hidden/],
    [['stripes', '--model', 'sofmax'], /--model must be softmax, mlp/],
    [['stripe'], /There is no data "stripe".*mnist.*fashion-mnist.*IDX/],
    [['stripes', 'extra'], /too many arguments/],
    [[], /Give either DATA or --sql, such as flowers\.csv/],
  ])('exits with 2 for %j', async (args, message) => {
    const { code, stderr } = await train(...args)
    expect(stderr).toMatch(message)
    expect(code).toBe(2)
  })

  it('looks at --out before it reads data, and replaces its own files alone', async () => {
    const out = join(cwd, 'kept')
    mkdirSync(out)
    writeFileSync(join(out, 'notes.txt'), 'mine')
    writeFileSync(join(out, 'history.json'), 'old')
    const refused = await train('stripes', '--epochs', '1', '--out', 'kept')
    expect(refused.code).toBe(2)
    expect(refused.stderr).toMatch(/kept of --out is not empty.*--overwrite/)
    expect(refused.stderr).not.toContain('rows to train on')
    expect((await train('stripes', '--epochs', '1', '--out', 'kept', '--overwrite')).code).toBe(0)
    expect(readFileSync(join(out, 'notes.txt'), 'utf8')).toBe('mine')
    expect(JSON.parse(readFileSync(join(out, 'history.json'), 'utf8')).status).toBe('done')
    const file = await train('stripes', '--epochs', '1', '--out', join('kept', 'notes.txt'), '--overwrite')
    expect(file.code).toBe(2)
    expect(file.stderr).toMatch(/--out must be a folder/)
  })

  it('exits with 3 for broken data, and leaves no folder behind', async () => {
    const broken = join(cwd, 'broken')
    mkdirSync(broken)
    const { images, labels } = stripes(30, 1)
    const imagesPath = join(broken, 'train-images-idx3-ubyte')
    const labelsPath = join(broken, 'train-labels-idx1-ubyte')
    const whole = idx([30, 4, 4], images)
    const huge = Uint8Array.from(whole)
    new DataView(huge.buffer).setUint32(4, 0x80000000)
    for (const [imageBytes, labelBytes, message] of [
      [whole.subarray(0, 200), idx([30], labels), /truncated/],
      [huge, idx([30], labels), /truncated/],
      [whole, idx([29], labels.subarray(1)), /30.*29/],
      [idx([0, 4, 4], new Uint8Array()), idx([0], new Uint8Array()), /no rows|no images/],
    ] as const) {
      writeFileSync(imagesPath, imageBytes)
      writeFileSync(labelsPath, labelBytes)
      const { code, stderr } = await train('broken', '--epochs', '1', '--out', join('deep', 'down'))
      expect(stderr).toMatch(message)
      expect(code).toBe(3)
      expect(existsSync(join(cwd, 'deep'))).toBe(false)
    }
  })

  it('exits with 4 where training diverges, names epoch and batch, and keeps the last finite weights', async () => {
    const { code, stderr } = await train(
      'stripes',
      '--optimizer',
      'sgd',
      '--learning-rate',
      '1e30',
      '--epochs',
      '3',
      '--out',
      'diverged',
    )
    expect(stderr).toMatch(/diverged in epoch 1, batch \d+/)
    expect(stderr).toContain(join('diverged', 'model.safetensors'))
    expect(code).toBe(4)
    expect(JSON.parse(readFileSync(join(cwd, 'diverged', 'history.json'), 'utf8')).status).toBe('diverged')
    const { loss } = JSON.parse((await argmax(['evaluate', 'diverged', 'stripes', '--json'], { cwd })).stdout)
    expect(Number.isFinite(loss)).toBe(true)
  })

  it('exits with 5 under --min-accuracy, with everything saved and the done event printed', async () => {
    const { code, stdout, stderr } = await train('stripes', '--epochs', '1', '--min-accuracy', '1', '--seed', '5', '--json')
    expect(code).toBe(5)
    expect(stderr).toMatch(/under --min-accuracy 1/)
    expect(existsSync(join(cwd, doneOf(stdout).model))).toBe(true)
  })

  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('saves the model so far on %s and exits with %i', async (signal, expected) => {
    const out = `stopped-${signal}`
    const { child, finished } = start(['train', 'stripes', '--epochs', '1000000', '--out', out], { cwd })
    await new Promise<void>((resolve) => child.stderr?.on('data', (text: string) => text.includes('epoch') && resolve()))
    child.kill(signal)
    const killed = performance.now()
    const { code, stderr } = await finished
    expect(performance.now() - killed).toBeLessThan(3000) // the loop gives the thread back every 8 ms
    expect(stderr).toMatch(/Interrupted in epoch \d+ of 1000000\. The model so far is in/)
    expect(code).toBe(expected)
    expect(JSON.parse(readFileSync(join(cwd, out, 'history.json'), 'utf8')).status).toBe('interrupted')
    expect((await argmax(['evaluate', out, 'stripes'], { cwd })).code).toBe(0)
  })

  it('trains to the end although nobody reads its output any more', async () => {
    const { child, finished } = start(['train', 'stripes', '--epochs', '200', '--out', 'unread', '--json'], { cwd })
    child.stdout?.once('data', () => child.stdout?.destroy())
    const { code, stderr } = await finished
    expect(stderr).toBe('')
    expect(code).toBe(0)
    expect(JSON.parse(readFileSync(join(cwd, 'unread', 'history.json'), 'utf8')).epoch).toHaveLength(200)
  })
})

describe('argmax train mnist', () => {
  it('trains the digits network to 0.94 in two epochs, twice to the same bits', async () => {
    const args = ['mnist', '--hidden', '25,15', '--epochs', '2', '--seed', '1', '--json']
    const first = doneOf((await train(...args)).stdout)
    const second = doneOf((await train(...args)).stdout)
    expect(first.parameters).toBe(20_175)
    expect(first.test.accuracy).toBeGreaterThan(0.94)
    expect(second.weightsSha256).toBe(first.weightsSha256)
    expect(second.test).toEqual(first.test)
  })
})
