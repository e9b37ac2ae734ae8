// One run of argmax train from its data to its trained model: which rows are held back, cross-validation, the fit itself, and how it
// ends: done, interrupted or diverged.

import { isRowStream } from '../../data/rowStream.ts'
import { DataError, DivergedError } from '../../errors.ts'
import type { Estimator } from '../../evaluation/index.ts'
import type { Label } from '../../model/estimator.ts'
import type { Context } from '../context.ts'
import { divide, holdBack, readSplit, type SplitRecord } from '../data/heldOut.ts'
import type { LoadedData } from '../data/loadData.ts'
import type { Rows } from '../data/rows.ts'
import { CommandStop, EXIT } from '../exitCodes.ts'
import type { InterruptionListener } from '../interruption.ts'
import type { Classifier } from '../models/classifier.ts'
import type { RunFolder } from '../runFolder.ts'
import { groupDigits, plural, shellQuote } from '../table.ts'
import { balanceNote } from './balance.ts'
import { type CalibrationRows, countCalibrationRows, holdBackToCalibrate } from './calibration.ts'
import { type CvSummary, crossValidateRows, cvText } from './crossValidation.ts'
import type { FormerRun } from './formerRun.ts'
import { startDisplay } from './progressDisplay.ts'
import { saveTraining } from './saveRun.ts'
import { type RunOptions, TrainingRecord } from './trainingRecord.ts'
import { DEFAULT_TEST_SPLIT, type TrainFlags } from './trainOptions.ts'
import type { TrainReporter } from './trainReporter.ts'

/** Rows that are streamed and tested on, at most, where --test-split doesn't say. */
const MOST_STREAMED_TESTS = 200_000

/** A model that is ready to be trained on data. */
export interface Prepared {
  /** The data, its classes in the model's order. */
  readonly data: LoadedData
  readonly model: Classifier
  /** What history.json says of the settings. */
  readonly options: RunOptions
  /** The same model untrained, for cross-validation. */
  estimator(): Estimator<Label>
}

/** What a run is made from. */
export interface RunSettings {
  /** Of a resumed run: its own, with what was given anew. */
  readonly flags: TrainFlags
  /** The model for data that it is checked against. */
  prepare(data: LoadedData): Promise<Prepared>
  /** The model of `--model FILE`. */
  readonly start: Classifier | undefined
  /** The run of `--resume RUN`. */
  readonly former: FormerRun | undefined
  readonly folder: RunFolder
  /** The command, as it can be given again. */
  readonly command: string
  readonly interruption: InterruptionListener
  readonly context: Context
  readonly reporter: TrainReporter
}

/** A run that is ready to train. */
export interface Run extends RunSettings, Prepared {
  readonly split: SplitRecord
  readonly train: Rows
  readonly validation: Rows | undefined
  readonly calibrationRows: CalibrationRows | undefined
  readonly test: Rows
  readonly record: TrainingRecord
  /** What a reader of the report should know, and must know before believing a figure. */
  readonly notes: string[]
  readonly warnings: string[]
  cv: CvSummary | undefined
  converged: boolean | undefined
}

/** Of rows that are streamed, no more are tested on than tell the accuracy to a thousandth. */
function defaultTestSplit({ train: { x } }: LoadedData): number {
  return isRowStream(x) ? Math.min(DEFAULT_TEST_SPLIT, MOST_STREAMED_TESTS / x.rows) : DEFAULT_TEST_SPLIT
}

/** How the data is divided: as it came, as the run or model to go on from was trained, or newly by seed. */
function chooseSplit(data: LoadedData, { flags, start, former: run, context }: RunSettings): SplitRecord {
  if (run !== undefined) return run.split
  const former = start?.dataset?.hash === data.hash ? readSplit(start.dataset) : undefined
  const split: SplitRecord =
    former ??
    (data.test === undefined
      ? { kind: 'stratified', test: flags.testSplit ?? defaultTestSplit(data), seed: flags.seed }
      : { kind: 'own' })
  if (flags.testSplit !== undefined && !(split.kind === 'stratified' && split.test === flags.testSplit)) {
    const why =
      split.kind === 'own' ? `${data.name} has a test part of its own` : 'the model has seen all but the rows held out before'
    context.stderr.show(`note: --test-split is not used, as ${why}.\n`)
  }
  return split
}

