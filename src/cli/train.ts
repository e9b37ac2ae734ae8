// argmax train: data in, a run folder out. The order is what matters here: whatever can be refused is refused before data is
// loaded, and the model is saved before anything is measured or printed.

import type { Command } from 'commander'
import { UsageError } from '../errors.ts'
import { Sequential } from '../model/sequential.ts'
import { buildModel, optimizerOf } from './buildModel.ts'
import { commandLine } from './commandLine.ts'
import type { Context } from './context.ts'
import { CommandStop, EXIT } from './exitCodes.ts'
import { readFormerRun } from './formerRun.ts'
import { listenForInterruption } from './interruption.ts'
import { checkData, dataName, type LoadedData, loadData } from './loadData.ts'
import { knownTable } from './loadModel.ts'
import { resumeFlags } from './resumeFlags.ts'
import { exists, openRunFolder, resolveModelPath } from './runFolder.ts'
import { saveRun, saveTraining } from './saveRun.ts'
import { score } from './score.ts'
import type { RunOptions } from './trainingRecord.ts'
import { fitRun, prepareRun, type Run, type RunSettings, stopInterrupted } from './trainingRun.ts'
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
  await saveTraining(run, { status: 'done' })
  const measured = await score(model, test, interruption.signal).catch((error) => {
    if (interruption.received === undefined) throw error
    return stopInterrupted(run, 'while measuring on the test rows')
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

/** What shaped the training, with the defaults that were taken. */
function optionsOf(flags: TrainFlags, choice: ModelChoice): RunOptions {
  const { epochs, batchSize, l2, validationSplit, seed, portable = false } = flags
  const model = choice.kind === 'file' ? choice.path : choice.hidden.length === 0 ? 'softmax' : 'mlp'
  const hidden = choice.kind === 'file' ? undefined : choice.hidden
  const optimizer = optimizerOf(flags)
  const described = { kind: optimizer.kind, ...optimizer.config() }
  return { model, hidden, epochs, batchSize, optimizer: described, l2, validationSplit, seed, portable }
}

/** Settings that are known before data is loaded. */
type Beginning = Pick<RunSettings, 'flags' | 'options' | 'makeModel' | 'start' | 'former' | 'folder'>

/** A new run, in a folder of its own. */
async function beginRun(name: string, flags: TrainFlags): Promise<Beginning> {
  const choice = chooseModel(flags)
  const start = await readStart(choice)
  const folder = await openRunFolder(dataName(name), flags)
  const makeModel = (data: LoadedData): Sequential => buildModel(choice, flags, data, start)
  return { flags, options: optionsOf(flags, choice), makeModel, start, former: undefined, folder }
}

/** The run of --resume. @param given the flags that were given, without defaults */
async function resumeRun(path: string, given: Partial<TrainFlags>): Promise<Beginning> {
  const former = await readFormerRun(path, given.threads)
  const flags = resumeFlags(given, former)
  const { options, folder, model } = former
  return { flags, options: { ...options, epochs: flags.epochs }, makeModel: () => model, start: undefined, former, folder }
}

async function train(name: string, flags: TrainFlags, given: Partial<TrainFlags>, context: Context): Promise<void> {
  await checkData(name)
  const beginning = flags.resume === undefined ? await beginRun(name, flags) : await resumeRun(flags.resume, given)
  const { folder } = beginning
  const interruption = listenForInterruption()
  try {
    const reporter = trainReporter(context, flags.json === true)
    const known = beginning.start ?? beginning.former?.model
    const data = await loadData(name, {
      label: flags.label,
      known: known && knownTable(known),
      command: (label) => commandLine(['train', name], { label, ...given }),
    })
    const run = prepareRun({ ...beginning, interruption, context, reporter }, data)
    await fitRun(run)
    await finishRun(run)
  } finally {
    interruption.dispose()
    await folder.discardIfEmpty()
  }
}

const HELP = `
DATA is mnist, fashion-mnist, iris, wine, penguins, digits-8x8, a .csv or .tsv
file of numbers with --label COLUMN, a folder of IDX files, or an IDX file of
images. A set without a test part gets a stratified one by seed; the test is
always measured on rows that training never saw. The run folder gets
model.safetensors, history.json and checkpoint/. Ctrl-C saves the model so far;
--resume goes on from there, and with more --epochs also after the end.

Examples:
  $ npx argmax train mnist
  $ npx argmax train mnist --model softmax --epochs 20
  $ npx argmax train flowers.csv --label species --hidden 16
  $ npx argmax train folder --hidden 128,64 --validation-split 0.1 --out wide
  $ npx argmax train mnist --model runs/mnist-1 --epochs 5
  $ npx argmax train mnist --resume runs/mnist-1 --epochs 200`

/** Adds the command to the program. */
export function addTrain(program: Command, context: Context): void {
  const command = program
    .command('train')
    .description('Train a classifier and save it in a run folder')
    .argument('<DATA>', 'a data set, a .csv or .tsv file, or a folder or file of IDX')
  addTrainOptions(command)
    .addHelpText('after', HELP)
    .action((data, flags: TrainFlags) => {
      const isGiven = ([name]: [string, unknown]): boolean => command.getOptionValueSource(name) === 'cli'
      return train(data, flags, Object.fromEntries(Object.entries(flags).filter(isGiven)), context)
    })
}
