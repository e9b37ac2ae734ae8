// argmax predict: rows in, classes and probabilities out, row by row.

import { type Command, Option } from 'commander'
import { DataError, UsageError } from '../../errors.ts'
import { predictionSets } from '../../evaluation/index.ts'
import type { Tensor } from '../../tensor/index.ts'
import type { Context } from '../context.ts'
import { readInput } from '../data/inputRows.ts'
import { addSourceOptions, type SourceFlags } from '../data/openSource.ts'
import { type Inputs, isTable } from '../data/rows.ts'
import { tableInput } from '../data/tableInput.ts'
import type { Classifier } from '../models/classifier.ts'
import { readClassifier } from '../models/readClassifier.ts'
import { parseCount } from '../parseOptions.ts'
import {
  type Extras,
  PREDICTION_FORMATS,
  type Prediction,
  type PredictionFormat,
  type PredictionWriter,
  predictionWriter,
} from './predictionWriter.ts'

interface PredictFlags extends SourceFlags {
  format: PredictionFormat
  topK?: number
  json?: boolean
}

/** Columns of a table that the model doesn't take: they go on into the output. */
function extrasOf(rows: Inputs, { featureNames = [] }: Classifier): Extras {
  if (!isTable(rows)) return { names: [], row: () => [] }
  const columns = rows.columns.filter(({ name }) => !featureNames.includes(name))
  const cellOf = (value: string | number): string | number | null => (value === '' || Number.isNaN(value) ? null : value)
  return {
    names: columns.map(({ name }) => name),
    row: (i) => columns.map(({ values }) => cellOf(values[i] as string | number)),
  }
}

/** The rows of probabilities [rows, classes] as predictions, numbered on from `first`. */
function toPredictions(
  { data, shape }: Tensor,
  first: number,
  extras: Extras,
  sets?: readonly (readonly number[])[],
): Prediction[] {
  const [rows, classes] = shape as [number, number]
  return Array.from({ length: rows }, (_, i) => ({
    row: first + i,
    probabilities: data.subarray(i * classes, (i + 1) * classes),
    extras: extras.row(i),
    ...(sets && { set: sets[i] as readonly number[] }),
  }))
}

async function predict(
  modelPath: string,
  input: string | undefined,
  flags: PredictFlags,
  { stdin, stdout }: Context,
): Promise<void> {
  if ((input === undefined) === (flags.sql === undefined)) {
    throw new UsageError(`Give either INPUT or --sql${input === undefined ? ', such as rows.csv or -' : '; received both'}.`)
  }
  const classifier = await readClassifier(modelPath)
  const { topK } = flags
  if (topK !== undefined && topK > classifier.classes.length) {
    throw new UsageError(
      `--top-k must be a whole number from 1 to ${classifier.classes.length}, the model's classes; received ${topK}.`,
    )
  }
  const { wanted } = classifier
  const groups = wanted === undefined ? readInput(input, flags, classifier.input, stdin) : tableInput(input, flags, wanted, stdin)
  let writer: PredictionWriter | undefined
  const { conformalThreshold: threshold, allowEmpty = false } = classifier.calibration ?? {}
  let row = 0
  for await (const rows of groups) {
    const probabilities = classifier.probabilities(await classifier.logits(rows)) // [rows, classes]
    const sets = threshold === undefined ? undefined : predictionSets(probabilities, threshold, { allowEmpty })
    const extras = extrasOf(rows, classifier)
    const isFirst = writer === undefined // not before: of a broken input nothing is printed
    writer ??= predictionWriter(flags.json ? 'ndjson' : flags.format, { classes: classifier.classes, topK, extras: extras.names })
    await stdout.write((isFirst ? writer.start() : '') + writer.rows(toPredictions(probabilities, row, extras, sets)))
    row += probabilities.shape[0] ?? 0
  }
  if (writer === undefined)
    throw new DataError(`${input === '-' ? 'stdin' : (input ?? 'The query')} holds no rows. Give at least one.`)
  await stdout.write(writer.end())
}

const HELP = `
INPUT for a model of a table is a table as argmax train takes it, or CSV or JSON
on stdin (-): columns are found by their names, with the same names as in
training. Others, an id for one, are carried through into the output. JSON is an
object a line, or one array of objects. --sql takes rows from a query.
INPUT for a model of images is the name of a data set (its test part is taken),
a picture (.png, .jpg; shown as in the training data, a light digit on dark for
MNIST), a folder of pictures, an IDX file, or JSON rows, - for stdin: one array
of numbers a line, or one array of such arrays, as in the training data: for
images of uint8 whole numbers from 0 to 255. Rows and columns count from 0.
Of a model trained with --calibrate, probabilities have its temperature, and
JSON has the set of classes that holds the true one in 9 of 10 rows.

Examples:
  $ npx argmax predict runs/mnist-1 mnist --top-k 3
  $ npx argmax predict runs/mnist-1 digit.png
  $ npx argmax predict runs/flowers-1 flowers.csv --format csv > predictions.csv
  $ producer | npx argmax predict runs/mnist-1 - --json | consumer`

/** Adds the command to the program. */
export function addPredict(program: Command, context: Context): void {
  const command = program
    .command('predict')
    .description('Give the class and the probabilities of each row')
    .argument('<MODEL>', 'a model file or a run folder')
    .argument('[INPUT]', 'a data set, a table, a picture, JSON rows, or - for stdin')
  addSourceOptions(command)
    .addOption(new Option('--format <name>', 'how to write the rows').choices(PREDICTION_FORMATS).default('table'))
    .option('--top-k <n>', 'list the n likeliest classes of each row', parseCount)
    .addOption(new Option('--json', 'print one JSON object a row, as --format ndjson').conflicts('format'))
    .addHelpText('after', HELP)
    .action((model, input, flags) => predict(model, input, flags, context))
}