/** @throws DataError unless the data is, bit for bit, what a run was trained on */
function checkSameData({ name, words, hash }: LoadedData, { dataHash, folder }: FormerRun): void {
  if (hash === dataHash) return
  throw new DataError(
    `${name} is not the data that the run in ${folder.path} was trained on: its SHA-256 is ${hash.slice(0, 12)}..., the run's is ` +
      `${dataHash.slice(0, 12)}.... Resume with the same data, or go on from the weights in a new run: ` +
      `argmax train ${words} --model ${shellQuote(folder.path)}.`,
  )
}

/** Tells of something that a user should know, and keeps it for the report. */
function note(run: Pick<Run, 'notes' | 'context'>, text: string): void {
  run.notes.push(text)
  run.context.stderr.show(`note: ${text}\n`)
}

/** Tells of something that a user must know before believing a figure, and keeps it for the report. */
export function warn(run: Pick<Run, 'warnings' | 'context'>, text: string): void {
  run.warnings.push(text)
  run.context.stderr.show(`note: ${text}\n`)
}

/**
 * Divides the data and makes the model.
 *
 * @throws CommandStop if the run was interrupted while data was loading, DataError if a run to go on with had other data
 */
export async function prepareRun(settings: RunSettings, loaded: LoadedData): Promise<Run> {
  const { flags, former, interruption, context, start } = settings
  if (interruption.received !== undefined) {
    throw new CommandStop('Interrupted before training began; nothing was saved.', interruption.received.exitCode)
  }
  if (former !== undefined) checkSameData(loaded, former)
  const prepared = await settings.prepare(loaded)
  const { data, model } = prepared
  const split = chooseSplit(data, settings)
  const parts = divide(data, split)
  const outer = flags.calibrate ? holdBackToCalibrate(parts.train, flags.seed, data.classNames) : undefined
  const kept = outer?.train ?? parts.train
  const inner = flags.validationSplit === undefined ? undefined : holdBack(kept, flags.validationSplit, flags.seed, data.classNames)
  const run: Run = {
    ...{ ...settings, ...prepared, split },
    train: inner?.train ?? kept,
    validation: inner?.held,
    calibrationRows: outer?.calibration,
    test: parts.test,
    record: new TrainingRecord(former?.figures),
    ...{ notes: [], warnings: [], cv: former?.cv, converged: undefined },
  }
  for (const text of data.notes) note(run, text)
  for (const text of parts.warnings) warn(run, text)
  const unbalanced = flags.classWeight === undefined ? balanceNote(run.train.y.data, data.classNames) : undefined
  if (unbalanced !== undefined) note(run, unbalanced)
  if (outer !== undefined && start !== undefined)
    warn(run, 'the model may have seen the rows that now calibrate it, so that it looks surer than it is right.')
  const label = data.label === undefined ? {} : { label: data.label }
  const columns = data.columns === undefined ? {} : { columns: data.columns }
  model.dataset = { name: data.name, hash: data.hash, seed: flags.seed, split: { ...split }, ...label, ...columns }
  if (data.features !== undefined) model.featureNames = data.features
  if (!flags.json) context.stderr.show(`${data.name}: ${countsOf(run).join(', ')}, ${data.classNames.length} classes\n`)
  return run
}

function countsOf({ train, validation, calibrationRows, test }: Run): string[] {
  const count = ({ y }: Rows): string => groupDigits(y.data.length)
  return [
    `${plural(train.y.data.length, 'row')} to train on`,
    ...(validation ? [`${count(validation)} to validate`] : []),
    ...(calibrationRows ? [`${groupDigits(countCalibrationRows(calibrationRows))} to calibrate`] : []),
    `${count(test)} to test`,
  ]
}

