// trainClassifier from outside: rows of any kind in, labels out, one file.

import { Classifier, type ClassifierRows, classifierRecipe, SoftmaxRegression, trainClassifier } from 'argmax'
import { columnsTable, rowsTable, type Table } from 'argmax/data'
import { crossValidate, gridSearch, permutationImportance } from 'argmax/evaluation'
import { describe, expect, expectTypeOf, it } from 'vitest'
import { readCsv } from '../src/adapters/csv.ts'
import { csvOf, type MixedRow, mixedRows } from './support/mixedRows.ts'

const rows = mixedRows()
const fresh = mixedRows(60, 2)
const bits = (values: ArrayLike<number>): string[] =>
  Array.from(new BigUint64Array(Float64Array.from(values).buffer), (word) => word.toString(16))
const partOf = (all: readonly MixedRow[], kind: string): MixedRow[] => all.filter((row) => row.kind === kind)

describe.each([
  ['softmax regression', {}],
  ['an mlp', { hidden: [8], mlp: { epochs: 15, learningRate: 0.01 }, preprocessing: { note: { as: 'words' } } }],
] as const)('trainClassifier with %s', (_name, options) => {
  const trained = trainClassifier(rows, { label: 'kind', ...options })

  it('learns from columns of every kind, and predicts labels with their probabilities', async () => {
    const classifier = await trained
    const predictions = await classifier.predict(fresh)
    expectTypeOf(predictions).toEqualTypeOf<
      { label: 'cat' | 'dog' | 'horse'; probability: number; probabilities: Readonly<Record<'cat' | 'dog' | 'horse', number>> }[]
    >
    const right = predictions.filter(({ label }, i) => label === fresh[i]!.kind).length
    expect(right / fresh.length).toBeGreaterThan(0.85)
    for (const { label, probability, probabilities } of predictions) {
      expect(Object.keys(probabilities)).toEqual(['cat', 'dog', 'horse'])
      expect(probability).toBe(probabilities[label])
      expect(probability).toBe(Math.max(...Object.values(probabilities)))
      expect(Object.values(probabilities).reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 12)
    }
    expect((await classifier.evaluate(fresh)).accuracy).toBe(right / fresh.length)
  })

  it('gives the same bits one by one, in bulk, from CSV, from JSON, from a table, in batches and from its file', async () => {
    const classifier = await trained
    const wanted = bits((await classifier.predictProba(fresh)).data)
    const saved = await Classifier.load<MixedRow['kind']>(await classifier.save())
    const table = rowsTable(fresh)
    const batches = {
      name: 'batches',
      columns: table.columns,
      async *batches(): AsyncGenerator<Table> {
        for (let start = 0; start < fresh.length; start += 7) {
          const { columns } = rowsTable([...fresh.slice(start, start + 7), ...fresh])
          const part = fresh.slice(start, start + 7).length
          yield {
            ...{ name: 'part', rows: part, lines: Uint32Array.from({ length: part }, (_, i) => start + i + 1) },
            columns: columns.map((column) => ({ ...column, values: column.values.slice(0, part) }) as typeof column),
          }
        }
      },
    }
    const forms: ClassifierRows[] = [
      JSON.parse(JSON.stringify(fresh)),
      table,
      await readCsv(csvOf(fresh)),
      batches,
      fresh.map(({ kind: _, ...row }) => ({ extra: 1, ...row })),
    ]
    for (const model of [classifier, saved]) {
      for (const form of forms) expect(bits((await model.predictProba(form)).data)).toEqual(wanted)
      const alone: number[] = []
      for (const row of fresh) alone.push(...(await model.predictProba([row])).data)
      expect(bits(alone)).toEqual(wanted)
      expect(await model.predict(fresh)).toEqual(await classifier.predict(fresh))
    }
    expect(saved.classes).toEqual(classifier.classes)
    expect(saved.featureNames).toEqual(classifier.featureNames)
    const { result: _, ...training } = classifier.training
    expect(saved.training).toEqual(training)
  })

  it('says what its training was, and calibrates on rows that it holds back', async () => {
    const { training, estimator } = await trainClassifier(rows, {
      ...{ label: 'kind', validationSplit: 0.2, testSplit: 0.1, seed: 3 },
      ...options,
    })
    expect(training.classes.map(({ label }) => label)).toEqual(['cat', 'dog', 'horse'])
    expect(training.classes.reduce((sum, each) => sum + each.rows, 0)).toBe(training.rows)
    expect(Math.min(...training.classes.map((each) => each.rows))).toBeGreaterThanOrEqual(28)
    expect([training.rows, training.validation?.rows, training.test?.rows]).toEqual([86, 22, 12])
    expect(estimator.calibration?.temperature).toBeGreaterThan(0)
    const other = await trainClassifier(rows, { label: 'kind', validationSplit: 0.2, calibrate: false, ...options })
    expect(other.estimator.calibration).toBeUndefined()
  })

  it('tells how far it is, and ends when it is told to', async () => {
    const seen: number[] = []
    await trainClassifier(rows, {
      ...{ label: 'kind', onProgress: ({ iteration }) => void seen.push(iteration) },
      ...options,
    })
    expect(seen).toEqual(seen.map((_, i) => i + 1))
    expect(seen.length).toBeGreaterThan(3)
    const controller = new AbortController()
    const ended = trainClassifier(rows, {
      ...{ label: 'kind', signal: controller.signal, onProgress: () => controller.abort(new Error('enough')) },
      ...options,
    })
    await expect(ended).rejects.toThrow('enough')
    await expect(trainClassifier(rows, { label: 'kind', signal: AbortSignal.abort(new Error('no')) })).rejects.toThrow('no')
  })
})

