// The flags of argmax train: their readers, defaults and help in one place.

import { type Command, Option } from 'commander'
import { UsageError } from '../../errors.ts'
import { addSourceOptions, type SourceFlags } from '../data/openSource.ts'
import { TYPES_HELP } from '../data/typesFlag.ts'
import {
  parseAccuracy,
  parseCount,
  parseFolds,
  parseFraction,
  parsePenalty,
  parsePositive,
  parseSeed,
  parseSizes,
} from '../parseOptions.ts'

/** The flags of argmax train as commander gives them. */
export interface TrainFlags extends SourceFlags {
  label?: string
  types?: string
  stream?: boolean
  model?: string
  hidden?: number[]
  epochs: number
  batchSize?: number
  learningRate?: number
  optimizer?: string
  l2?: number
  l1?: number
  classWeight?: 'balanced'
  validationSplit?: number
  testSplit?: number
  cv?: number
  calibrate?: boolean
  seed: number
  out?: string
  overwrite?: boolean
  resume?: string
  minAccuracy?: number
  /** False with --no-report. */
  report: boolean
  portable?: boolean
  threads?: number
  json?: boolean
}

/** The share of rows held back for the test where the data has no test part of its own. */
export const DEFAULT_TEST_SPLIT = 0.2
/** Epochs, and iterations of a softmax regression, where --epochs is not given. */
export const DEFAULT_EPOCHS = 100

/** What kind of model the flags ask for; of a new one the family, where it doesn't depend on the data. */
export type ModelChoice = { kind: 'new'; family: 'softmax' | 'mlp' | undefined } | { kind: 'file'; path: string }

/** Adds the flags to the command. */
export function addTrainOptions(command: Command): Command {
  return addSourceOptions(command.option('--label <column>', 'the column of a table that holds the classes'))
    .option('--types <types>', TYPES_HELP)
    .option('--stream', 'read a table anew in each epoch, in little memory (default: above 33 million values)')
    .option(
      '--model <kind>',
      'softmax, mlp, or a model file or run folder to go on from (default: softmax for tables, mlp for images)',
    )
    .option('--hidden <sizes>', 'units of the hidden layers of an mlp (default: 25,15)', parseSizes)
    .option('--epochs <n>', 'times to go through the training rows, all in all; iterations of softmax', parseCount, DEFAULT_EPOCHS)
    .option('--batch-size <n>', 'rows in one step (default: 32; softmax with adam 256)', parseCount)
    .addOption(
      new Option('--optimizer <name>', 'mlp: adam or sgd; softmax: lbfgs or adam or newton-cg').choices([
        'adam',
        'sgd',
        'lbfgs',
        'newton-cg',
      ]),
    )
    .option('--learning-rate <x>', 'size of the changes (default: adam 0.001, of softmax 0.01; sgd 0.01)', parsePositive)
    .option('--l2 <x>', 'penalty on large weights (default: mlp none; softmax 1 / rows, as C = 1)', parsePenalty)
    .option('--l1 <x>', 'of softmax: penalty that makes weights 0', parsePenalty)
    .addOption(new Option('--class-weight <how>', 'balanced: every class counts the same').choices(['balanced']))
    .option('--validation-split <x>', 'share of the training rows to validate on after each epoch', parseFraction)
    .option(
      '--test-split <x>',
      'share of the rows held back for the test, where the data has no test part (default: 0.2)',
      parseFraction,
    )
    .option('--cv <k>', 'cross-validate on k folds of the training rows first', parseFolds)
    .option('--calibrate', 'hold back 20 % of the training rows to make probabilities and sets of classes honest')
    .option('--seed <n>', 'where all randomness comes from: the same seed gives the same weights', parseSeed, 1)
    .option('--out <dir>', 'folder of the run (default: runs/<data>-<n>)')
    .option('--overwrite', "replace argmax's own files in --out")
    .option('--resume <run>', 'go on with the run in this folder, where it stopped')
    .option('--min-accuracy <x>', 'exit with 5 if the test accuracy is under this', parseAccuracy)
    .option('--no-report', 'write no report.html')
    .option('--portable', 'slower arithmetic that gives the same bits on every machine and in every browser')
    .option('--threads <n>', 'threads to compute on (default: as many as pay); the results are the same', parseCount)
    .option('--json', 'print JSON events, one a line')
}

/**
 * The model that --model and --hidden ask for.
 *
 * @throws UsageError for flags that contradict each other
 */
export function chooseModel({ model, hidden, l2, l1 }: TrainFlags): ModelChoice {
  if (model === undefined) return { kind: 'new', family: hidden === undefined ? undefined : 'mlp' }
  if (model === 'mlp') return { kind: 'new', family: 'mlp' }
  if (model === 'softmax') {
    if (hidden !== undefined) {
      throw new UsageError('--model softmax has no hidden layers. Leave out --hidden, or train with --model mlp.')
    }
    return { kind: 'new', family: 'softmax' }
  }
  if (hidden !== undefined || l2 !== undefined || l1 !== undefined) {
    throw new UsageError(
      `--model ${model} is taken for a file, and the layers and penalties of a file are as they are. Leave out --hidden, --l2 and --l1, or ` +
        'train a new model with --model softmax or --model mlp.',
    )
  }
  return { kind: 'file', path: model }
}
