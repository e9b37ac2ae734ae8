// argmax predict: rows in, classes and probabilities out, row by row.

import { type Command, Option } from 'commander'
import { DataError, UsageError } from '../../errors.ts'
import { predictionSets } from '../../evaluation/index.ts'
import type { Tensor } from '../../tensor/index.ts'
import type { Context } from '../context.ts'
import { readInput } from '../data/inputRows.ts'
import { readClassifier } from '../models/readClassifier.ts'
import { parseCount } from '../parseOptions.ts'
import { PREDICTION_FORMATS, type Prediction, type PredictionFormat, predictionWriter } from './predictionWriter.ts'

interface PredictFlags {
  format: PredictionFormat
  topK?: number
  json?: boolean
}

/** The rows of probabilities [rows, classes] as predictions, numbered on from `first`. */
function toPredictions({ data, shape }: Tensor, first: number, sets?: readonly (readonly number[])[]): Prediction[] {
  const [rows, classes] = shape as [number, number]
  return Array.from({ length: rows }, (_, i) => ({
    row: first + i,
    probabilities: data.subarray(i * classes, (i + 1) * classes),
    ...(sets && { set: sets[i] as readonly number[] }),
  }))
}

async function predict(modelPath: string, input: string, flags: PredictFlags, { stdin, stdout }: Context): Promise<void> {
  const classifier = await readClassifier(modelPath)
  const { topK } = flags
  if (topK !== undefined && topK > classifier.classes.length) {
    throw new UsageError(
      `--top-k must be a whole number from 1 to ${classifier.classes.length}, the model's classes; received ${topK}.`,
    )
  }
  const writer = predictionWriter(flags.json ? 'ndjson' : flags.format, { classes: classifier.classes, topK })
  const { conformalThreshold: threshold, allowEmpty = false } = classifier.calibration ?? {}
  let row = 0
  for await (const rows of readInput(input, classifier.input, stdin)) {
    const probabilities = classifier.probabilities(await classifier.logits(rows)) // [rows, classes]
    const sets = threshold === undefined ? undefined : predictionSets(probabilities, threshold, { allowEmpty })
    const start = row === 0 ? writer.start() : '' // not before: of a broken input nothing is printed
    await stdout.write(start + writer.rows(toPredictions(probabilities, row, sets)))
    row += probabilities.shape[0] ?? 0
  }
  if (row === 0) throw new DataError(`${input === '-' ? 'stdin' : input} holds no rows. Give at least one.`)
  await stdout.write(writer.end())
}

const HELP = `
INPUT is the name of a data set (its test part is taken), a .csv or .tsv file,
an IDX file of images, a file of JSON rows, or - for JSON or CSV on stdin. JSON
is one array of numbers a line, or one array of such arrays. CSV, for models of
tables, has a header; columns are found by their names, and others are ignored.
The numbers are as in the training data: for images of uint8 whole numbers from
0 to 255. Rows and columns count from 0.
Of a model trained with --calibrate, probabilities have its temperature, and
JSON has the set of classes that holds the true one in 9 of 10 rows.

Examples:
  $ npx argmax predict runs/mnist-1 mnist --top-k 3
  $ npx argmax predict runs/mnist-1 rows.ndjson --format csv > predictions.csv
  $ producer | npx argmax predict runs/mnist-1 - --json | consumer`

/** Adds the command to the program. */
export function addPredict(program: Command, context: Context): void {
  program
    .command('predict')
    .description('Give the class and the probabilities of each row')
    .argument('<MODEL>', 'a model file or a run folder')
    .argument('<INPUT>', 'a data set, a CSV, JSON or IDX file, or - for stdin')
    .addOption(new Option('--format <name>', 'how to write the rows').choices(PREDICTION_FORMATS).default('table'))
    .option('--top-k <n>', 'list the n likeliest classes of each row', parseCount)
    .addOption(new Option('--json', 'print one JSON object a row, as --format ndjson').conflicts('format'))
    .addHelpText('after', HELP)
    .action((model, input, flags) => predict(model, input, flags, context))
}
