// The layers, and how a model file's descriptions become layers again.

import { describe, FormatError } from '../errors.ts'
import { Activation } from './activation.ts'
import type { ActivationName } from './activations.ts'
import { Dense, type DenseOptions } from './dense.ts'
import { Dropout } from './dropout.ts'
import { Flatten } from './flatten.ts'
import { Input } from './input.ts'
import type { Layer } from './layer.ts'
import { Rescaling } from './rescaling.ts'

export { Activation } from './activation.ts'
export type { ActivationName } from './activations.ts'
export { Dense, type DenseOptions } from './dense.ts'
export { Dropout } from './dropout.ts'
export { Flatten } from './flatten.ts'
export { Input } from './input.ts'
export type { Layer, LowerContext, WeightSpec } from './layer.ts'
export { Rescaling } from './rescaling.ts'

/** Makes a layer of its config. The config comes from a file: constructors check every value. */
export type LayerMaker = (config: Readonly<Record<string, unknown>>) => Layer

const makers: Readonly<Record<string, LayerMaker>> = {
  Activation: (config) => new Activation(config.activation as ActivationName, config),
  Dense: (config) => new Dense(denseOptions(config)),
  Dropout: (config) => new Dropout(config as { rate: number }),
  Flatten: (config) => new Flatten(config),
  Input: (config) => new Input(config as { shape: number[] }),
  Rescaling: (config) => new Rescaling(config as { scale: number }),
}

/** Initializers are kept as `{ kind }`; the options take names. */
function denseOptions(config: Readonly<Record<string, unknown>>): DenseOptions {
  const kindOf = (value: unknown): unknown => (value as { kind?: unknown } | undefined)?.kind
  return {
    ...config,
    ...(config.kernelInitializer ? { kernelInitializer: kindOf(config.kernelInitializer) } : {}),
    ...(config.biasInitializer ? { biasInitializer: kindOf(config.biasInitializer) } : {}),
  } as DenseOptions
}

/**
 * The layer of a kind.
 *
 * @param custom makers of a user's own layers, by kind
 * @throws FormatError for an unknown kind
 */
export function layerFromConfig(
  kind: unknown,
  config: Readonly<Record<string, unknown>>,
  custom: Readonly<Record<string, LayerMaker>> = {},
): Layer {
  const known =
    typeof kind === 'string'
      ? Object.hasOwn(custom, kind)
        ? custom[kind]
        : Object.hasOwn(makers, kind)
          ? makers[kind]
          : undefined
      : undefined
  if (known) return known(config)
  throw new FormatError(
    `The model has a layer of the unknown kind ${describe(kind)}. Known: ${Object.keys(makers).join(', ')}. ` +
      'It may come from a newer argmax; for a layer of your own, pass { layers: { Kind: (config) => layer } }.',
  )
}
