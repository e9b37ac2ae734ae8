// Activation functions by name, for the `activation` option and the Activation layer.

import { describe, UsageError } from '../errors.ts'
import { elu, gelu, leakyRelu, relu, sigmoid, silu, tanh } from '../ir/activations.ts'
import { softmax } from '../ir/softmax.ts'
import type { Node } from '../ir/types.ts'

/** Keras's default slope of leaky relu. */
const LEAKY_SLOPE = 0.2

const activations: Readonly<Record<ActivationName, (x: Node) => Node>> = {
  linear: (x) => x,
  relu,
  sigmoid,
  tanh,
  softmax,
  leaky_relu: (x) => leakyRelu(x, LEAKY_SLOPE),
  elu,
  gelu,
  silu,
}

/** Names of activations, as in Keras. leaky_relu has slope 0.2; gelu is the exact form; softmax runs over the last axis. */
export type ActivationName = 'linear' | 'relu' | 'sigmoid' | 'tanh' | 'softmax' | 'leaky_relu' | 'elu' | 'gelu' | 'silu'

/** Other spellings in use. */
const aliases: Readonly<Record<string, ActivationName>> = { leakyRelu: 'leaky_relu', swish: 'silu' }

/** The canonical name of an activation. @throws UsageError for an unknown one */
export function activationName(name: unknown): ActivationName {
  if (typeof name === 'string') {
    if (Object.hasOwn(activations, name)) return name as ActivationName
    const alias = Object.hasOwn(aliases, name) ? aliases[name] : undefined
    if (alias) return alias
  }
  throw new UsageError(`Unknown activation ${describe(name)}. Known: ${Object.keys(activations).join(', ')}.`)
}

/** Applies an activation to a value. */
export function applyActivation(name: ActivationName, x: Node): Node {
  return activations[name](x)
}
