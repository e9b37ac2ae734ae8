// Tables on the command line: sets that come with argmax, and CSV files with a header, from training to prediction.

import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readSafetensors } from '../src/formats/index.ts'
import { RandomStream } from '../src/random.ts'
import { argmax, type Finished, jsonLines, removeTemporaryFolders, start, temporaryFolder } from './support/cli.ts'

let cwd: string

const run = (...args: string[]): Promise<Finished> => argmax(args, { cwd })
const write = (name: string, text: string): void => writeFileSync(join(cwd, name), text)
const read = (name: string): string => readFileSync(join(cwd, name), 'utf8')

/** Points around three corners of a triangle, with the corner's colour. */
function corners(rows: number, seed: number): string[] {
  const stream = new RandomStream(seed, 'corners')
  return Array.from({ length: rows }, (_, row) => {
    const corner = row % 3
    const x = [0, 4, 2][corner] as number
    const y = [0, 0, 3][corner] as number
    const near = (value: number): string => (value + stream.nextUniform() - 0.5).toFixed(2)
    return `${near(x)},${near(y)},${['red', 'green', 'blue'][corner]}`
  })
}

const TRAIN = ['--hidden', '8', '--epochs', '40', '--learning-rate', '0.02']

beforeAll(async () => {
  cwd = temporaryFolder()
  write('corners.csv', `x,y,colour\n${corners(90, 1).join('\n')}\n`)
  const { code, stderr } = await run('train', 'corners.csv', '--label', 'colour', ...TRAIN, '--out', 'run')
  expect(stderr).toMatch(/^corners\.csv: 72 rows to train on, 18 to test, 3 classes\n/)
  expect(code).toBe(0)
})
afterAll(removeTemporaryFolders)

describe('argmax train iris, wine, penguins, digits-8x8', () => {
  it.each([
    ['iris', 30, ['setosa', 'versicolor', 'virginica'], 'species'],
    ['wine', 36, ['barbera', 'barolo', 'grignolino'], 'cultivar'],
    ['penguins', 69, ['Adelie', 'Chinstrap', 'Gentoo'], 'species'],
    ['digits-8x8', 359, Array.from({ length: 10 }, (_, i) => i), 'digit'],
  ])('%s: a stratified test part of %i rows, names in the model file', async (name, tested, classNames, label) => {
    const { code, stdout } = await run('train', name, '--epochs', '1', '--out', name, '--json')
    expect(code).toBe(0)
    expect(jsonLines(stdout).at(-1)).toMatchObject({ event: 'done', model: join(name, 'model.safetensors') })
    const { data } = JSON.parse(read(join(name, 'history.json')))
    expect(data).toMatchObject({ name, rows: { test: tested }, split: { kind: 'stratified', test: 0.2, seed: 1 }, label })
    const description = readSafetensors(readFileSync(join(cwd, name, 'model.safetensors'))).metadata.get('argmax') as string
    const { classes, featureNames, dataset } = JSON.parse(description)
    expect(classes).toEqual(classNames)
    expect(featureNames.length).toBeGreaterThan(3)
    expect(dataset).toMatchObject({ name, label, seed: 1, hash: expect.stringMatching(/^[0-9a-f]{64}$/) })
  })

  it('learns iris, and knows its flowers again in a file', async () => {
    const trained = await run(
      'train',
      'iris',
      '--hidden',
      '8',
      '--epochs',
      '100',
      '--learning-rate',
      '0.02',
      '--out',
      'flowers',
      '--json',
    )
    expect((jsonLines(trained.stdout).at(-1) as { test: { accuracy: number } }).test.accuracy).toBeGreaterThanOrEqual(0.9)
    const file = readFileSync(new URL('../data/datasets/iris.csv', import.meta.url), 'utf8')
    write('mine.csv', file)
    const { code, stdout, stderr } = await run('evaluate', 'flowers', 'mine.csv', '--json')
    expect(code).toBe(0)
    expect(stderr).toBe("Scored on the 30 rows of mine.csv that were held out of the model's training.\n")
    expect(JSON.parse(stdout)).toEqual(JSON.parse((await run('evaluate', 'flowers', 'iris', '--json')).stdout))
    write('few.csv', file.split('\n').slice(0, 3).join('\n'))
    const predicted = await run('predict', 'flowers', 'few.csv', '--json')
    expect(jsonLines(predicted.stdout).map(({ predicted: species }) => species)).toEqual(['setosa', 'setosa'])
  })

  it('takes --label where it is what the set has anyway, or another column of classes', async () => {
    expect((await run('train', 'iris', '--label', 'species', '--epochs', '1')).code).toBe(0)
    const other = await run('train', 'iris', '--label', 'sepal_width', '--epochs', '1')
    expect(other.stderr).toMatch(/iris, line 2 \(row 0\): the label "sepal_width" is 3\.5; numbers that are labels must be whole/)
    expect(other.code).toBe(3)
    expect((await run('train', 'penguins', '--label', 'island', '--epochs', '1')).code).toBe(0)
    const pictures = await run('train', 'mnist', '--label', 'digit')
    expect(pictures.stderr).toMatch(/--label names a column of a table; mnist has no columns/)
    expect(pictures.code).toBe(2)
  })
})

