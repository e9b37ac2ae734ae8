// argmax tune: which settings do best in cross-validation on the training rows. It trains no final model: it says how to, with a command
// whose test rows took no part in the search.

import { join } from 'node:path'
import type { Command } from 'commander'
import { isRowStream } from '../../data/rowStream.ts'
import { DataError, UsageError } from '../../errors.ts'
import { type GridSearch, gridSearch, type Rows } from '../../evaluation/index.ts'
import { commandLine } from '../commandLine.ts'
import type { Context } from '../context.ts'
import { divide } from '../data/heldOut.ts'
import { checkData, dataName, dataWords, inClassOrder, type LoadedData, loadData } from '../data/loadData.ts'
import { readTypes } from '../data/typesFlag.ts'
import { CommandStop } from '../exitCodes.ts'
import { listenForInterruption } from '../interruption.ts'
import { FAMILIES, familyOf } from '../models/families.ts'
import { settingsOf } from '../models/trainingSettings.ts'
import { openRunFolder, reopenRunFolder } from '../runFolder.ts'
import { plural, shellQuote } from '../table.ts'
import { DEFAULT_TEST_SPLIT, type TrainFlags } from '../train/trainOptions.ts'
import { type Candidate, candidatesOf } from './gridOption.ts'
import { readTuneFile, TUNE_FILE, type TuneFile, TuneWriter } from './tuneFile.ts'
import { addTuneOptions, SHARED, type TuneFlags, type TuneSettings } from './tuneOptions.ts'
import { trainCommand, tuneLines, tuneObject } from './tuneText.ts'

/** Trainings at a time, each on threads of its own where they pay. */
const CONCURRENCY = 4

/** A search that is about to run. */
interface Search {
  readonly settings: TuneSettings
  readonly folder: Awaited<ReturnType<typeof openRunFolder>>
  readonly former: TuneFile | undefined
}

/** A new search, or the one of --resume. */
async function openSearch(name: string | undefined, flags: TuneFlags, given: readonly string[]): Promise<Search> {
  if (flags.resume !== undefined) {
    const free = ['resume', 'threads', 'json']
    const other = given.find((flag) => !free.includes(flag))
    if (other !== undefined) {
      throw new UsageError(
        `--${other} does not go with --resume: a search keeps its settings. Leave it out, or start a new search.`,
      )
    }
    const folder = await reopenRunFolder(flags.resume)
    const former = await readTuneFile(join(folder.path, TUNE_FILE))
    return { settings: former.settings, folder, former }
  }
  const { grid: axes, threads: _threads, out: _out, overwrite: _overwrite, resume: _resume, json: _json, ...shared } = flags
  if (axes === undefined) {
    throw new UsageError("argmax tune needs something to try: --grid 'l2=0.01,0.1,1', for one. Repeat it for more settings.")
  }
  return { settings: { ...shared, axes }, folder: await openRunFolder(`${dataName(name)}-tune`, flags), former: undefined }
}

/** The flags of argmax train for a candidate. */
function flagsOf(settings: TuneSettings, candidate: Candidate, threads: number | undefined): TrainFlags {
  const { axes: _axes, folds: _folds, ...shared } = settings
  return { report: true, ...shared, ...(threads === undefined ? {} : { threads }), ...candidate } as TrainFlags
}

