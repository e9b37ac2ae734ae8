// The model of a file, for drawings: what ships with the app, what `argmax studio MODEL` serves, or a file that was dropped in.

import { Dense, Sequential } from 'argmax'
import { ACTIVATIONS, type Activation, defaultSetting, type Setting } from './setting.ts'

/** A network with what its classes are called. */
export interface FileModel {
  readonly model: Sequential
  readonly classNames: readonly string[]
}

const PIXELS = 784

/** Reads a model. @throws Error for a file that is none, or that takes something else than drawings */
export async function readModelFile(bytes: Uint8Array | undefined, address: string): Promise<FileModel> {
  const model = await Sequential.load(bytes ?? new URL(address))
  const inputs = (model.inputShape ?? []).reduce((product, size) => product * size, 1)
  if (inputs !== PIXELS) {
    throw new Error(`Drawings are 28 x 28 pixels: a model for them takes ${PIXELS} numbers. This one takes ${inputs}.`)
  }
  const outputs = model.getWeights().at(-1)?.shape.at(-1) ?? 0
  return { model, classNames: model.classNames ?? Array.from({ length: outputs }, (_, i) => String(i)) }
}

/** The setting that a network is of, as far as its file tells it. @throws Error for a network that the room Train has not */
export function settingOf(model: Sequential): Setting {
  const { layers, dataset, inputShape } = model
  const hidden = layers.slice(0, -1).filter(({ kind }) => kind !== 'Input')
  const names = new Set(hidden.map(({ activation }) => activation))
  const [name = 'relu'] = names
  const isKnown = (ACTIVATIONS as readonly unknown[]).includes(name)
  if (
    ![...hidden, layers.at(-1)].every((layer) => layer instanceof Dense) ||
    names.size > 1 ||
    !isKnown ||
    layers.at(-1)?.activation !== 'linear'
  ) {
    throw new Error(
      'The studio looks into networks of Dense layers that have one activation and end in a linear layer. This one is built otherwise; argmax inspect tells how.',
    )
  }
  const usual = defaultSetting(dataset?.name ?? (inputShape?.[0] === PIXELS ? 'mnist' : 'unknown'))
  return {
    ...usual,
    hidden: hidden.map((layer) => (layer as Dense).units),
    activation: name as Activation,
    seed: dataset?.seed ?? 1,
  }
}
