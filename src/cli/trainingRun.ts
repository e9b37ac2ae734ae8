// One run of argmax train from its data to its trained model: which rows are held back, the fit itself, and how it ends: done,
// interrupted or diverged.

import { DataError, DivergedError } from '../errors.ts'
import type { Sequential } from '../model/sequential.ts'
import type { Context } from './context.ts'
import { CommandStop, EXIT } from './exitCodes.ts'
import type { FormerRun } from './formerRun.ts'
import { divide, holdBack, readSplit, type SplitRecord } from './heldOut.ts'
import type { InterruptionListener } from './interruption.ts'
import type { LoadedData, Rows } from './loadData.ts'
import { startDisplay } from './progressDisplay.ts'
import type { RunFolder } from './runFolder.ts'
import { saveTraining } from './saveRun.ts'
import { groupDigits, plural, shellQuote } from './table.ts'
import { type RunOptions, TrainingRecord } from './trainingRecord.ts'
import { DEFAULT_TEST_SPLIT, type TrainFlags } from './trainOptions.ts'
import type { TrainReporter } from './trainReporter.ts'

/** What a run is made from. */
export interface RunSettings {
  /** Of a resumed run: its own, with what was given anew. */
  flags: TrainFlags
  /** What history.json says of them. */
  options: RunOptions
  /** The compiled model, for data that it is checked against. */
  makeModel(data: LoadedData): Sequential
  /** The model of `--model FILE`. */
  start: Sequential | undefined
  /** The run of `--resume RUN`. */
  former: FormerRun | undefined
  folder: RunFolder
  interruption: InterruptionListener
  context: Context
  reporter: TrainReporter
}

/** A run that is ready to train. */
export interface Run extends RunSettings {
  data: LoadedData
  model: Sequential
  split: SplitRecord
  train: Rows
  validation: Rows | undefined
  test: Rows
  record: TrainingRecord
}

/** How the data is divided: as it came, as the run or model to go on from was trained, or newly by seed. */
function chooseSplit(data: LoadedData, { flags, start, former: run, context }: RunSettings): SplitRecord {
  if (run !== undefined) return run.split
  const former = start?.dataset?.hash === data.hash ? readSplit(start.dataset) : undefined
  const split: SplitRecord =
    former ??
    (data.test === undefined
      ? { kind: 'stratified', test: flags.testSplit ?? DEFAULT_TEST_SPLIT, seed: flags.seed }
      : { kind: 'own' })
  if (flags.testSplit !== undefined && !(split.kind === 'stratified' && split.test === flags.testSplit)) {
    const why =
      split.kind === 'own' ? `${data.name} has a test part of its own` : 'the model has seen all but the rows held out before'
    context.stderr.show(`note: --test-split is not used, as ${why}.\n`)
  }
  return split
}

/** @throws DataError unless the data is, bit for bit, what a run was trained on */
function checkSameData({ name, hash }: LoadedData, { dataHash, folder }: FormerRun): void {
  if (hash === dataHash) return
  throw new DataError(
    `${name} is not the data that the run in ${folder.path} was trained on: its SHA-256 is ${hash.slice(0, 12)}..., the run's is ` +
      `${dataHash.slice(0, 12)}.... Resume with the same data, or go on from the weights in a new run: ` +
      `argmax train ${shellQuote(name)} --model ${shellQuote(folder.path)}.`,
  )
}

/**
 * Divides the data and makes the model.
 *
 * @throws CommandStop if the run was interrupted while data was loading, DataError if a run to go on with had other data
 */
