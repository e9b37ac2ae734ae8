// From flags to what trains: a new model of a family, one from a file that is trained on, or that of a run that goes on.

import { DataError, UsageError } from '../../errors.ts'
import type { Context } from '../context.ts'
import { checkClasses, inClassOrder, type LoadedData } from '../data/loadData.ts'
import type { Classifier } from '../models/classifier.ts'
import { FAMILIES, type Family, familyOf } from '../models/families.ts'
import { decodeClassifier, readClassifier } from '../models/readClassifier.ts'
import { settingsOf } from '../models/trainingSettings.ts'
import { exists } from '../runFolder.ts'
import type { FormerRun } from './formerRun.ts'
import type { RunOptions } from './trainingRecord.ts'
import type { Prepared } from './trainingRun.ts'
import type { ModelChoice, TrainFlags } from './trainOptions.ts'

/** The model of `--model FILE`. @throws UsageError where there is no such file, FormatError where it is no model */
export async function readStart(choice: ModelChoice, flags: TrainFlags): Promise<Classifier | undefined> {
  if (choice.kind !== 'file') return undefined
  if (!(await exists(choice.path))) {
    throw new UsageError(
      `--model must be softmax, mlp, or a model file or run folder to go on from; there is no file ${JSON.stringify(choice.path)}.`,
    )
  }
  return readClassifier(choice.path, settingsOf(flags))
}

/** Refuses flags that a family can't take, where the family is known before the data. @throws UsageError */
export function checkFamily(choice: ModelChoice, flags: TrainFlags): void {
  if (choice.kind === 'new' && choice.family !== undefined) FAMILIES[choice.family].check(settingsOf(flags))
}

/** What shaped the training, with the defaults that were taken. */
function optionsOf(flags: TrainFlags, name: string, model: Classifier, hidden: readonly number[] | undefined): RunOptions {
  const { epochs, l2, l1, classWeight, types, calibrate, cv, validationSplit, seed, portable = false } = flags
  const { optimizer, batchSize } = model.training
  const settings = { l2, l1, classWeight, types, calibrate, cv, validationSplit, seed, portable }
  return { model: name, hidden, epochs, batchSize, optimizer, ...settings }
}

/** @throws DataError where a model from a file takes other rows than the data has, or tells other classes apart */
function checkStart(model: Classifier, data: LoadedData): void {
  const { classes } = model
  if (classes.length !== data.classNames.length) {
    throw new DataError(
      `The model of --model has ${classes.length} classes, but ${data.name} has ${data.classNames.length}. Train a new model.`,
    )
  }
  checkClasses(data, classes)
}

/** A new model for data. */
export async function prepareNew(
  family: 'softmax' | 'mlp' | undefined,
  flags: TrainFlags,
  loaded: LoadedData,
  { stderr }: Context,
): Promise<Prepared> {
  const name = family ?? familyOf(loaded)
  const kind: Family = FAMILIES[name]
  const settings = settingsOf(flags)
  for (const note of kind.check(settings)) stderr.show(`note: ${note}\n`)
  const data = inClassOrder(loaded, kind.classOrder(loaded))
  const model = await kind.make(data, settings)
  const hidden = name === 'mlp' ? settings.hidden : undefined
  return { data, model, options: optionsOf(flags, name, model, hidden), estimator: () => kind.estimator(settings, data) }
}

/** The model of a file, for the same columns and classes. */
export function prepareStart(start: Classifier, path: string, flags: TrainFlags, data: LoadedData): Prepared {
  checkStart(start, data)
  if (flags.cv !== undefined) {
    throw new UsageError(`--cv trains models anew, and --model ${path} is one that is trained on. Leave one of them out.`)
  }
  return { data, model: start, options: optionsOf(flags, path, start, undefined), estimator: noEstimator }
}

/** The model of a run that goes on. */
export async function prepareResumed(former: FormerRun, flags: TrainFlags, data: LoadedData): Promise<Prepared> {
  const { bytes, name } = former.file
  const model = await decodeClassifier(bytes, { name, settings: settingsOf(flags, former.position.epoch), resume: true })
  return { data, model, options: { ...former.options, epochs: flags.epochs }, estimator: noEstimator }
}

function noEstimator(): never {
  throw new UsageError('--cv goes with new models alone.')
}
