// argmax train: data in, a run folder out. The order is what matters here: whatever can be refused is refused before data is
// loaded, and the model is saved before anything is measured or printed.

import type { Command } from 'commander'
import { UsageError } from '../errors.ts'
import { Sequential } from '../model/sequential.ts'
import type { Context } from './context.ts'
import { CommandStop, EXIT } from './exitCodes.ts'
import { listenForInterruption } from './interruption.ts'
import { checkData, dataName, loadData } from './loadData.ts'
import { exists, openRunFolder, resolveModelPath } from './runFolder.ts'
import { score } from './score.ts'
import { fitRun, prepareRun, type Run, saveRun } from './trainingRun.ts'
import { addTrainOptions, chooseModel, type ModelChoice, type TrainFlags } from './trainOptions.ts'
import { trainReporter } from './trainReporter.ts'

/** The model of `--model FILE`. @throws UsageError where there is no such file, FormatError where it is no model */
async function readStart(choice: ModelChoice): Promise<Sequential | undefined> {
  if (choice.kind !== 'file') return undefined
  if (!(await exists(choice.path))) {
    throw new UsageError(
      `--model must be softmax, mlp, or a model file or run folder to go on from; there is no file ${JSON.stringify(choice.path)}.`,
    )
  }
  return Sequential.load(await resolveModelPath(choice.path))
}

/** Saves, measures on rows that training never saw, and tells of it. @throws CommandStop if --min-accuracy is missed */
async function finishRun(run: Run): Promise<void> {
  const { flags, model, record, interruption, test, data, folder, reporter } = run
  await saveRun(run, { status: 'done' })
  const measured = await score(model, test, interruption.signal).catch((error) => {
    if (interruption.received === undefined) throw error
    const message = `Interrupted while measuring on the test rows. The model is in ${folder.modelPath}.`
    throw new CommandStop(message, interruption.received.exitCode)
  })
  const { loss, accuracy } = measured
  const { bytes, hash } = await saveRun(run, { status: 'done', test: { loss, accuracy } })
  await reporter.done({
    data: data.name,
    folder,
    parameters: model.countParameters(),
    modelBytes: bytes,
    epochs: flags.epochs,
    seconds: record.totalSeconds,
    weightsSha256: hash,
    arithmetic: model.arithmetic,
    loss: record.last('loss') ?? Number.NaN,
    accuracy: record.last('accuracy') ?? Number.NaN,
    test: measured,
    testRows: test.y.data.length,
  })
  if (flags.minAccuracy !== undefined && !(accuracy >= flags.minAccuracy)) {
    throw new CommandStop(
      `The test accuracy ${accuracy} is under --min-accuracy ${flags.minAccuracy}. The model is saved in ${folder.modelPath} all the same.`,
      EXIT.gate,
    )
  }
}

async function train(name: string, flags: TrainFlags, context: Context): Promise<void> {
  const choice = chooseModel(flags)
  await checkData(name)
  const start = await readStart(choice)
  const folder = await openRunFolder(dataName(name), flags)
  const interruption = listenForInterruption()
  try {
    const reporter = trainReporter(context, flags.json === true)
    const data = await loadData(name)
    const run = prepareRun({ flags, choice, start, folder, interruption, context, reporter }, data)
    await fitRun(run)
    await finishRun(run)
  } finally {
    interruption.dispose()
    await folder.discardIfEmpty()
  }
}

const HELP = `
DATA is mnist, fashion-mnist, a folder of IDX files, or an IDX file of images.
A set without a test part gets a stratified one by seed; the test is always
measured on rows that training never saw. The run folder gets model.safetensors
and history.json. Ctrl-C saves the model so far.

Examples:
  $ npx argmax train mnist
  $ npx argmax train mnist --model softmax --epochs 20
  $ npx argmax train folder --hidden 128,64 --validation-split 0.1 --out wide
  $ npx argmax train mnist --model runs/mnist-1 --epochs 5`

/** Adds the command to the program. */
export function addTrain(program: Command, context: Context): void {
  const command = program
    .command('train')
    .description('Train a classifier and save it in a run folder')
    .argument('<DATA>', 'a data set, a folder of IDX files, or an IDX file of images')
  addTrainOptions(command)
    .addHelpText('after', HELP)
    .action((data, flags) => train(data, flags, context))
}
