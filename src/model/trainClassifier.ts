// From rows with named columns to a classifier in one call: it wires preprocessing, model, calibration and labels.

import { selectTableRows, stratifiedSplit, type Table } from '../data/index.ts'
import type { TableSource } from '../data/tableSource.ts'
import { calibrateTemperature } from '../evaluation/index.ts'
import type { Preprocessing } from '../preprocessing/index.ts'
import { Pacer } from '../training/pacer.ts'
import { Classifier, type ClassifierTraining, type ClassRows } from './classifier.ts'
import { type ClassifierOptions, checkClassifierOptions } from './classifierOptions.ts'
import { type ClassifierRows, rowsToPredict, trainingTable } from './classifierRows.ts'
import { knownLabels, type LabelValue, labelColumn, labelTypeOf, outerLabel, readClassLabels } from './classLabels.ts'
import type { Label } from './estimator.ts'
import { columnTypes, fitClassifier } from './fitClassifier.ts'
import { classesOf, classNumbers } from './labels.ts'
import type { MLPClassifier } from './mlpClassifier.ts'
import type { SoftmaxRegression } from './softmaxRegression.ts'
import { unbalancedClasses } from './unbalancedClasses.ts'

/** The part to calibrate on where only `calibrate: true` says that there is one. */
const CALIBRATION_SPLIT = 0.2

/** The type of labels in rows of type R. */
export type LabelIn<R, K> = K extends keyof R ? Extract<R[K], LabelValue> : LabelValue

/**
 * Trains a classifier on rows with named columns of any kind: numbers, categories, booleans, dates, texts, with missing values. Each
 * column's kind decides which features it becomes (see docs/preprocessing.md); all that is learnt of columns is learnt from training rows
 * alone, and is saved with the model.
 *
 * @param rows objects, one for each row; a Table, as readCsv gives it; or a source of tables, all of whose rows are read
 * @param options.label the column of the classes
 * @returns a Classifier, typed by the labels' literal types where rows have them
 * @throws DataError, LabelError or UsageError, naming the column and row, for rows or options that can't be used; the signal's reason
 */
export function trainClassifier<const R extends object, const K extends keyof R & string>(
  rows: readonly R[],
  options: ClassifierOptions<K>,
): Promise<Classifier<LabelIn<R, K>>>
export function trainClassifier<L extends LabelValue = string | number>(
  rows: Table | TableSource,
  options: ClassifierOptions,
): Promise<Classifier<L>>
export async function trainClassifier(rows: ClassifierRows, options: ClassifierOptions): Promise<Classifier> {
  const model = checkClassifierOptions(options)
  options.signal?.throwIfAborted()
  const table = await trainingTable(rows)
  const { label, seed = 1, signal } = options
  labelColumn(table, label)
  const labelType = Array.isArray(rows) ? labelTypeOf(rows, label) : undefined
  const labels = readClassLabels(table, label)
  const parts = splitRows(labels, options, seed)
  const pacer = new Pacer(signal)
  try {
    const train = take(table, labels, parts.train)
    const types = columnTypes(table, label, options.types)
    const { preprocessing, estimator, result } = await fitClassifier({ ...train, types }, model, options, pacer)
    const held = await heldRows(table, parts.validation, options.validation, preprocessing, label)
    const notes = [...preprocessing.notes, ...parts.notes, ...result.warnings]
    const type = labelType ?? (typeof labels[0] === 'number' ? 'number' : 'string')
    const classes = countClasses(train.labels, estimator.classes)
    notes.push(...balanceNotes(classes, options))
    if (held && (options.calibrate ?? true)) notes.push(...(await calibrate(estimator, preprocessing, held, label, pacer)))
    const training: ClassifierTraining = {
      rows: train.table.rows,
      classes: classes.map(({ label: known, rows: count }) => ({ label: outerLabel(known as Label, type), rows: count })),
      ...{ notes, result },
    }
    const make = (known: ClassifierTraining): Classifier =>
      new Classifier({ label, labelType: type, preprocessing, estimator, training: known })
    const measured = make(training)
    const test = await heldRows(table, parts.test, options.test, preprocessing, label)
    return make({
      ...training,
      ...(held ? { validation: await measured.evaluate(held, signal ? { signal } : {}) } : {}),
      ...(test ? { test: await measured.evaluate(test, signal ? { signal } : {}) } : {}),
    })
  } finally {
    pacer.close()
  }
}

