// What a network's file says of it beyond what all models say, for argmax inspect and for reports.

import type { ModelDescription } from '../../formats/index.ts'
import type { Sequential } from '../../model/sequential.ts'
import type { ReportData } from '../../report/index.ts'
import type { Checkpoint, TrainingPosition } from '../../training/state.ts'
import type { InputDescription } from '../data/inputDescription.ts'
import { plural } from '../table.ts'
import type { Facts, Pairs } from './classifier.ts'
import { weightPictures } from './weightPictures.ts'

interface Described {
  readonly kind: string
  readonly config: Readonly<Record<string, unknown>>
}

/** `Adam, learningRate 0.001, beta1 0.9`. */
function describeKind({ kind, config }: Described): string {
  return [kind, ...Object.entries(config).map(([name, value]) => `${name} ${JSON.stringify(value)}`)].join(', ')
}

/** Where a resumed run goes on, and how many steps it has taken. */
function positionOf({ position, optimizer }: Checkpoint): Omit<TrainingPosition, 'averages'> & { step: number } {
  const { averages: _, ...place } = position
  return { ...place, step: optimizer.step }
}

/** Layers, recipe, seed, versions and checkpoint. */
export function networkFacts(description: ModelDescription): Facts {
  const { layers, seed, recipe, checkpoint } = description
  const pairs: Pairs = [['seed', String(seed)]]
  if (recipe !== undefined) pairs.push(['optimizer', describeKind(recipe.optimizer)], ['loss', describeKind(recipe.loss)])
  if (checkpoint !== undefined) {
    const { epoch, cursor, batchSize, step } = positionOf(checkpoint)
    const place = cursor === 0 ? 'starts' : `goes on after ${plural(cursor, 'row')} of`
    pairs.push(['checkpoint', `${place} epoch ${epoch + 1}; ${plural(step, 'step')} taken, batch size ${batchSize}`])
  }
  return {
    pairs,
    json: {
      layers: layers.map((layer) => ({ kind: layer.kind, config: layer.config() })),
      recipe: recipe ?? null,
      seed,
      checkpoint: checkpoint === undefined ? null : positionOf(checkpoint),
    },
  }
}

/** The kernel of the first layer, unit by unit; nothing where its first weight is no matrix over the inputs. */
export function firstLayerPictures(model: Sequential, input: InputDescription): ReportData['weights'] {
  const [kernel] = model.getWeights()
  const [inputs = 0, units = 0] = kernel?.shape ?? []
  const width = input.shape.reduce((product, dimension) => product * dimension, 1)
  if (kernel === undefined || kernel.shape.length !== 2 || inputs !== width) return undefined
  return weightPictures(input, {
    of: 'the first layer',
    across: 'units',
    units: Array.from({ length: units }, (_, unit) => `unit ${unit}`),
    weight: (feature, unit) => kernel.data[feature * units + unit] as number,
  })
}
