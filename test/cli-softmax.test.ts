// Softmax regression and MLPs on tables from the command line: training, calibration, cross-validation, what they leave in files, and
// that every command takes them as it takes a network.

import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { MLPClassifier } from '../src/model/mlpClassifier.ts'
import { SoftmaxRegression } from '../src/model/softmaxRegression.ts'
import { argmax, type Finished, jsonLines, removeTemporaryFolders, start, stripesFolder, temporaryFolder } from './support/cli.ts'

let cwd: string

const run = (...args: string[]): Promise<Finished> => argmax(args, { cwd })
const read = (...path: string[]): string => readFileSync(join(cwd, ...path), 'utf8')
const historyOf = (folder: string) => JSON.parse(read(folder, 'history.json'))

interface Done {
  test: { loss: number; accuracy: number }
  weightsSha256: string
  parameters: number
  arithmetic: string
  report?: string
  cv?: { folds: number; accuracy: { mean: number; values: number[] }; logLoss: { mean: number } }
}
const doneOf = ({ stdout }: Finished): Done => jsonLines(stdout).at(-1) as unknown as Done

beforeAll(async () => {
  cwd = temporaryFolder()
  stripesFolder(cwd, 'stripes', 300)
  const { code } = await run('train', 'iris', '--out', 'iris')
  expect(code).toBe(0)
})
afterAll(removeTemporaryFolders)

