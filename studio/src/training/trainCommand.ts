// The command line that trains the same weights as a setting.

import type { ReadyData } from './loadData.ts'
import { OPTIMIZERS, type Setting } from './setting.ts'

/** The command that trains the same weights, where the data has a name there. */
export function trainCommand({ name, isKnown }: ReadyData, setting: Setting): string | undefined {
  // The command line has relu alone, and at least one hidden layer.
  if (!isKnown || setting.activation !== 'relu' || setting.hidden.length === 0) return undefined
  const { hidden, epochs, batchSize, seed, optimizer, learningRate } = setting
  const flags = ['--model mlp', `--hidden ${hidden.join()}`, `--epochs ${epochs}`, `--batch-size ${batchSize}`, `--seed ${seed}`]
  if (optimizer !== 'adam') flags.push(`--optimizer ${optimizer}`)
  if (learningRate !== OPTIMIZERS[optimizer]) flags.push(`--learning-rate ${learningRate}`)
  return `npx argmax train ${name} ${flags.join(' ')} --portable`
}
