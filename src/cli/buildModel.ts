// The model that argmax train trains: a new one of dense layers, or one from a file that is trained on.

import { DataError } from '../errors.ts'
import { Adam, Dense, SGD, Sequential, SparseCategoricalCrossentropy } from '../index.ts'
import type { LoadedData } from './loadData.ts'
import { resolveModelPath } from './runFolder.ts'
import type { ModelChoice, TrainFlags } from './trainOptions.ts'

const OPTIMIZERS = {
  adam: (options: { learningRate?: number }) => new Adam(options),
  sgd: (options: { learningRate?: number }) => new SGD(options),
} as const satisfies Record<TrainFlags['optimizer'], unknown>

/** Hidden layers with relu, then one linear unit a class: cross-entropy takes the logits. */
function layers(hidden: readonly number[], classes: number, l2: number | undefined): Dense[] {
  const penalty = l2 === undefined ? {} : { kernelRegularizer: { l2 } }
  return [
    ...hidden.map((units) => new Dense({ units, activation: 'relu', ...penalty })),
    new Dense({ units: classes, activation: 'linear', ...penalty }),
  ]
}

/** Reads a model to train on. @throws DataError, FormatError */
export async function readStartModel(path: string): Promise<Sequential> {
  return Sequential.load(await resolveModelPath(path))
}

/**
 * A compiled model for the data.
 *
 * @param start the model of `--model FILE`, if that was given
 * @throws DataError if a model from a file has other classes than the data
 */
export function buildModel(choice: ModelChoice, flags: TrainFlags, data: LoadedData, start?: Sequential): Sequential {
  const classes = data.classNames.length
  const model = start ?? new Sequential(layers(choice.kind === 'layers' ? choice.hidden : [], classes, flags.l2), { seed: flags.seed })
  const { learningRate } = flags
  model.compile({
    optimizer: OPTIMIZERS[flags.optimizer](learningRate === undefined ? {} : { learningRate }),
    loss: new SparseCategoricalCrossentropy({ fromLogits: true }),
    metrics: ['accuracy'],
    reproducibility: flags.portable ? 'portable' : 'default',
  })
  model.classNames = [...data.classNames]
  return model
}