describe('argmax train TABLE', () => {
  it('takes softmax regression, one event an iteration, with the objective as loss', async () => {
    const trained = await run('train', 'iris', '--validation-split', '0.1', '--epochs', '7', '--json', '--out', 'seven')
    expect(trained.code).toBe(0)
    const events = jsonLines(trained.stdout)
    expect(events.slice(0, -1).map(({ epoch, epochs }) => [epoch, epochs])).toEqual(Array.from({ length: 7 }, (_, i) => [i + 1, 7]))
    const keys = ['event', 'epoch', 'epochs', 'loss', 'accuracy', 'valLoss', 'valAccuracy', 'seconds']
    expect(Object.keys(events[0] as object)).toEqual(keys)
    const { history, epoch, options } = historyOf('seven')
    expect(epoch).toHaveLength(7)
    expect(history.loss).toEqual(events.slice(0, -1).map(({ loss }) => loss))
    for (let i = 1; i < 7; i++) expect(history.loss[i]).toBeLessThan(history.loss[i - 1])
    expect(options).toMatchObject({ model: 'softmax', optimizer: { kind: 'lbfgs' }, epochs: 7, seed: 1 })
  })

  it('chooses its penalty, or has that of --l2 and --l1, with the same hash each time', async () => {
    const model = await SoftmaxRegression.load(new Uint8Array(readFileSync(join(cwd, 'iris', 'model.safetensors'))))
    const { C } = model.options
    expect([0.1, 1, 10, 100]).toContain(C)
    expect(model.classes).toEqual(['setosa', 'versicolor', 'virginica'])
    expect(model.featureNames).toEqual(['sepal_length', 'sepal_width', 'petal_length', 'petal_width'])
    expect(model.dataset).toMatchObject({ name: 'iris', label: 'species', seed: 1, split: { kind: 'stratified', test: 0.2 } })
    const own = await run('train', 'iris', '--l2', String(1 / (120 * (C as number))), '--json')
    expect(historyOf('iris').converged).toBe(true)
    expect(doneOf(own).weightsSha256).toBe(historyOf('iris').weightsSha256) // l2 = 1 / (C rows)
    expect(doneOf(own)).toMatchObject({ parameters: 15, arithmetic: 'strict' })
    expect(doneOf(await run('train', 'iris', '--l1', '0.05', '--json')).weightsSha256).not.toBe(doneOf(own).weightsSha256)
  })

  it('takes an mlp with --hidden, on standardized columns, and resumes it bit for bit', async () => {
    const flags = ['--hidden', '8', '--seed', '3', '--class-weight', 'balanced', '--json']
    const whole = doneOf(await run('train', 'wine', ...flags, '--epochs', '20', '--out', 'whole'))
    await run('train', 'wine', ...flags, '--epochs', '12', '--out', 'parts')
    const { code, stdout } = await run('train', 'wine', '--resume', 'parts', '--epochs', '20', '--json')
    expect(code).toBe(0)
    expect(jsonLines(stdout)).toHaveLength(9)
    expect(jsonLines(stdout).at(-1)).toMatchObject({ weightsSha256: whole.weightsSha256, test: whole.test })
    expect(historyOf('parts').history).toEqual(historyOf('whole').history)
    const model = await MLPClassifier.load(new Uint8Array(readFileSync(join(cwd, 'whole', 'model.safetensors'))))
    expect(model.classes).toEqual(['barbera', 'barolo', 'grignolino'])
    expect(model.dataset).toMatchObject({ name: 'wine', label: 'cultivar' })
    const longer = await run('train', 'wine', '--model', 'whole', '--epochs', '40', '--learning-rate', '0.01', '--json')
    expect(doneOf(longer).test.loss).toBeLessThan(whole.test.loss)
  })

  it('goes on with a softmax regression from its weights, to the same optimum', async () => {
    const whole = historyOf('iris')
    await run('train', 'iris', '--epochs', '4', '--out', 'four', '--json')
    const resumed = await run('train', 'iris', '--resume', 'four', '--epochs', '100', '--json')
    expect(resumed.code).toBe(0)
    expect(jsonLines(resumed.stdout)[0]).toMatchObject({ event: 'epoch', epoch: 5, epochs: 100 })
    expect(historyOf('four').history.loss.at(-1)).toBeCloseTo(whole.history.loss.at(-1), 12)
    expect(doneOf(resumed).test.loss).toBeCloseTo(whole.test.loss, 6)
  })

  it('trains images with softmax regression, too, where it is asked for', async () => {
    const done = doneOf(await run('train', 'stripes', '--model', 'softmax', '--out', 'lines', '--json'))
    expect(done.test.accuracy).toBe(1)
    expect(JSON.parse((await run('evaluate', 'lines', 'stripes', '--json')).stdout)).toMatchObject({ rows: 60, ...done.test })
    expect(read('lines', 'report.html')).toContain('class="weight"')
  })

  it('says which flags a solver does not use, and takes them with adam', async () => {
    const { code, stderr } = await run('train', 'iris', '--batch-size', '8', '--epochs', '2')
    expect(code).toBe(0)
    expect(stderr).toMatch(/note: --batch-size is not used: lbfgs takes all rows in a step/)
    const adam = await run('train', 'iris', '--optimizer', 'adam', '--batch-size', '8', '--epochs', '30', '--out', 'adam', '--json')
    expect(historyOf('adam').options).toMatchObject({ optimizer: { kind: 'adam', learningRate: 0.01 }, batchSize: 8 })
    expect(doneOf(adam).test.accuracy).toBeGreaterThan(0.8)
  })

  it('cross-validates first with --cv: five folds of iris are right in 0.95 of the rows', async () => {
    const { stdout, stderr } = await run('train', 'iris', '--cv', '5', '--out', 'cv')
    expect(stderr + stdout).toMatch(/5 folds of the training rows: accuracy 0\.\d{4} ± 0\.\d{4}, log loss /)
    const { cv } = historyOf('cv')
    expect(cv.accuracy.values).toHaveLength(5)
    expect(cv.accuracy.mean).toBeGreaterThanOrEqual(0.95)
    expect(doneOf(await run('train', 'iris', '--cv', '5', '--json')).cv).toEqual(cv)
  })

  it('keeps the model so far on SIGINT, exits with 130, and goes on from it', async () => {
    const args = ['train', 'digits-8x8', '--optimizer', 'adam', '--epochs', '100000', '--out', 'stopped']
    const { child, finished } = start(args, { cwd })
    await new Promise<void>((resolve) => child.stderr?.on('data', (text: string) => text.includes('iteration') && resolve()))
    child.kill('SIGINT')
    const { code, stderr } = await finished
    expect(stderr).toMatch(/Interrupted in iteration \d+ of 100000\. The model so far is in .* --resume stopped/)
    expect(code).toBe(130)
    expect(historyOf('stopped').status).toBe('interrupted')
    expect((await run('evaluate', 'stopped', 'digits-8x8')).code).toBe(0)
    expect(existsSync(join(cwd, 'stopped', 'report.html'))).toBe(false)
  })

  it('exits with 3 for data too small to hold a row back, and with 5 under --min-accuracy', async () => {
    writeFileSync(join(cwd, 'one.csv'), 'a,kind\n1,x\n2,x\n')
    expect((await run('train', 'one.csv', '--label', 'kind')).code).toBe(3)
    const { code } = await run('train', 'iris', '--min-accuracy', '1', '--epochs', '1')
    expect(code).toBe(5)
  })
})

describe('--calibrate', () => {
  it('holds rows back, keeps temperature and threshold with the model, and predict gives sets', async () => {
    const { code } = await run('train', 'digits-8x8', '--calibrate', '--out', 'digits')
    expect(code).toBe(0)
    const { data, calibration, test } = historyOf('digits')
    expect(data.rows).toMatchObject({ train: 1150, calibration: 288, test: 359 })
    expect(calibration).toMatchObject({ alpha: 0.1, allowEmpty: false })
    expect(calibration.temperature).toBeGreaterThan(0.05)
    const model = await SoftmaxRegression.load(new Uint8Array(readFileSync(join(cwd, 'digits', 'model.safetensors'))))
    expect(model.calibration).toEqual(calibration)
    const scored = JSON.parse((await run('evaluate', 'digits', 'digits-8x8', '--json')).stdout)
    expect(scored).toMatchObject(test)
    expect(scored.ece).toBeLessThan(0.05)
    const rows = jsonLines((await run('predict', 'digits', 'digits-8x8', '--json')).stdout) as unknown as {
      predicted: number
      probabilities: number[]
      set: number[]
    }[]
    for (const { predicted, probabilities, set } of rows) {
      const likely = probabilities.flatMap((p, i) => (1 - p <= calibration.conformalThreshold ? [i] : []))
      expect([...set].sort()).toEqual(likely.length === 0 ? [predicted] : likely)
    }
  })

  it('makes the digits of a network surer by its temperature, whatever the kind', async () => {
    const done = doneOf(await run('train', 'stripes', '--epochs', '5', '--calibrate', '--out', 'network', '--json'))
    const { calibration } = historyOf('network')
    const plain = doneOf(await run('train', 'stripes', '--epochs', '5', '--json'))
    expect(calibration.temperature).not.toBe(1)
    expect(done.test.loss).toBeLessThan(plain.test.loss)
    const facts = JSON.parse((await run('inspect', 'network', '--json')).stdout)
    expect(facts).toMatchObject({ kind: 'Sequential', calibration })
    expect((await run('inspect', 'network')).stdout).toMatch(/calibration +temperature 0\.\d+, sets at 0\.9 with threshold/)
  })
})

