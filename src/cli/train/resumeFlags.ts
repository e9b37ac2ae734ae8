// Which flags go with --resume. A run keeps its settings, or it would not end in the bits of a run in one go; a flag that says
// what the run has anyway does no harm, so that a command line can be repeated with --resume added.

import { UsageError } from '../../errors.ts'
import { flagText } from '../commandLine.ts'
import type { SourceFlags } from '../data/openSource.ts'
import { plural, shellQuote } from '../table.ts'
import type { FormerRun } from './formerRun.ts'
import type { TrainFlags } from './trainOptions.ts'

/** The settings that a run keeps. Its data is known by its hash. Free for each part of it are --epochs, --min-accuracy, --threads, --no-report and --json. */
type Kept = Exclude<
  keyof TrainFlags,
  keyof SourceFlags | 'stream' | 'resume' | 'epochs' | 'minAccuracy' | 'threads' | 'report' | 'json'
>

/** What each flag is in the run, undefined where it has none. */
function keptSettings({ options, position, optimizer, split, arithmetic, dataset }: FormerRun): Readonly<Record<Kept, unknown>> {
  return {
    label: dataset.label,
    model: options.model,
    hidden: options.hidden,
    batchSize: position.batchSize,
    learningRate: optimizer.learningRate,
    optimizer: optimizer.kind.toLowerCase(),
    l2: options.l2,
    l1: options.l1,
    classWeight: options.classWeight,
    types: options.types,
    calibrate: options.calibrate,
    cv: options.cv,
    validationSplit: options.validationSplit,
    testSplit: split.kind === 'stratified' ? split.test : undefined,
    seed: position.seed,
    portable: arithmetic === 'strict' ? true : undefined,
    out: undefined,
    overwrite: undefined,
  }
}

/** The reasons that are not another value of the same flag. */
const REASONS: Partial<Record<Kept, string>> = {
  portable: 'that run was begun in fma arithmetic, and its numbers would differ',
  out: 'a resumed run stays in its own folder',
  overwrite: 'a resumed run stays in its own folder',
}

/**
 * The flags of a resumed run: the run's own, and what may be given anew.
 *
 * @param given the flags on the command line, without defaults
 * @throws UsageError for a flag that contradicts the run, in another arithmetic, or where there is nothing left to train
 */
export function resumeFlags(given: Partial<TrainFlags>, former: FormerRun): TrainFlags {
  const { options, position, folder, ownArithmetic, arithmetic } = former
  const settings = keptSettings(former)
  for (const [name, own] of Object.entries(settings) as [Kept, unknown][]) {
    const value = given[name]
    if (value === undefined || JSON.stringify(value) === JSON.stringify(own)) continue
    const reason =
      REASONS[name] ??
      (own === undefined ? 'that run has no such setting, and a run keeps its settings' : `that run has ${flagText(name, own)}`)
    throw new UsageError(
      `${flagText(name, value)} does not go with --resume ${folder.path}: ${reason}. Leave it out, or start a new run without --resume.`,
    )
  }
  if (ownArithmetic !== arithmetic) {
    throw new UsageError(
      `The run in ${folder.path} was begun in ${arithmetic} arithmetic, and this machine computes in ${ownArithmetic}: its numbers would ` +
        `differ. Resume it where it was begun, or go on from its weights in a new run: argmax train DATA --model ${shellQuote(folder.path)}.`,
    )
  }
  const epochs = given.epochs ?? options.epochs
  const begun = position.cursor > 0 ? position.epoch + 1 : position.epoch
  if (epochs < begun) {
    throw new UsageError(
      `--epochs counts all epochs of a run, and the run in ${folder.path} has already ${position.cursor > 0 ? 'begun epoch' : 'done'} ${begun}; ` +
        `received ${epochs}. Give ${begun} or more.`,
    )
  }
  if (epochs === position.epoch && former.isMeasured) {
    throw new UsageError(
      `The run in ${folder.path} has done all its ${plural(epochs, 'epoch')}. To train it further, say to how many: --epochs ${epochs * 2}, for one.`,
    )
  }
  const { batchSize, seed } = position
  const own = { ...settings, ...given } as unknown as TrainFlags
  return { ...own, epochs, seed, report: given.report ?? true, ...(batchSize === undefined ? {} : { batchSize }) }
}
