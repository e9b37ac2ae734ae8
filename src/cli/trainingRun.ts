// One run of argmax train from its data to its saved model: which rows are held back, the fit itself, and what is written
// however it ends: done, interrupted or diverged.

import { DivergedError } from '../errors.ts'
import { numericsVersion } from '../ir/types.ts'
import type { Sequential } from '../model/sequential.ts'
import { buildModel, optimizerOf } from './buildModel.ts'
import type { Context } from './context.ts'
import { CommandStop, EXIT } from './exitCodes.ts'
import { divide, holdBack, readSplit, type SplitRecord } from './heldOut.ts'
import type { InterruptionListener } from './interruption.ts'
import type { LoadedData, Rows } from './loadData.ts'
import { startDisplay } from './progressDisplay.ts'
import type { RunFolder } from './runFolder.ts'
import { groupDigits, plural } from './table.ts'
import { type RunOutcome, TrainingRecord } from './trainingRecord.ts'
import { DEFAULT_TEST_SPLIT, type ModelChoice, type TrainFlags } from './trainOptions.ts'
import type { TrainReporter } from './trainReporter.ts'

/** What a run is made from. */
export interface RunSettings {
  flags: TrainFlags
  choice: ModelChoice
  /** The model of `--model FILE`. */
  start: Sequential | undefined
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

/** How the data is divided: as it came, as the model to go on from was trained, or newly by seed. */
function chooseSplit(data: LoadedData, { flags, start, context }: RunSettings): SplitRecord {
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

/** Divides the data and makes the model. @throws CommandStop if the run was interrupted while data was loading */
export function prepareRun(settings: RunSettings, data: LoadedData): Run {
  const { flags, choice, start, interruption, context } = settings
  if (interruption.received !== undefined) {
    throw new CommandStop('Interrupted before training began; nothing was saved.', interruption.received.exitCode)
  }
  const split = chooseSplit(data, settings)
  const parts = divide(data, split)
  const inner = flags.validationSplit === undefined ? undefined : holdBack(parts.train, flags.validationSplit, flags.seed)
  const train = inner?.train ?? parts.train
  const model = buildModel(choice, flags, data, start)
  model.dataset = { name: data.name, hash: data.hash, seed: flags.seed, split: { ...split } }
  model.build(train.x.shape.slice(1))
  if (!flags.json) {
    const counts = [`${plural(train.y.data.length, 'row')} to train on`]
    if (inner !== undefined) counts.push(`${groupDigits(inner.held.y.data.length)} to validate`)
    counts.push(`${groupDigits(parts.test.y.data.length)} to test`)
    context.stderr.show(`${data.name}: ${counts.join(', ')}, ${data.classNames.length} classes\n`)
  }
  return { ...settings, data, model, split, train, validation: inner?.held, test: parts.test, record: new TrainingRecord() }
}

/**
 * Trains. Whatever ends the training early, the model is saved first.
 *
 * @throws CommandStop with the exit code where training was interrupted or diverged
 */
export async function fitRun(run: Run): Promise<void> {
  const { flags, model, train, validation, record, interruption, context, reporter } = run
  const { epochs, batchSize, seed, json } = flags
  const rows = train.y.data.length
  const size = { epochs, batches: Math.ceil(rows / batchSize), rows, batchSize }
  const display = startDisplay(context.stderr, size, { quiet: json === true, shared: context.stdout.isTerminal })
  interruption.onFirst = () => {
    display.close()
    context.stderr.show('Stopping after this step; once more stops at once.\n')
  }
  record.start()
  try {
    await model.fit(train.x, train.y, {
      epochs,
      batchSize,
      seed,
      signal: interruption.signal,
      ...(validation === undefined ? {} : { validationData: [validation.x, validation.y] as const }),
      ...(display.wantsBatches ? { onBatchEnd: (batch: number, logs: object) => display.onBatch(batch, logs) } : {}),
      onEpochEnd(epoch, logs) {
        const seconds = record.add(epoch, logs)
        display.onEpoch(epoch, logs, seconds)
        reporter.onEpoch(epoch + 1, epochs, logs, seconds)
      },
    })
  } catch (error) {
    display.close()
    if (error instanceof DivergedError) await stopDiverged(run, error)
    if (interruption.received === undefined) throw error
  } finally {
    display.close()
  }
  if (interruption.received !== undefined) {
    const { exitCode } = interruption.received
    await saveRun(run, { status: 'interrupted' })
    const done = record.epoch.length
    const when = done < epochs ? `in epoch ${done + 1} of ${epochs}` : 'after the last epoch'
    throw new CommandStop(`Interrupted ${when}. The model so far is in ${run.folder.modelPath}, its history beside it.`, exitCode)
  }
}

async function stopDiverged(run: Run, error: DivergedError): Promise<never> {
  await saveRun(run, { status: 'diverged', reason: error.message })
  throw new CommandStop(`${error.message} Those weights are saved in ${run.folder.modelPath}.`, EXIT.diverged, { cause: error })
}

/** Writes the model and its history; returns the model's size in bytes and the hash of its weights. */
export async function saveRun(
  run: Run,
  outcome: Omit<RunOutcome, 'arithmetic' | 'numericsVersion' | 'weightsSha256'>,
): Promise<{ bytes: number; hash: string }> {
  const { model, folder, record, data, train, validation, test, split, flags, choice } = run
  const { length } = await model.save(folder.modelPath)
  const hash = await model.weightsSha256()
  const rows = { train: train.y.data.length, validation: validation?.y.data.length ?? 0, test: test.y.data.length }
  await record.save(
    folder.historyPath,
    {
      data: { name: data.name, hash: data.hash, rows, split },
      options: optionsOf(flags, choice),
      parameters: model.countParameters(),
    },
    { ...outcome, arithmetic: model.arithmetic, numericsVersion, weightsSha256: hash },
  )
  return { bytes: length, hash }
}

/** What shaped the training, with the defaults that were taken. */
function optionsOf(flags: TrainFlags, choice: ModelChoice): object {
  const { epochs, batchSize, l2, validationSplit, seed, portable = false } = flags
  const model = choice.kind === 'file' ? choice.path : choice.hidden.length === 0 ? 'softmax' : 'mlp'
  const hidden = choice.kind === 'file' ? undefined : choice.hidden
  const optimizer = { kind: flags.optimizer, ...optimizerOf(flags).config() }
  return { model, hidden, epochs, batchSize, optimizer, l2, validationSplit, seed, portable }
}