describe('a model of any kind', () => {
  it('is inspected, evaluated on a file with its columns in another order, and predicts from CSV', async () => {
    const facts = JSON.parse((await run('inspect', 'iris', '--json')).stdout)
    expect(facts).toMatchObject({ kind: 'SoftmaxRegression', parameters: 15, classes: ['setosa', 'versicolor', 'virginica'] })
    expect((await run('inspect', 'iris')).stdout).toMatch(/SoftmaxRegression: 3 classes, 4 features/)
    const flowers = 'petal_width,kind,petal_length,sepal_width,sepal_length\n0.2,setosa,1.4,3.5,5.1\n2.5,virginica,6,3.3,6.3\n'
    writeFileSync(join(cwd, 'two.csv'), flowers)
    const scored = JSON.parse((await run('evaluate', 'iris', 'two.csv', '--label', 'kind', '--json')).stdout)
    expect(scored).toMatchObject({ rows: 2, accuracy: 1 })
    const predicted = jsonLines((await run('predict', 'iris', 'two.csv', '--json')).stdout)
    expect(predicted.map(({ predicted: label }) => label)).toEqual(['setosa', 'virginica'])
    expect(Object.keys(predicted[0] as object)).toEqual(['row', 'kind', 'predicted', 'probability', 'probabilities'])
  })

  it('keeps the digits of numbers beside 1e9 as it reads them', async () => {
    const rows = Array.from({ length: 60 }, (_, i) => `${1e9 + (i % 2) * 60 + (i % 5)},${i % 2 ? 'odd' : 'even'}`)
    writeFileSync(join(cwd, 'far.csv'), `x,kind\n${rows.join('\n')}\n`)
    expect(doneOf(await run('train', 'far.csv', '--label', 'kind', '--out', 'far', '--json')).test.accuracy).toBe(1)
    const predicted = jsonLines(
      (await argmax(['predict', 'far', '-', '--json'], { cwd, input: '[1000000002]\n[1000000062]\n' })).stdout,
    )
    expect(predicted.map(({ predicted: label }) => label)).toEqual(['even', 'odd'])
  })

  it('exits with 3 on a kind that it does not know', async () => {
    const { writeSafetensors } = await import('../src/formats/index.ts')
    const description = JSON.stringify({ formatVersion: 1, kind: 'RandomForest' })
    writeFileSync(
      join(cwd, 'forest.safetensors'),
      writeSafetensors({ tensors: new Map(), metadata: new Map([['argmax', description]]) }),
    )
    const { code, stderr } = await run('evaluate', 'forest.safetensors', 'iris')
    expect(stderr).toMatch(/holds a RandomForest; argmax reads Sequential, MLPClassifier, SoftmaxRegression/)
    expect(code).toBe(3)
  })
})

describe('reports', () => {
  it('stand in the run folder with command, hash and warnings, unless they are not wanted', async () => {
    const html = read('iris', 'report.html')
    for (const text of ['npx argmax train iris --out iris', historyOf('iris').weightsSha256, 'sepal_length', 'Calibration'])
      expect(html).toContain(text)
    expect((await run('train', 'iris', '--no-report', '--out', 'bare', '--json')).code).toBe(0)
    expect(existsSync(join(cwd, 'bare', 'report.html'))).toBe(false)
  })

  it('are written by evaluate --report, and refused before anything is done where they can not be', async () => {
    const { code, stderr } = await run('evaluate', 'iris', 'iris', '--report', 'mine.html', '--json')
    expect(code).toBe(0)
    expect(stderr).toContain('Report: mine.html\n')
    expect(read('mine.html')).toContain('held out of the model&#39;s training')
    mkdirSync(join(cwd, 'folder'))
    for (const path of ['folder', join('nowhere', 'report.html')]) {
      const refused = await run('evaluate', 'iris', 'iris', '--report', path)
      expect(refused.stderr).toMatch(/--report must be a file/)
      expect([refused.code, refused.stdout]).toEqual([2, ''])
    }
  })
})