describe('labels', () => {
  const x = Array.from({ length: 40 }, (_, i) => i - 20 + 0.5)
  const train = <L extends string | number | boolean>(name: (positive: boolean) => L): Promise<Classifier<L>> =>
    trainClassifier(
      x.map((value) => ({ value, answer: name(value > 0) })),
      { label: 'answer' },
    ) as unknown as Promise<Classifier<L>>

  it.each<[string, (positive: boolean) => string | number | boolean, readonly (string | number | boolean)[]]>([
    ['x and y', (positive) => (positive ? 'x' : 'y'), ['x', 'y']],
    ['0 and 1', (positive) => (positive ? 1 : 0), [0, 1]],
    ['"0" and "1"', (positive) => (positive ? '1' : '0'), ['0', '1']],
    ['-3 and 7', (positive) => (positive ? 7 : -3), [-3, 7]],
    ['true and false', (positive) => positive, [false, true]],
    ['"true" and "false"', (positive) => String(positive), ['false', 'true']],
    ['yes and no', (positive) => (positive ? 'yes' : 'no'), ['no', 'yes']],
    ['ä and 1.0', (positive) => (positive ? 'ä' : '1.0'), ['1.0', 'ä']],
  ])('%s come out as they went in, from a file too', async (_, name, classes) => {
    const classifier = await train(name)
    expect(classifier.classes).toEqual(classes)
    const loaded = await Classifier.load(await classifier.save())
    for (const model of [classifier, loaded]) {
      const predictions = await model.predict([{ value: -15 }, { value: 15 }])
      expect(predictions.map(({ label }) => label)).toEqual([name(false), name(true)])
      expect(Object.keys(predictions[0]!.probabilities).sort()).toEqual(classes.map(String).sort())
    }
  })

  it('in a CSV are texts, or whole numbers', async () => {
    for (const [a, b, wanted] of [
      ['x', 'y', ['x', 'y']],
      ['0', '1', [0, 1]],
      ['true', 'false', ['false', 'true']],
    ] as const) {
      const table = await readCsv(`value,answer\n${x.map((value) => `${value},${value > 0 ? b : a}`).join('\n')}`)
      expect((await trainClassifier(table, { label: 'answer' })).classes).toEqual(wanted)
    }
  })

  it('that are missing, fractions, of several types or of one class only are refused, by row', async () => {
    const some = (values: readonly unknown[]): Promise<unknown> =>
      trainClassifier(values.map((answer, value) => ({ value, answer })) as { value: number; answer: string }[], {
        label: 'answer',
      })
    await expect(some(['a', null, 'b'])).rejects.toThrow(
      /row 1\)?: the label "answer" is missing. Fill it in, or leave the row out/,
    )
    await expect(some(['a', '?', 'b'])).rejects.toThrow(/the label "answer" is missing \("\?"\)/)
    await expect(some([1, 2.5, 3])).rejects.toThrow(/the label "answer" is 2.5; numbers that are labels must be whole/)
    await expect(some(['a', 1, 'b'])).rejects.toThrow(/of one type in all rows; received 1 in row 1, after a string/)
    await expect(some([null, null])).rejects.toThrow(/the label "answer" is missing in every row/)
    await expect(some(['a', 'a', 'a'])).rejects.toThrow(/class/)
    await expect(some([['a'], ['b']])).rejects.toThrow(/column "answer": a value must be a number, a text/)
  })
})

