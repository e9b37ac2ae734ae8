// argmax train: data in, a run folder out. The order is what matters here: whatever can be refused is refused before data is
// loaded, and the model is saved before anything is measured or printed.

import type { Command } from 'commander'
import { isRowStream } from '../../data/rowStream.ts'
import { commandLine } from '../commandLine.ts'
import type { Context } from '../context.ts'
import { checkData, dataName, dataWords, loadData } from '../data/loadData.ts'
import { readTypes } from '../data/typesFlag.ts'
import { CommandStop, EXIT } from '../exitCodes.ts'
import { listenForInterruption } from '../interruption.ts'
import { writeReport } from '../report/writeReport.ts'
import { openRunFolder } from '../runFolder.ts'
import { type Score, score } from '../score.ts'
import { plural } from '../table.ts'
import { calibrate } from './calibration.ts'
import { cvText } from './crossValidation.ts'
import { readFormerRun } from './formerRun.ts'
import { checkFamily, prepareNew, prepareResumed, prepareStart, readStart } from './prepareModel.ts'
import { resumeFlags } from './resumeFlags.ts'
import { rowCounts, saveRun, saveTraining } from './saveRun.ts'
import { crossValidateRun, fitRun, prepareRun, type Run, type RunSettings, stopInterrupted, warn } from './trainingRun.ts'
import { addTrainOptions, chooseModel, type TrainFlags } from './trainOptions.ts'
import { trainReporter } from './trainReporter.ts'

/** Epochs where rows are streamed and --epochs is not given: each reads all of them again. */
const STREAMED_EPOCHS = 5

/** Calibrates where that is asked for, and scores the test rows. @throws CommandStop where it was interrupted */
async function measureRun(run: Run): Promise<Score> {
  const { model, test, interruption, calibrationRows } = run
  try {
    if (calibrationRows !== undefined) {
      const { warnings } = await calibrate(model, calibrationRows, interruption.signal)
      for (const text of warnings) warn(run, text)
    }
    return await score(model, test, interruption.signal)
  } catch (error) {
    if (interruption.received === undefined) throw error
    return stopInterrupted(run, 'while measuring on the test rows')
  }
}

/** Writes report.html; resolves to its path. */
async function reportRun(run: Run, test: Score): Promise<string | undefined> {
  const { flags, folder, model, data, record, command, warnings, cv } = run
  if (!flags.report) return undefined
  const rows = Object.fromEntries(Object.entries(rowCounts(run)).filter(([, count]) => count > 0))
  const what = `Measured on ${plural(test.rows, 'row')} of ${data.name} that training never saw; rows are numbered among them, from 0.`
  await writeReport(folder.reportPath, {
    ...{ model, data, rows: run.test, score: test, what, command, warnings, history: record.history },
    notes: [...run.notes, ...(cv ? [`Cross-validated before the training, on ${cvText(cv)}.`] : [])],
    run: { seed: flags.seed, rows, seconds: record.totalSeconds },
  })
  return folder.reportPath
}

/** Saves, measures on rows that training never saw, and tells of it. @throws CommandStop if --min-accuracy is missed */
async function finishRun(run: Run): Promise<void> {
  const { flags, model, record, data, folder, reporter } = run
  await saveTraining(run, { status: 'done' })
  const test = await measureRun(run)
  const { loss, accuracy } = test
  const { bytes, hash } = await saveRun(run, { status: 'done', test: { loss, accuracy } })
  const report = await reportRun(run, test)
  await reporter.done({
    data: data.words,
    folder,
    parameters: model.countParameters(),
    modelBytes: bytes,
    epochs: record.epoch.length,
    unit: model.unit,
    converged: run.converged === true,
    seconds: record.totalSeconds,
    weightsSha256: hash,
    arithmetic: model.arithmetic,
    history: record.history,
    cv: run.cv,
    temperature: model.calibration?.temperature,
    test,
    report,
  })
  if (flags.minAccuracy !== undefined && !(accuracy >= flags.minAccuracy)) {
    throw new CommandStop(
      `The test accuracy ${accuracy} is under --min-accuracy ${flags.minAccuracy}. The model is saved in ${folder.modelPath} all the same.`,
      EXIT.gate,
    )
  }
}