/** Cross-validates on the training rows, where --cv asks for it. @throws CommandStop where it was interrupted */
export async function crossValidateRun(run: Run): Promise<void> {
  const { flags, train, interruption, context, former } = run
  if (flags.cv === undefined || former !== undefined) return
  const { cv: folds, seed, json } = flags
  const { stderr } = context
  const live = stderr.isTerminal && !(json && context.stdout.isTerminal)
  const clear = (): void => (live ? stderr.show('\r\u001b[2K') : undefined)
  interruption.onFirst = () => stderr.show('Stopping; once more stops at once.\n')
  try {
    const { signal } = interruption
    const onFold = (done: number): void =>
      live ? stderr.show(`\r\u001b[2Kcross-validation: fold ${done} of ${folds} done`) : undefined
    const { summary, warnings } = await crossValidateRows(run.estimator, train, { folds, seed, signal, onFold })
    clear()
    run.cv = summary
    for (const text of warnings) warn(run, text)
    if (!json) stderr.show(`${cvText(summary)}\n`)
  } catch (error) {
    clear()
    if (interruption.received === undefined) throw error
    throw new CommandStop(
      'Interrupted during cross-validation, before training began; nothing was saved.',
      interruption.received.exitCode,
    )
  }
}

/**
 * Trains. Whatever ends the training early, the model is saved first.
 *
 * @throws CommandStop with the exit code where training was interrupted or diverged
 */
export async function fitRun(run: Run): Promise<void> {
  const { flags, model, former, train, validation, record, interruption, context, reporter } = run
  const { epochs, json } = flags
  const { unit } = model
  const rows = train.y.data.length
  const { epoch = 0, cursor = 0 } = former?.position ?? {}
  const size = { epochs, rows, ...model.batchesOf(rows), from: { epoch, rows: cursor }, unit }
  if (former !== undefined && !json && epoch < epochs) context.stderr.show(`Going on in ${unit} ${epoch + 1} of ${epochs}.\n`)
  const display = startDisplay(context.stderr, size, { quiet: json === true, shared: context.stdout.isTerminal })
  interruption.onFirst = () => {
    display.close()
    context.stderr.show('Stopping after this step; once more stops at once.\n')
  }
  record.start()
  try {
    const { notes, warnings, converged } = await model.fit({
      ...{ train, validation, resume: former !== undefined, signal: interruption.signal },
      wantsBatches: display.wantsBatches,
      onBatch: (batch, figures) => display.onBatch(batch, figures),
      onEpoch(epoch, figures) {
        const seconds = record.add(epoch, figures)
        display.onEpoch(epoch, figures as Record<string, number>, seconds)
        reporter.onEpoch(epoch + 1, epochs, figures, seconds)
      },
    })
    display.close()
    run.converged = converged
    run.notes.push(...notes)
    if (!json) for (const text of notes) context.stderr.show(`note: ${text}\n`)
    for (const text of warnings) warn(run, text)
  } catch (error) {
    display.close()
    if (error instanceof DivergedError) await stopDiverged(run, error)
    if (interruption.received === undefined) throw error
  } finally {
    display.close()
  }
  if (interruption.received !== undefined) {
    if (!model.isBegun) {
      throw new CommandStop(`Interrupted before the first ${unit} was done; nothing was saved.`, interruption.received.exitCode)
    }
    await saveTraining(run, { status: 'interrupted' })
    const done = record.epoch.length
    stopInterrupted(run, done < epochs ? `in ${unit} ${done + 1} of ${epochs}` : `after the last ${unit}`)
  }
}

/** Ends an interrupted run whose model has been saved. @throws CommandStop with the command that resumes it */
export function stopInterrupted({ folder, model, data, interruption }: Run, when: string): never {
  const canResume = model.trainedTo !== undefined || model.resumesFromWeights
  const resume = canResume ? ` Go on with: npx argmax train ${data.words} --resume ${shellQuote(folder.path)}` : ''
  throw new CommandStop(
    `Interrupted ${when}. The model so far is in ${folder.modelPath}, its history beside it.${resume}`,
    interruption.received?.exitCode ?? EXIT.interrupted,
  )
}

async function stopDiverged(run: Run, error: DivergedError): Promise<never> {
  await saveTraining(run, { status: 'diverged', reason: error.message })
  throw new CommandStop(`${error.message} Those weights are saved in ${run.folder.modelPath}.`, EXIT.diverged, { cause: error })
}