interface RowParts {
  readonly train: Uint32Array
  readonly validation: Uint32Array | undefined
  readonly test: Uint32Array | undefined
  readonly notes: readonly string[]
}

/** Which rows are for what: the test part is drawn first, the validation part of what is left. */
function splitRows(labels: readonly Label[], options: ClassifierOptions, seed: number): RowParts {
  const { testSplit = 0, validation, calibrate } = options
  const validationSplit = options.validationSplit ?? (calibrate === true && validation === undefined ? CALIBRATION_SPLIT : 0)
  const all = Uint32Array.from(labels, (_, row) => row)
  // By class numbers, as the command line divides the same table, so that both train on the same rows.
  const classes = classesOf(labels)
  const numbers = classNumbers(labels, classes)
  const notes: string[] = []
  const divide = (rows: Uint32Array, fraction: number): [Uint32Array, Uint32Array | undefined] => {
    if (fraction === 0) return [rows, undefined]
    const names = classes.map(String)
    const { train, test, warnings } = stratifiedSplit(
      rows.map((row) => numbers[row] as number),
      fraction,
      seed,
      { names },
    )
    notes.push(...warnings)
    return [train.map((i) => rows[i] as number), test.map((i) => rows[i] as number)]
  }
  const [rest, test] = divide(all, testSplit)
  const [train, held] = divide(rest, validationSplit)
  return { train, validation: held, test, notes }
}

function take(table: Table, labels: readonly Label[], rows: Uint32Array): { table: Table; labels: Label[] } {
  if (rows.length === table.rows) return { table, labels: [...labels] }
  return { table: selectTableRows(table, rows), labels: Array.from(rows, (row) => labels[row] as Label) }
}

/** Rows that training never saw: a part of the table, or others. */
async function heldRows(
  table: Table,
  part: Uint32Array | undefined,
  others: ClassifierRows | undefined,
  preprocessing: Preprocessing,
  label: string,
): Promise<Table | undefined> {
  if (part) return selectTableRows(table, part)
  return others && rowsToPredict(others, preprocessing, label)
}

/** Fits the temperature, which the model keeps. */
async function calibrate(
  estimator: SoftmaxRegression | MLPClassifier,
  preprocessing: Preprocessing,
  held: Table,
  label: string,
  pacer: Pacer,
): Promise<readonly string[]> {
  const { classes } = estimator
  const truth = knownLabels(readClassLabels(held, label), classes, held)
  const logits = await estimator.decisionFunction(await preprocessing.transform(held, () => pacer.pause()))
  const { temperature, warnings } = calibrateTemperature<Label>(logits, truth, { classes })
  estimator.calibration = { temperature }
  return warnings
}

function countClasses(labels: readonly Label[], classes: readonly Label[]): ClassRows<Label>[] {
  const counts = new Map<Label, number>(classes.map((label) => [label, 0]))
  for (const label of labels) counts.set(label, (counts.get(label) ?? 0) + 1)
  return [...counts].map(([label, rows]) => ({ label, rows }))
}

/** What is to be said where classes are unbalanced, and nothing was done about it. */
function balanceNotes(classes: readonly ClassRows<Label>[], { classWeight }: ClassifierOptions): string[] {
  const found = classWeight === undefined ? unbalancedClasses(classes) : undefined
  if (found === undefined) return []
  const { least, most } = found
  return [
    `The class ${most.label} has ${most.rows} rows, and ${least.label} has ${least.rows}: rare classes are easily overlooked. ` +
      "With classWeight: 'balanced' every class counts the same.",
  ]
}
