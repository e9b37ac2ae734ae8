// argmax evaluate: how good a model is on labelled data, on rows it never saw wherever that can be told.

import type { Command } from 'commander'
import { commandLine } from './commandLine.ts'
import type { Context } from './context.ts'
import { rowsToScore } from './data/heldOut.ts'
import { checkClasses, checkData, dataWords, loadData } from './data/loadData.ts'
import { addSourceOptions, type SourceFlags } from './data/openSource.ts'
import { readClassifier } from './models/readClassifier.ts'
import { checkReportPath, writeReport } from './report/writeReport.ts'
import { score, scoreObject } from './score.ts'
import { figuresLine, scoreTables, setLines } from './scoreText.ts'
import { shellQuote } from './table.ts'

interface EvaluateFlags extends SourceFlags {
  label?: string
  allRows?: boolean
  report?: string
  json?: boolean
}

async function evaluate(
  modelPath: string,
  name: string | undefined,
  flags: EvaluateFlags,
  { stdout, stderr }: Context,
): Promise<void> {
  if (flags.report !== undefined) await checkReportPath(flags.report)
  await checkData(name, flags)
  const model = await readClassifier(modelPath)
  const words = `${shellQuote(modelPath)} ${dataWords(name, flags)}`
  const { sql, folder, database, ...given } = flags
  const data = await loadData(name, {
    ...{ sql, folder, database, label: flags.label, known: model.table },
    command: (label) => commandLine('evaluate', words, { label, ...given }),
  })
  checkClasses(data, model.classes)
  for (const note of data.notes) stderr.show(`note: ${note}\n`)
  const { rows, which } = rowsToScore(data, model.dataset, flags.allRows === true)
  const scored = await score(model, rows)
  if (flags.report !== undefined) {
    await writeReport(flags.report, {
      ...{ model, data, rows, score: scored },
      what: `Scored on ${which}; rows are numbered among them, from 0.`,
      command: commandLine('evaluate', words, given),
    })
    stderr.show(`Report: ${flags.report}\n`)
  }
  if (flags.json) {
    stderr.show(`Scored on ${which}.\n`)
    await stdout.line(JSON.stringify(scoreObject(scored)))
    return
  }
  const { colors } = stdout
  const lines = [
    `Scored on ${which}.`,
    `${colors.bold('accuracy')} ${scored.accuracy.toFixed(4)}  ${colors.bold('loss')} ${scored.loss.toFixed(4)}`,
    figuresLine(scored),
    ...setLines(scored),
    ...scoreTables(scored, stdout),
  ]
  await stdout.write(`${lines.join('\n')}\n`)
}

const HELP = `
On the data that the model was trained on, only the rows held out of the
training are scored; the model file records which. --all-rows scores all.
Columns of a table are found by their names, in any order. DATA can be all that
argmax train takes; --sql stands in its place.

Examples:
  $ npx argmax evaluate runs/mnist-1 mnist
  $ npx argmax evaluate runs/iris-1 iris --report report.html
  $ npx argmax evaluate model.safetensors folder-of-idx --json`

/** Adds the command to the program. */
export function addEvaluate(program: Command, context: Context): void {
  const command = program
    .command('evaluate')
    .description('Measure loss, accuracy, precision and recall on labelled data')
    .argument('<MODEL>', 'a model file or a run folder')
    .argument('[DATA]', 'a data set, a table, or a folder of images or IDX')
  addSourceOptions(command)
    .option('--label <column>', 'the column with the classes (default: the one it was trained on)')
    .option('--all-rows', 'score all rows, also those the model was trained on')
    .option('--report <file>', 'write a report with pictures, one HTML file')
    .option('--json', 'print one JSON object')
    .addHelpText('after', HELP)
    .action((model, data, flags) => evaluate(model, data, flags, context))
}