describe('argmax train FILE.csv', () => {
  it('learns, and records label, columns and classes', async () => {
    const { test } = JSON.parse(read(join('run', 'history.json')))
    expect(test.accuracy).toBeGreaterThan(0.9)
    const facts = JSON.parse((await run('inspect', 'run', '--json')).stdout)
    expect(facts).toMatchObject({
      features: ['x', 'y'],
      classes: ['blue', 'green', 'red'],
      dataset: { name: 'corners.csv', label: 'colour', seed: 1, split: { kind: 'stratified', test: 0.2, seed: 1 } },
    })
    expect((await run('inspect', 'run')).stdout).toMatch(/features +2: x, y\n[\s\S]*trained on +corners\.csv, label colour\n/)
  })

  it('gives the same weights for any delimiter, quoting and line break', async () => {
    const text = read('corners.csv')
    write('semicolons.csv', `\uFEFF${text.replaceAll(',', ';').replaceAll('\n', '\r\n')}`)
    write('tabs.tsv', text.replaceAll(',', '\t').replaceAll(/[a-z]+/g, '"$&"'))
    const shas = new Set([JSON.parse(read(join('run', 'history.json'))).weightsSha256])
    for (const file of ['semicolons.csv', 'tabs.tsv']) {
      const { stdout } = await run('train', file, '--label', 'colour', ...TRAIN, '--json')
      shas.add((jsonLines(stdout).at(-1) as { weightsSha256: string }).weightsSha256)
    }
    expect(shas.size).toBe(1)
  })

  it('says the columns and the whole command where --label is missing, and leaves no folder', async () => {
    const { code, stdout, stderr } = await run('train', 'corners.csv', '--hidden', '8,4', '--epochs', '3', '--out', 'unlabelled')
    expect(code).toBe(2)
    expect(stdout).toBe('')
    expect(stderr.split('\n').slice(1)).toEqual([
      expect.stringMatching(/^ {2}x {7}number, \d+ values$/),
      expect.stringMatching(/^ {2}y {7}number, \d+ values$/),
      '  colour  text, 3 values: red, green, blue',
      'If it is "colour", run:',
      '  npx argmax train corners.csv --label colour --epochs 3 --hidden 8,4 --out unlabelled',
      '',
    ])
    expect(existsSync(join(cwd, 'unlabelled'))).toBe(false)
  })

  it('numbers classes of numbers by value, and keeps a class of one row for training, with a warning', async () => {
    const rows = Array.from({ length: 40 }, (_, i) => `${i % 4},${i},${[10, 9, 2, 2][i % 4]}`)
    write('numbers.csv', `a,b,grade\n${rows.join('\n')}\n1,1,7\n`)
    const { code, stdout, stderr } = await run('train', 'numbers.csv', '--label', 'grade', '--epochs', '1')
    expect(stderr).toContain("note: The class 7 has one row: it is trained on, and the test can't tell how well.\n")
    expect(stdout).toMatch(/\n2 .*\n7 .* 0\n9 .*\n10 /)
    expect(code).toBe(0)
  })

  it.each([
    ['a,b,label\n', 3, /names its columns and has no rows/],
    ['', 3, /bad\.csv is empty/],
    ['a,b,label\n1,2,x\n3,4,x\n', 3, /all labels in the column "label" are "x"\. There is nothing to tell apart/],
    ['a,b,a,label\n1,2,3,x\n', 3, /line 1 has more than one column "a"/],
    [
      'a,b,lable\n1,2,x\n3,4,y\n',
      2,
      /--label: bad\.csv has no column "label"\. Its columns are a, b, lable\. Did you mean "lable"\?/,
    ],
    ['a,b,label\n1,2,x\n3,4,\n', 3, /line 3 \(row 1\): the label "label" is missing\./],
    ['a,b,label\n1,2,x\n3,4,?\n', 3, /line 3 \(row 1\): the label "label" is missing \("\?"\)/],
    ['a,label\n,x\n,y\n,x\n,y\n', 3, /has no column to learn from\. The column "a" is left out/],
    ['a,b,label\n1,2,x\n3,4\n', 3, /line 3 has 2 values, but the header names 3 columns/],
    ['a,b,label\n1,2,"x\n3,4,y\n', 3, /line 2: a quote .* is never closed/],
    ['label\nx\ny\n', 3, /no column but the label "label"/],
    ['a,label\n1,0.5\n2,1.5\n', 3, /line 2 \(row 0\): the label "label" is 0\.5; numbers that are labels must be whole/],
    ['a,label\n1,x\n2,y\n', 3, /would be empty/],
  ])('says what is wrong with %j', async (text, exit, message) => {
    write('bad.csv', text)
    const { code, stderr } = await run('train', 'bad.csv', '--label', 'label', '--epochs', '1', '--out', 'bad-run')
    expect(stderr).toMatch(message)
    expect(code).toBe(exit)
    expect(existsSync(join(cwd, 'bad-run'))).toBe(false)
  })

  it('goes on with a run, and from a model, on the same label and columns', async () => {
    const first = JSON.parse(read(join('run', 'history.json')))
    await run('train', 'corners.csv', '--label', 'colour', ...TRAIN, '--epochs', '20', '--out', 'half')
    const resumed = await run('train', 'corners.csv', '--resume', 'half', '--epochs', '40', '--json')
    expect(resumed.code).toBe(0)
    expect((jsonLines(resumed.stdout).at(-1) as { weightsSha256: string }).weightsSha256).toBe(first.weightsSha256)
    const contradicted = await run('train', 'corners.csv', '--resume', 'half', '--epochs', '50', '--label', 'x')
    expect(contradicted.stderr).toMatch(/--label x does not go with --resume half: that run has --label colour/)
    expect(contradicted.code).toBe(2)
    write('turned.csv', read('corners.csv').replaceAll(/^(.*),(.*),(.*)$/gm, '$3,$2,$1'))
    const further = await run('train', 'turned.csv', '--model', 'run', '--epochs', '1', '--seed', '9', '--out', 'further')
    expect(further.code).toBe(0)
    // The same rows, with columns in another order: known again, and held out again.
    expect(JSON.parse(read(join('further', 'history.json'))).data).toMatchObject({ hash: first.data.hash, split: { seed: 1 } })
  })
})

