// The flags of argmax tune: what is tried, on what, and what all candidates have in common.

import { type Command, Option } from 'commander'
import { addSourceOptions, type SourceFlags } from '../data/openSource.ts'
import { TYPES_HELP } from '../data/typesFlag.ts'
import { parseCount, parseFolds, parseFraction, parsePenalty, parsePositive, parseSeed, parseSizes } from '../parseOptions.ts'
import { DEFAULT_EPOCHS } from '../train/trainOptions.ts'
import { collectAxes, type GridAxis } from './gridOption.ts'

/** The flags as commander gives them. */
export interface TuneFlags extends Omit<TuneSettings, 'axes'>, SourceFlags {
  grid?: GridAxis[]
  threads?: number
  out?: string
  overwrite?: boolean
  resume?: string
  json?: boolean
}

/** What decides the result of a search. */
export interface TuneSettings {
  label?: string
  /** That of --types. */
  types?: string
  axes: readonly GridAxis[]
  model?: 'softmax' | 'mlp'
  hidden?: number[]
  epochs: number
  batchSize?: number
  learningRate?: number
  optimizer?: string
  l2?: number
  l1?: number
  classWeight?: 'balanced'
  testSplit?: number
  folds: number
  seed: number
  portable?: boolean
}

/** Adds the flags to the command. */
export function addTuneOptions(command: Command): Command {
  return addSourceOptions(command)
    .option('--grid <name=values>', "values to try: 'l2=0.01,0.1,1', 'hidden=25,15;64'; repeat it for more settings", collectAxes)
    .option('--folds <k>', 'folds of the training rows', parseFolds, 5)
    .option('--label <column>', 'the column of a table that holds the classes')
    .option('--types <types>', TYPES_HELP)
    .addOption(
      new Option('--model <kind>', 'softmax or mlp (default: softmax for tables, mlp for images)').choices(['softmax', 'mlp']),
    )
    .option('--hidden <sizes>', 'units of the hidden layers of an mlp (default: 25,15)', parseSizes)
    .option('--epochs <n>', 'epochs, or iterations of softmax', parseCount, DEFAULT_EPOCHS)
    .option('--batch-size <n>', 'rows in one step', parseCount)
    .addOption(new Option('--optimizer <name>', 'how weights are changed').choices(['adam', 'sgd', 'lbfgs', 'newton-cg']))
    .option('--learning-rate <x>', 'size of the changes', parsePositive)
    .option('--l2 <x>', 'penalty on large weights', parsePenalty)
    .option('--l1 <x>', 'of softmax: penalty that makes weights 0', parsePenalty)
    .addOption(new Option('--class-weight <how>', 'balanced: every class counts the same').choices(['balanced']))
    .option('--test-split <x>', 'share of the rows kept out of the search, for the test (default: 0.2)', parseFraction)
    .option('--seed <n>', 'where all randomness comes from', parseSeed, 1)
    .option('--out <dir>', 'folder of the search (default: runs/<data>-tune-<n>)')
    .option('--overwrite', 'replace a former search in --out')
    .option('--resume <dir>', 'go on with the search in this folder, where it stopped')
    .option('--portable', 'slower arithmetic that gives the same bits on every machine')
    .option('--threads <n>', 'threads of each training (default: as many as pay)', parseCount)
    .option('--json', 'print one JSON object')
}

/** Names of the settings that all candidates share, in the order of argmax train's help. */
export const SHARED: readonly (keyof TuneSettings)[] = [
  'label',
  'types',
  'model',
  'hidden',
  'epochs',
  'batchSize',
  'optimizer',
  'learningRate',
  'l2',
  'l1',
  'classWeight',
  'testSplit',
  'seed',
  'portable',
]