/** Settings that are known before data is loaded. */
type Beginning = Pick<RunSettings, 'flags' | 'prepare' | 'start' | 'former' | 'folder'>

/** A new run, in a folder of its own. */
async function beginRun(name: string | undefined, flags: TrainFlags, context: Context): Promise<Beginning> {
  const choice = chooseModel(flags)
  checkFamily(choice, flags)
  const start = await readStart(choice, flags)
  const folder = await openRunFolder(dataName(name), flags)
  const prepare: RunSettings['prepare'] = async (data) =>
    choice.kind === 'new'
      ? prepareNew(choice.family, flags, data, context)
      : prepareStart(start as NonNullable<typeof start>, choice.path, flags, data)
  return { flags, prepare, start, former: undefined, folder }
}

/** The run of --resume. @param given the flags that were given, without defaults */
async function resumeRun(path: string, given: Partial<TrainFlags>): Promise<Beginning> {
  const former = await readFormerRun(path)
  const flags = resumeFlags(given, former)
  return { flags, prepare: (data) => prepareResumed(former, flags, data), start: undefined, former, folder: former.folder }
}

async function train(name: string | undefined, flags: TrainFlags, given: Partial<TrainFlags>, context: Context): Promise<void> {
  await checkData(name, flags)
  const beginning = flags.resume === undefined ? await beginRun(name, flags, context) : await resumeRun(flags.resume, given)
  const { folder } = beginning
  const interruption = listenForInterruption()
  try {
    const reporter = trainReporter(context, flags.json === true)
    const { sql, folder: folders, database, ...rest } = given
    const words = dataWords(name, flags)
    const data = await loadData(name, {
      ...{ sql, folder: folders, database, label: flags.label, stream: flags.stream },
      ...(flags.types === undefined ? {} : { types: await readTypes(flags.types) }),
      known: (beginning.start ?? beginning.former?.model)?.table,
      command: (label) => commandLine('train', words, { label, ...rest }),
    })
    if (isRowStream(data.train.x)) {
      flags.epochs = given.epochs ?? STREAMED_EPOCHS
      flags.optimizer ??= 'adam'
    }
    const command = commandLine('train', words, rest)
    const run = await prepareRun({ ...beginning, command, interruption, context, reporter }, data)
    await crossValidateRun(run)
    await fitRun(run)
    await finishRun(run)
  } finally {
    interruption.dispose()
    await folder.discardIfEmpty()
  }
}

const HELP = `
DATA is mnist, fashion-mnist, iris, wine, penguins, digits-8x8; a table with
--label COLUMN: .csv, .tsv, .json, .jsonl, .npy, .npz or .parquet; a folder with
a folder of images for each class; a folder of IDX files, or an IDX file of
images. --sql takes rows from whatever DuckDB can read.
Columns may be numbers, categories, true and false, dates or texts, with missing
values; the model keeps what it makes of them and takes the same rows back. See
argmax data preview DATA for what each is taken for; --types changes it.
A set without a test part gets a stratified one by seed; the test is always
measured on rows that training never saw. The run folder gets model.safetensors,
history.json, report.html and, of an mlp, checkpoint/. Ctrl-C saves the model so
far; --resume goes on from there, and with more --epochs also after the end.

Examples:
  $ npx argmax train mnist
  $ npx argmax train iris --cv 5 --calibrate
  $ npx argmax train flowers.csv --label species --class-weight balanced
  $ npx argmax train flowers.csv --label species --hidden 16
  $ npx argmax train --sql "select * from 'sales/*.parquet'" --label segment
  $ npx argmax train folder --hidden 128,64 --validation-split 0.1 --out wide
  $ npx argmax train mnist --model runs/mnist-1 --epochs 5
  $ npx argmax train mnist --resume runs/mnist-1 --epochs 200`

/** Adds the command to the program. */
export function addTrain(program: Command, context: Context): void {
  const command = program
    .command('train')
    .description('Train a classifier and save it in a run folder')
    .argument('[DATA]', 'a data set, a table, or a folder of images or IDX')
  addTrainOptions(command)
    .addHelpText('after', HELP)
    .action((data, flags: TrainFlags) => {
      const isGiven = ([name]: [string, unknown]): boolean => command.getOptionValueSource(name) === 'cli'
      return train(data, flags, Object.fromEntries(Object.entries(flags).filter(isGiven)), context)
    })
}