describe('columns', () => {
  it('without a difference or without a value are left out, with a note', async () => {
    const table = columnsTable({
      kind: rows.map((row) => row.kind),
      weight: rows.map((row) => row.weight),
      always: rows.map(() => 'same'),
      never: rows.map(() => null),
      one: rows.map(() => 1),
    })
    const classifier = await trainClassifier(table, { label: 'kind' })
    expect(classifier.featureNames).toEqual(['weight', 'weight=missing'])
    expect(classifier.training.notes).toEqual([
      'The column "always" is left out: every value is "same".',
      'The column "never" is left out: every value is missing.',
      'The column "one" is left out: every value is 1.',
    ])
    const nothing = { ...table, columns: table.columns.filter(({ name }) => name !== 'weight') }
    await expect(trainClassifier(nothing, { label: 'kind' })).rejects.toThrow(/has no column to learn from/)
  })

  it('of 1,000 categories are learnt', async () => {
    const table = columnsTable({
      town: Array.from({ length: 6000 }, (_, i) => `town ${i % 1000}`),
      answer: Array.from({ length: 6000 }, (_, i) => ['a', 'b', 'c'][((i % 1000) * 7919) % 3]!),
    })
    const classifier = await trainClassifier(table, { label: 'answer' })
    expect(classifier.featureNames).toHaveLength(1000)
    expect((await classifier.evaluate(table)).accuracy).toBe(1)
    expect((await classifier.predict([{ town: 'never seen' }]))[0]!.probability).toBeLessThan(0.5)
  })

  it('of categories alone are enough', async () => {
    const table = columnsTable({
      a: Array.from({ length: 200 }, (_, i) => 'pqr'[i % 3]!),
      b: Array.from({ length: 200 }, (_, i) => 'stuv'[i % 4]!),
      answer: Array.from({ length: 200 }, (_, i) => `${'pqr'[i % 3]}`),
    })
    expect((await (await trainClassifier(table, { label: 'answer' })).evaluate(table)).accuracy).toBe(1)
  })

  it('that are missing in an object are missing values where training had some, and else an error that names them', async () => {
    const classifier = await trainClassifier(rows, { label: 'kind' })
    const { weight: _, ...light } = rows[0]!
    const { legs: __, ...legless } = rows[0]!
    expect(await classifier.predict([light])).toEqual(await classifier.predict([{ ...rows[0], weight: null }]))
    await expect(classifier.predict([rows[0]!, legless])).rejects.toThrow(
      /Row 1 has no "legs", which the model was trained on, without missing values. It has kind, weight, colour/,
    )
    const table = rowsTable(rows)
    const less = { ...table, columns: table.columns.filter(({ name }) => name !== 'colour') }
    await expect(classifier.predict(less)).rejects.toThrow(/has no column "colour", which the model was trained on/)
  })

  it('of another type are an error that names column, row and value', async () => {
    const classifier = await trainClassifier(rows, { label: 'kind' })
    await expect(classifier.predict([rows[0]!, { ...rows[1], weight: 'heavy' }])).rejects.toThrow(
      /row 1\)?: the column "weight" was taken as one of numbers, and has "heavy"/,
    )
    await expect(classifier.predict([{ ...rows[1], seen: 'last week' }])).rejects.toThrow(
      /the column "seen" was taken as one of dates.* and has "last week"/,
    )
    await expect(classifier.predict([{ ...rows[1], note: ['a'] }])).rejects.toThrow(/column "note"/)
    await expect(classifier.predict([{ ...rows[1], weight: Number.POSITIVE_INFINITY }])).rejects.toThrow(/column "weight"/)
  })

  it('take an unseen category: it is none of those that are known', async () => {
    const classifier = await trainClassifier(rows, { label: 'kind' })
    const [prediction] = await classifier.predict([{ ...rows[0], colour: 'purple' }])
    expect(prediction!.probability).toBeGreaterThan(0)
  })

  it('of no row give no prediction', async () => {
    const classifier = await trainClassifier(rows, { label: 'kind' })
    expect(await classifier.predict([])).toEqual([])
    expect((await classifier.predictProba([])).shape).toEqual([0, 3])
  })
})

