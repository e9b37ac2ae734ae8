// The model of a file, for drawings: what ships with the app, what `argmax studio MODEL` serves, or a file that was dropped in.

import { Sequential } from 'argmax'

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
