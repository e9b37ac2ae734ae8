// The model that argmax train trains: a new one of dense layers, or one from a file that is trained on.

import { DataError } from '../errors.ts'
import { Dense } from '../layers/index.ts'
import { SparseCategoricalCrossentropy } from '../losses/index.ts'
import { Sequential } from '../model/sequential.ts'
import { Adam, type Optimizer, SGD } from '../optimizers/index.ts'
import { checkClasses, type LoadedData } from './loadData.ts'
import { classLabels, countClasses } from './loadModel.ts'
import type { ModelChoice, TrainFlags } from './trainOptions.ts'

const OPTIMIZERS: Readonly<Record<TrainFlags['optimizer'], (options: { learningRate?: number }) => Optimizer>> = {
  adam: (options) => new Adam(options),
  sgd: (options) => new SGD(options),
}

/** The optimizer of --optimizer and --learning-rate. */
export function optimizerOf({ optimizer, learningRate }: TrainFlags): Optimizer {
  return OPTIMIZERS[optimizer](learningRate === undefined ? {} : { learningRate })
}

/** Hidden layers with relu, then one linear unit a class: cross-entropy takes the logits. */
function layers(hidden: readonly number[], classes: number, l2: number | undefined): Dense[] {
  const penalty = l2 === undefined ? {} : { kernelRegularizer: { l2 } }
  return [
    ...hidden.map((units) => new Dense({ units, activation: 'relu', ...penalty })),
    new Dense({ units: classes, activation: 'linear', ...penalty }),
  ]
}

/** @throws DataError where a model from a file takes other rows than the data has, or tells other classes apart */
function checkStart(model: Sequential, data: LoadedData): void {
  const units = countClasses(model)
  if (units !== data.classNames.length) {
    throw new DataError(
      `The model of --model has ${units} classes, but ${data.name} has ${data.classNames.length}. Train a new model.`,
    )
  }
  checkClasses(data, classLabels(model.classNames, units))
}

/**
 * A compiled model for the data.
 *
 * @param start the model of `--model FILE`, if that was given
 * @throws DataError if a model from a file has other classes than the data
 */
export function buildModel(choice: ModelChoice, flags: TrainFlags, data: LoadedData, start?: Sequential): Sequential {
  const classes = data.classNames.length
  if (start !== undefined) checkStart(start, data)
  const model =
    start ?? new Sequential(layers(choice.kind === 'layers' ? choice.hidden : [], classes, flags.l2), { seed: flags.seed })
  model.compile({
    optimizer: optimizerOf(flags),
    loss: new SparseCategoricalCrossentropy({ fromLogits: true }),
    metrics: ['accuracy'],
    reproducibility: flags.portable ? 'portable' : 'default',
    ...(flags.threads === undefined ? {} : { threads: flags.threads }),
  })
  model.classNames = [...data.classNames]
  return model
}