describe('class imbalance', () => {
  const unlike = [...partOf(rows, 'cat'), ...partOf(rows, 'dog').slice(0, 3)]

  it('is reported where nothing is done about it', async () => {
    const { training } = await trainClassifier(unlike, { label: 'kind' })
    expect(training.classes).toEqual([
      { label: 'cat', rows: 40 },
      { label: 'dog', rows: 3 },
    ])
    expect(training.notes.join(' ')).toMatch(/The class cat has 40 rows, and dog has 3: rare classes are easily overlooked/)
    const balanced = await trainClassifier(unlike, { label: 'kind', classWeight: 'balanced' })
    expect(balanced.training.notes.join(' ')).not.toMatch(/overlooked/)
  })

  it('balanced weights are those of their rows, and so are weights by label', async () => {
    const options = { label: 'kind', softmax: { C: 1 } } as const
    const balanced = await trainClassifier(unlike, { ...options, classWeight: 'balanced' })
    const byLabel = await trainClassifier(unlike, {
      ...options,
      classWeight: new Map([
        ['cat', 43 / 80],
        ['dog', 43 / 6],
      ]),
    })
    const plain = await trainClassifier(unlike, options)
    const dogs = async (model: Classifier<MixedRow['kind']>): Promise<number> =>
      (await model.predict(unlike)).reduce((sum, { probabilities }) => sum + probabilities.dog, 0)
    expect(await dogs(balanced)).toBeCloseTo(await dogs(byLabel), 6)
    expect(await dogs(balanced)).toBeGreaterThan(await dogs(plain))
  })
})