/** Runs the search over the training rows. */
async function search(
  { settings, folder, former }: Search,
  loaded: LoadedData,
  threads: number | undefined,
  context: Context,
  quiet: boolean,
): Promise<{ found: GridSearch<Candidate>; writer: TuneWriter; file: TuneFile }> {
  const family = settings.model ?? familyOf(loaded)
  const candidates = candidatesOf(settings.axes, family)
  const familyFor = (candidate: Candidate) => FAMILIES[candidate.model ?? family]
  for (const candidate of candidates) familyFor(candidate).check(settingsOf(flagsOf(settings, candidate, threads)))
  const { seed, folds } = settings
  const data = inClassOrder(loaded, FAMILIES[family].classOrder(loaded))
  const split =
    data.test === undefined
      ? ({ kind: 'stratified', test: settings.testSplit ?? DEFAULT_TEST_SPLIT, seed } as const)
      : ({ kind: 'own' } as const)
  const { train } = divide(data, split)
  if (isRowStream(train.x)) {
    throw new UsageError(`argmax tune takes rows that are in memory, and ${data.name} is too large. Tune on some of its rows.`)
  }
  const { stderr } = context
  if (!quiet) {
    const rows = plural(train.y.data.length, 'row')
    stderr.show(
      `${data.name}: ${rows}, ${data.classNames.length} classes; ${plural(candidates.length, 'candidate')}, ${folds} folds each\n`,
    )
  }
  const writer = new TuneWriter(join(folder.path, TUNE_FILE))
  let file: TuneFile = { status: 'running', data: { name: data.name, hash: data.hash }, settings, state: former?.state ?? null }
  const interruption = listenForInterruption()
  const live = stderr.isTerminal && !(quiet && context.stdout.isTerminal)
  const clear = (): void => (live ? stderr.show('\r\u001b[2K') : undefined)
  interruption.onFirst = () => {
    clear()
    stderr.show('Stopping after the trainings that have begun; once more stops at once.\n')
  }
  try {
    const found = await gridSearch<Candidate, number>(
      (candidate) => familyFor(candidate).estimator(settingsOf(flagsOf(settings, candidate, threads)), data) as never,
      train.x as Rows,
      Array.from(train.y.data),
      {
        ...{ folds, seed, concurrency: CONCURRENCY, scoring: ['accuracy', 'logLoss'], signal: interruption.signal },
        grid: candidates.map((candidate) =>
          Object.fromEntries(Object.entries(candidate).map(([name, value]) => [name, [value]])),
        ) as never,
        ...(former?.state && { state: former.state }),
        onFold(_, state) {
          file = { ...file, state }
          writer.write(file)
        },
        onProgress({ done, total }) {
          if (live) stderr.show(`\r\u001b[2Ktraining ${done} of ${total} done`)
          else if (!quiet && done > 0 && (done === total || done % folds === 0)) stderr.show(`training ${done} of ${total} done\n`)
        },
      },
    )
    clear()
    return { found, writer, file: { ...file, state: found.state } }
  } catch (error) {
    clear()
    if (interruption.received === undefined) throw error
    await writer.settle()
    throw new CommandStop(
      `Interrupted. What is computed is in ${join(folder.path, TUNE_FILE)}. Go on with: npx argmax tune ${data.words} --resume ${shellQuote(folder.path)}`,
      interruption.received.exitCode,
    )
  } finally {
    interruption.dispose()
  }
}

async function tune(name: string | undefined, flags: TuneFlags, given: Record<string, unknown>, context: Context): Promise<void> {
  await checkData(name, flags)
  const opened = await openSearch(name, flags, Object.keys(given))
  const { settings, folder, former } = opened
  try {
    const { grid: _, sql: _sql, folder: _folder, database: _database, ...other } = given
    const words = dataWords(name, flags)
    const data = await loadData(name, {
      ...flags,
      label: settings.label,
      types: await readTypes(settings.types),
      command: (label) => `${commandLine('tune', words, { label, ...other })} --grid ...`,
    })
    if (former !== undefined && former.data.hash !== data.hash) {
      throw new DataError(
        `${data.name} is not the data that the search in ${folder.path} was on. Give the same data, or start a new search.`,
      )
    }
    const { found, writer, file } = await search(opened, data, flags.threads, context, flags.json === true)
    for (const warning of found.warnings) context.stderr.show(`note: ${warning}\n`)
    const defaults: Partial<TuneSettings> = { epochs: 100, seed: 1 }
    const shared = Object.fromEntries(
      SHARED.filter((key) => settings[key] !== undefined && settings[key] !== defaults[key]).map((key) => [key, settings[key]]),
    )
    const command = trainCommand(words, shared, found.best.parameters)
    const result = tuneObject(folder.path, settings.folds, found, command)
    writer.write({ ...file, status: 'done', result })
    await writer.settle()
    const { stdout } = context
    if (flags.json) await stdout.line(JSON.stringify(result))
    else await stdout.write(`${tuneLines(found, command, join(folder.path, TUNE_FILE), stdout).join('\n')}\n`)
  } finally {
    await folder.discardIfEmpty()
  }
}

const HELP = `
Every combination of the --grid values is trained on all folds but one of the
training rows and scored on that one, fold by fold; the test rows take no part.
Settings: model, hidden, epochs, batch-size, learning-rate, optimizer, l2, l1;
all other flags are as of argmax train, and the same for all. The best score is
optimistic, as it was chosen for being the best: train with the command that is
printed, which measures it on the test rows.

Examples:
  $ npx argmax tune iris --grid 'l2=0.001,0.01,0.1'
  $ npx argmax tune wine --model mlp --grid 'hidden=16;32,16' --grid 'l2=0,0.01'
  $ npx argmax tune iris --resume runs/iris-tune-1`

/** Adds the command to the program. */
export function addTune(program: Command, context: Context): void {
  const command = program
    .command('tune')
    .description('Find the settings that do best in cross-validation')
    .argument('[DATA]', 'a data set, a table, or a folder of images or IDX')
  addTuneOptions(command)
    .addHelpText('after', HELP)
    .action((data, flags: TuneFlags) => {
      const isGiven = ([name]: [string, unknown]): boolean => command.getOptionValueSource(name) === 'cli'
      return tune(data, flags, Object.fromEntries(Object.entries(flags).filter(isGiven)), context)
    })
}