export function prepareRun(settings: RunSettings, data: LoadedData): Run {
  const { flags, former, interruption, context } = settings
  if (interruption.received !== undefined) {
    throw new CommandStop('Interrupted before training began; nothing was saved.', interruption.received.exitCode)
  }
  if (former !== undefined) checkSameData(data, former)
  const split = chooseSplit(data, settings)
  const parts = divide(data, split)
  const inner =
    flags.validationSplit === undefined ? undefined : holdBack(parts.train, flags.validationSplit, flags.seed, data.classNames)
  for (const note of [...data.notes, ...parts.warnings]) context.stderr.show(`note: ${note}\n`)
  const train = inner?.train ?? parts.train
  const model = settings.makeModel(data)
  const label = data.label === undefined ? {} : { label: data.label }
  model.dataset = { name: data.name, hash: data.hash, seed: flags.seed, split: { ...split }, ...label }
  model.featureNames = data.features
  model.build(train.x.shape.slice(1))
  if (!flags.json) {
    const counts = [`${plural(train.y.data.length, 'row')} to train on`]
    if (inner !== undefined) counts.push(`${groupDigits(inner.held.y.data.length)} to validate`)
    counts.push(`${groupDigits(parts.test.y.data.length)} to test`)
    context.stderr.show(`${data.name}: ${counts.join(', ')}, ${data.classNames.length} classes\n`)
  }
  const record = new TrainingRecord(former?.figures)
  return { ...settings, data, model, split, train, validation: inner?.held, test: parts.test, record }
}

/**
 * Trains. Whatever ends the training early, the model is saved first.
 *
 * @throws CommandStop with the exit code where training was interrupted or diverged
 */
export async function fitRun(run: Run): Promise<void> {
  const { flags, model, former, train, validation, record, interruption, context, reporter } = run
  const { epochs, batchSize, seed, json } = flags
  const rows = train.y.data.length
  const { epoch = 0, cursor = 0 } = former?.position ?? {}
  const size = { epochs, batches: Math.ceil(rows / batchSize), rows, batchSize, from: { epoch, rows: cursor } }
  if (former !== undefined && !json && epoch < epochs) context.stderr.show(`Going on in epoch ${epoch + 1} of ${epochs}.\n`)
  const display = startDisplay(context.stderr, size, { quiet: json === true, shared: context.stdout.isTerminal })
  interruption.onFirst = () => {
    display.close()
    context.stderr.show('Stopping after this step; once more stops at once.\n')
  }
  record.start()
  try {
    const { notes } = await model.fit(train.x, train.y, {
      epochs,
      ...(former === undefined ? { batchSize, seed } : { resume: true }),
      signal: interruption.signal,
      ...(validation === undefined ? {} : { validationData: [validation.x, validation.y] as const }),
      ...(display.wantsBatches ? { onProgress: (batch: number, logs: object) => display.onBatch(batch, logs) } : {}),
      onEpochEnd(epoch, logs) {
        const seconds = record.add(epoch, logs)
        display.onEpoch(epoch, logs, seconds)
        reporter.onEpoch(epoch + 1, epochs, logs, seconds)
      },
    })
    display.close()
    if (!json) for (const note of notes) context.stderr.show(`note: ${note}\n`)
  } catch (error) {
    display.close()
    if (error instanceof DivergedError) await stopDiverged(run, error)
    if (interruption.received === undefined) throw error
  } finally {
    display.close()
  }
  if (interruption.received !== undefined) {
    await saveTraining(run, { status: 'interrupted' })
    const done = record.epoch.length
    stopInterrupted(run, done < epochs ? `in epoch ${done + 1} of ${epochs}` : 'after the last epoch')
  }
}

/** Ends an interrupted run whose model has been saved. @throws CommandStop with the command that resumes it */
export function stopInterrupted({ folder, model, data, interruption }: Run, when: string): never {
  const resume = model.trainedTo && ` Go on with: npx argmax train ${shellQuote(data.name)} --resume ${shellQuote(folder.path)}`
  throw new CommandStop(
    `Interrupted ${when}. The model so far is in ${folder.modelPath}, its history beside it.${resume ?? ''}`,
    interruption.received?.exitCode ?? EXIT.interrupted,
  )
}

async function stopDiverged(run: Run, error: DivergedError): Promise<never> {
  await saveTraining(run, { status: 'diverged', reason: error.message })
  throw new CommandStop(`${error.message} Those weights are saved in ${run.folder.modelPath}.`, EXIT.diverged, { cause: error })
}