describe('options', () => {
  it('give columns kinds and transforms', async () => {
    const classifier = await trainClassifier(rows, {
      label: 'kind',
      types: { legs: 'category' },
      preprocessing: {
        note: 'drop',
        seen: { as: 'date', parts: ['month'] },
        weight: { as: 'number', missing: 0, indicator: false },
      },
    })
    expect(classifier.featureNames.filter((name) => /^(legs|weight|note)/.test(name))).toEqual(['weight', 'legs=3', 'legs=4'])
    expect(classifier.featureNames.filter((name) => name.startsWith('seen')).every((name) => name.startsWith('seen:month='))).toBe(
      true,
    )
  })

  it.each([
    [{ label: 'size' }, /label: the rows has no column "size". Its columns are kind, weight/],
    [{ label: 3 }, /label must name the column of the classes; received 3/],
    [{ label: 'kind', epochs: 3 }, /there is no option "epochs". The options are label, hidden/],
    [{ label: 'kind', model: 'tree' }, /model must be 'softmax' or 'mlp'; received "tree"/],
    [{ label: 'kind', model: 'softmax', hidden: [3] }, /hidden is no option of the model 'softmax'/],
    [{ label: 'kind', hidden: [3], softmax: {} }, /softmax is no option of the model 'mlp'/],
    [{ label: 'kind', testSplit: 0.1, test: rows }, /give either testSplit, a part of the rows, or test, other rows/],
    [{ label: 'kind', validationSplit: 1 }, /validationSplit|fraction/],
    [{ label: 'kind', calibrate: 1 }, /calibrate must be true or false/],
    [{ label: 'kind', preprocessing: { size: 'drop' } }, /has no column "size"/],
    [{ label: 'kind', types: { size: 'number' } }, /there is no column "size"/],
    [{ label: 'kind', types: { colour: 'number' } }, /the column "colour" can't be of kind number: it holds/],
  ])('that are wrong are refused: %#', async (options, message) => {
    await expect(trainClassifier(rows, options as { label: 'kind' })).rejects.toThrow(message)
  })

  it('refuse what is no rows', async () => {
    await expect(trainClassifier([], { label: 'kind' as never })).rejects.toThrow(/no rows/)
    await expect(trainClassifier('rows.csv' as never, { label: 'kind' })).rejects.toThrow(/Rows must be an array of objects/)
    await expect(trainClassifier([1] as never, { label: 'kind' as never })).rejects.toThrow(/row 0 must be an object/)
  })

  it('a network over more than 4,096 sparse features is an error that says what to do', async () => {
    const table = columnsTable({
      answer: Array.from({ length: 3000 }, (_, i) => `${i % 2}`),
      note: Array.from({ length: 3000 }, (_, i) => `the word${i} and word${2 * i} of row ${i}`),
    })
    const wide = { label: 'answer', hidden: [4], preprocessing: { note: { as: 'words' } } } as const
    await expect(trainClassifier(table, wide)).rejects.toThrow(
      /[Aa] network takes dense rows, and these have \d+ features.*at most 4096.*model: 'softmax'.*buckets/,
    )
    const narrow = { ...wide, mlp: { epochs: 1 }, preprocessing: { note: { as: 'words', buckets: 512 } } } as const
    expect((await trainClassifier(table, narrow)).preprocessing.sparse).toBe(true)
  })
})

describe('a file', () => {
  it('that is damaged, or of another kind, is refused', async () => {
    const classifier = await trainClassifier(rows, { label: 'kind', preprocessing: { note: 'drop' } })
    const bytes = await classifier.save()
    await expect(Classifier.load(bytes.slice(0, 100))).rejects.toThrow(/The model file/)
    const text = new TextDecoder('latin1').decode(bytes)
    const changed = (from: string, to: string): Uint8Array => {
      expect(text).toContain(from)
      expect(to).toHaveLength(from.length)
      return Uint8Array.from(text.replace(from, to), (letter) => letter.charCodeAt(0))
    }
    await expect(Classifier.load(changed('\\"labelType\\":\\"string\\"', '\\"labelType\\":\\"strong\\"'))).rejects.toThrow(
      /classifier.labelType must be one of string, number, boolean; received "strong"/,
    )
    await expect(Classifier.load(changed('\\"as\\":\\"oneHot\\"', '\\"as\\":\\"oneCat\\"'))).rejects.toThrow(/oneCat/)
    const model = new SoftmaxRegression<string>()
    await model.fit([[0], [1]], ['a', 'b'])
    await expect(Classifier.load(await model.save())).rejects.toThrow(
      /holds a SoftmaxRegression without the preprocessing of a Classifier. Read it with SoftmaxRegression.load/,
    )
  })
})

describe('classifierRecipe', () => {
  it('is cross-validated with everything learnt afresh in each fold, from its training rows alone', async () => {
    const { recipe, X, y } = await classifierRecipe(rows, { label: 'kind' })
    const { mean, values } = await crossValidate(recipe, X, y, { folds: 4, scoring: ['accuracy', 'logLoss'] })
    expect(values).toHaveLength(4)
    expect(mean).toBeGreaterThan(0.85)
    const train = Uint32Array.from({ length: 80 }, (_, i) => i)
    const test = Uint32Array.from({ length: 40 }, (_, i) => 80 + i)
    const fittedOn = async (all: readonly MixedRow[]): Promise<unknown> => {
      const made = await classifierRecipe(all, { label: 'kind' })
      const models: ReturnType<typeof made.recipe>[] = []
      const keep = (): ReturnType<typeof made.recipe> => {
        models.push(made.recipe())
        return models.at(-1)!
      }
      await crossValidate(keep, made.X, made.y, { splits: [{ train, test }] })
      const { preprocessing, estimator } = models[0]!.fitted
      return [preprocessing.toConfig(), await estimator.save()]
    }
    const changed = rows.map((row, i) =>
      i < 80 ? row : { ...row, weight: 1e5, colour: 'violet', note: `words ${i} never read before` },
    )
    expect(await fittedOn(changed)).toEqual(await fittedOn(rows))
  })

  it('is searched over options, and its columns are weighed', async () => {
    const { recipe, X, y } = await classifierRecipe(rows, { label: 'kind', preprocessing: { note: 'drop' } })
    const { candidates, best } = await gridSearch(recipe, X, y, {
      folds: 3,
      grid: { softmax: [{ C: 1e-4 }, { C: 1 }], classWeight: ['balanced'] },
      scoring: 'logLoss',
    })
    expect(candidates).toHaveLength(2)
    expect(best.parameters).toEqual({ softmax: { C: 1 }, classWeight: 'balanced' })
    const model = recipe()
    await model.fit(X, y)
    const { features } = await permutationImportance(model, X, y)
    expect(features.map(({ feature }) => feature)).toEqual(['kind', 'weight', 'legs', 'colour', 'tame', 'seen', 'note'])
    const importance = Object.fromEntries(features.map(({ feature, mean }) => [feature, mean!]))
    expect(importance.kind).toBe(0)
    expect(importance.note).toBe(0)
    expect(importance.weight).toBeGreaterThan(importance.legs!)
  })

  it('weighs rows as crossValidate says', async () => {
    const { recipe, X, y } = await classifierRecipe(rows, { label: 'kind', softmax: { C: 1 } })
    const zeros = y.map((label) => (label === 'horse' ? 0 : 1))
    const model = recipe()
    await model.fit(X, y, { sampleWeight: Float64Array.from(zeros) })
    expect((await model.predict(X)).filter((label) => label === 'horse').length).toBeLessThan(40)
  })

  it('has no options of splits', async () => {
    await expect(classifierRecipe(rows, { label: 'kind', validationSplit: 0.2 } as { label: string })).rejects.toThrow(
      /validationSplit is no option of it, as crossValidate says which rows are tested/,
    )
    const { recipe } = await classifierRecipe(rows, { label: 'kind' })
    expect(() => recipe().classes).toThrow(/has not been fitted yet/)
    expect(() => recipe({ model: 'tree' as never })).toThrow(/model must be/)
  })
})