describe('argmax evaluate RUN FILE.csv', () => {
  it('finds columns by their names, and says which the model does not use', async () => {
    write(
      'others.csv',
      `id,colour,y,x\n${corners(30, 2)
        .map((row, i) => `${i},${row.split(',').reverse().join(',')}`)
        .join('\n')}\n`,
    )
    const { code, stdout, stderr } = await run('evaluate', 'run', 'others.csv', '--json')
    expect(code).toBe(0)
    expect(stderr).toBe(
      'note: others.csv: the model does not use id.\nScored on all 30 rows of others.csv: not the data the model was trained on.\n',
    )
    const { accuracy, perClass } = JSON.parse(stdout)
    expect(accuracy).toBeGreaterThan(0.9)
    expect(perClass.map((scores: { label: string; support: number }) => [scores.label, scores.support])).toEqual([
      ['blue', 10],
      ['green', 10],
      ['red', 10],
    ])
  })

  it('scores a file that lacks a class', async () => {
    write('reds.csv', 'x,y,colour\n0,0,red\n0.1,0,red\n')
    const { code, stdout } = await run('evaluate', 'run', 'reds.csv', '--json')
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({
      accuracy: 1,
      confusion: [
        [0, 0, 0],
        [0, 0, 0],
        [0, 0, 2],
      ],
    })
  })

  it('takes another column with --label', async () => {
    write('renamed.csv', read('corners.csv').replace('colour', 'hue'))
    const without = await run('evaluate', 'run', 'renamed.csv')
    expect(without.stderr).toMatch(
      /renamed\.csv has no column "colour", where the data that the model was trained on has its classes/,
    )
    expect(without.code).toBe(3)
    const { code, stdout } = await run('evaluate', 'run', 'renamed.csv', '--label', 'hue')
    expect(code).toBe(0)
    expect(stdout).toMatch(/^Scored on the 18 rows of renamed\.csv that were held out/)
  })

  it.each([
    ['x,colour\n1,red\n', /has no column "y", which the model needs\. Its columns are x\./],
    ['x,Y,colour\n1,2,red\n', /has no column "y", which the model needs.*Did you mean "Y"\?/],
    [
      'x,y,colour\n1,2,red\n1,2,purple\n',
      /line 3 \(row 1\): the label "purple" is no class of the model, which knows blue, green, red/,
    ],
  ])('exits with 3 for %j', async (text, message) => {
    write('unfit.csv', text)
    const { code, stderr } = await run('evaluate', 'run', 'unfit.csv')
    expect(stderr).toMatch(message)
    expect(code).toBe(3)
  })

  it('refuses named sets of other classes or columns', async () => {
    const classes = await run('evaluate', 'run', 'iris')
    expect(classes.stderr).toMatch(/the label "setosa" is no class of the model, which knows blue, green, red/)
    expect(classes.code).toBe(3)
    write('ten.csv', `pixel_0_0,ink,digit\n${Array.from({ length: 40 }, (_, i) => `${i},${-i},${i % 10}`).join('\n')}\n`)
    expect((await run('train', 'ten.csv', '--label', 'digit', '--epochs', '1', '--out', 'ten')).code).toBe(0)
    const columns = await run('evaluate', 'ten', 'digits-8x8')
    expect(columns.stderr).toMatch(/The model takes the rows of a table, with the columns pixel_0_0, ink/)
    expect(columns.code).toBe(3)
  })
})

