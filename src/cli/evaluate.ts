// argmax evaluate: how good a model is on labelled data, on rows it never saw wherever that can be told.

import type { Command } from 'commander'
import { reportLines } from '../report/text/reportLines.ts'
import { commandLine } from './commandLine.ts'
import type { Context } from './context.ts'
import { rowsToScore } from './heldOut.ts'
import { checkClasses, checkFeatures, loadData } from './loadData.ts'
import { loadModel } from './loadModel.ts'
import { score } from './score.ts'

interface EvaluateFlags {
  label?: string
  allRows?: boolean
  json?: boolean
}

async function evaluate(modelPath: string, name: string, flags: EvaluateFlags, { stdout, stderr }: Context): Promise<void> {
  const { model, classes, table, dataset } = await loadModel(modelPath)
  const data = await loadData(name, {
    label: flags.label,
    known: table,
    command: (label) => commandLine(['evaluate', modelPath, name], { label, ...flags }),
  })
  checkClasses(data, classes)
  checkFeatures(data, table)
  for (const note of data.notes) stderr.show(`note: ${note}\n`)
  const { rows, which } = rowsToScore(data, dataset, flags.allRows === true)
  const { loss, accuracy, report } = await score(model, rows)
  if (flags.json) {
    stderr.show(`Scored on ${which}.\n`)
    await stdout.line(JSON.stringify({ loss, accuracy, perClass: report.perClass, confusion: report.confusion }))
    return
  }
  const { colors } = stdout
  const lines = [
    `Scored on ${which}.`,
    `${colors.bold('accuracy')} ${accuracy.toFixed(4)}  ${colors.bold('loss')} ${loss.toFixed(4)}`,
    '',
    ...reportLines(report, colors),
  ]
  await stdout.write(`${lines.join('\n')}\n`)
}

const HELP = `
On the data that the model was trained on, only the rows held out of the
training are scored; the model file records which. --all-rows scores all.
Columns of a .csv or .tsv file are found by their names, in any order.

Examples:
  $ npx argmax evaluate runs/mnist-1 mnist
  $ npx argmax evaluate model.safetensors folder-of-idx --json`

/** Adds the command to the program. */
export function addEvaluate(program: Command, context: Context): void {
  program
    .command('evaluate')
    .description('Measure loss, accuracy, precision and recall on labelled data')
    .argument('<MODEL>', 'a model file or a run folder')
    .argument('<DATA>', 'a data set, a .csv or .tsv file, or a folder or file of IDX')
    .option('--label <column>', 'the column with the classes (default: the one it was trained on)')
    .option('--all-rows', 'score all rows, also those the model was trained on')
    .option('--json', 'print one JSON object')
    .addHelpText('after', HELP)
    .action((model, data, flags) => evaluate(model, data, flags, context))
}
