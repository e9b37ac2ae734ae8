// trainClassifier with nothing but a label: beside scikit-learn's usual pipeline (one-hot, median, standardised, LogisticRegression with its
// default C) on tables as people have them, and on penguins.

import process from 'node:process'
import { classifierRecipe, trainClassifier } from 'argmax'
import { selectTableRows } from 'argmax/data'
import { penguins } from 'argmax/datasets'
import { crossValidate, stratifiedKFold } from 'argmax/evaluation'
import { describe, expect, test } from 'vitest'
import { CLASSIFIER_TABLES } from './support/classifierTables.ts'
import { readGolden } from './support/golden.ts'

const { accuracy: scikit } = readGolden<{ accuracy: Record<string, number[]> }>('sklearn-classifier-tables.json')

/** Folds that are tested, of five: ARGMAX_FOLDS=5 takes them all. */
const FOLDS = Number(process.env.ARGMAX_FOLDS ?? 2)

describe('within 3 points of scikit-learn', () => {
  test.each(CLASSIFIER_TABLES.map((table) => [table.name, table] as const))('%s', async (name, table) => {
    const labels = Array.from(table.columns.find((column) => column.name === 'label')!.values as ArrayLike<unknown>, String)
    let sum = 0
    const { folds } = stratifiedKFold(labels, { folds: 5, seed: 1 })
    for (const { train, test: held } of folds.slice(0, FOLDS)) {
      const classifier = await trainClassifier(selectTableRows(table, train), { label: 'label' })
      sum += (await classifier.evaluate(selectTableRows(table, held))).accuracy
    }
    const wanted = scikit[name]!.slice(0, FOLDS).reduce((total, each) => total + each, 0) / FOLDS
    console.log(`${name}: ${(sum / FOLDS).toFixed(4)}, scikit-learn ${wanted.toFixed(4)}`)
    expect(sum / FOLDS).toBeGreaterThanOrEqual(wanted - 0.03)
  })

  test('every table has its figure', () => {
    expect(Object.keys(scikit).sort()).toEqual(CLASSIFIER_TABLES.map(({ name }) => name).sort())
  })
})

test('penguins: 5 x 5 cross-validation with defaults is right 98 times in 100', async () => {
  const { columns } = await penguins()
  // Rows as JSON files have them: null where a measurement is missing, and a point in Sex.
  const names = { species: 'Species', island: 'Island', bill_length_mm: 'Beak Length (mm)', bill_depth_mm: 'Beak Depth (mm)' }
  const more = { flipper_length_mm: 'Flipper Length (mm)', body_mass_g: 'Body Mass (g)', sex: 'Sex' }
  const rows = columns.species.map((_, row) =>
    Object.fromEntries(
      Object.entries({ ...names, ...more }).map(([from, to]) => {
        const value = columns[from as keyof typeof columns][row]
        if (from === 'sex') return [to, value === '' ? ['.', null][row % 2] : String(value).toUpperCase()]
        return [to, Number.isNaN(value) ? null : value]
      }),
    ),
  )
  const { recipe, X, y } = await classifierRecipe(rows, { label: 'Species' })
  const { mean, values } = await crossValidate(recipe, X, y, { folds: 5, repeats: 5 })
  expect(values).toHaveLength(25)
  expect(mean).toBeGreaterThanOrEqual(0.98)
})