describe('argmax predict RUN FILE.csv or -', () => {
  const rows = 'y,note,x\n0,"near, red",0\n3,blue,2\n0,,4\n'
  const predict = (input: string): Promise<Finished> => argmax(['predict', 'run', '-', '--json'], { cwd, input })

  it('answers a file, CSV on stdin and JSON alike', async () => {
    write('rows.csv', rows)
    const { code, stdout } = await run('predict', 'run', 'rows.csv', '--json')
    expect(code).toBe(0)
    expect(jsonLines(stdout).map(({ row, predicted }) => [row, predicted])).toEqual([
      [0, 'red'],
      [1, 'blue'],
      [2, 'green'],
    ])
    write('rows.txt', rows)
    expect((await run('predict', 'run', 'rows.txt', '--json')).stdout).toBe(stdout)
    expect((await predict(`\uFEFF${rows}`)).stdout).toBe(stdout)
    const objects = [
      { y: 0, note: 'near, red', x: 0 },
      { x: 2, y: 3, note: 'blue' },
      { note: null, y: 0, x: 4 },
    ]
    expect((await predict(JSON.stringify(objects))).stdout).toBe(stdout)
    expect((await predict(objects.map((row) => JSON.stringify(row)).join('\n'))).stdout).toBe(stdout)
    // Arrays have no column but the model's.
    const bare = jsonLines(stdout).map(({ note: _, ...answer }) => answer)
    expect(jsonLines((await predict('[0,0]\n[2,3]\n[4,0]\n')).stdout)).toEqual(bare)
    expect(jsonLines((await predict(' \n[[0,0],[2,3],[4,0]]')).stdout)).toEqual(bare)
  })

  it('answers each line as it comes', async () => {
    const { child, finished } = start(['predict', 'run', '-', '--json'], { cwd })
    const answers: string[] = []
    child.stdout?.on('data', (text: string) => answers.push(...text.trim().split('\n')))
    const answered = async (count: number): Promise<void> => {
      while (answers.length < count) await new Promise((resolve) => setTimeout(resolve, 10))
    }
    child.stdin?.write('x,y\n0,0\n')
    await answered(1)
    child.stdin?.write('2,3\n4,0\n')
    await answered(3)
    child.stdin?.end()
    expect((await finished).code).toBe(0)
    expect(answers.map((answer) => JSON.parse(answer).predicted)).toEqual(['red', 'blue', 'green'])
  })

  it('takes pixels of a table for a model of whole numbers', async () => {
    const features = Array.from({ length: 64 }, (_, i) => `pixel_${Math.floor(i / 8)}_${i % 8}`)
    write('pixels.csv', `${features.join(',')}\n${Array(64).fill(16).join(',')}\n${Array(63).fill(0).join(',')},0.5\n`)
    const { code, stdout, stderr } = await run('predict', 'digits-8x8', 'pixels.csv', '--json')
    expect(jsonLines(stdout)).toHaveLength(1)
    expect(stderr).toMatch(
      /pixels\.csv, line 3 \(row 1\), column "pixel_7_7": the value must be a whole number from 0 to 255.*received "0\.5"/,
    )
    expect(code).toBe(3)
  })

  it.each([
    ['x\n1\n', /stdin has no column "y", which the model was trained on\. Its columns are x\./],
    ['x,y\n1,2\n1,two\n', /stdin, line 3 \(row 1\): the column "y" was taken as one of numbers, and has "two"/],
    ['{"x": 1}', /stdin, line 1 \(row 0\) has no "y", which the model was trained on, without missing values/],
    ['[1,2,3]', /stdin, line 1 \(row 0\) must be an object of named values.* or an array of its 2 columns' values/],
    ['x,y\n1,2,3\n', /stdin, line 2 has 3 values/],
    ['x,y\n', /stdin holds no rows/],
    ['', /stdin holds no rows/],
    ['1,2\n', /stdin, line 1 must name the columns/],
  ])('exits with 3 for %j', async (input, message) => {
    const { code, stderr } = await predict(input)
    expect(stderr).toMatch(message)
    expect(code).toBe(3)
  })

  it('says that a model of pictures knows no columns', async () => {
    const { code, stderr } = await argmax(['train', 'mnist', '--epochs', '1', '--model', 'softmax', '--out', 'pictures'], { cwd })
    expect(stderr).toContain('mnist')
    expect(code).toBe(0)
    const refused = await run('predict', 'pictures', 'rows.csv')
    expect(refused.stderr).toMatch(/rows\.csv has named columns, but the model was not trained on a table/)
    expect(refused.code).toBe(3)
  })
})
