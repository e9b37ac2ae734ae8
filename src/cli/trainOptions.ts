// The flags of argmax train: their readers, defaults and help in one place.

import { type Command, Option } from 'commander'
import { UsageError } from '../errors.ts'
import { parseAccuracy, parseCount, parseFraction, parsePenalty, parsePositive, parseSeed, parseSizes } from './parseOptions.ts'

/** The flags of argmax train as commander gives them. */
export interface TrainFlags {
  label?: string
  model?: string
  hidden?: number[]
  epochs: number
  batchSize: number
  learningRate?: number
  optimizer: 'adam' | 'sgd'
  l2?: number
  validationSplit?: number
  testSplit?: number
  seed: number
  out?: string
  overwrite?: boolean
  resume?: string
  minAccuracy?: number
  portable?: boolean
  threads?: number
  json?: boolean
}

/** The share of rows held back for the test where the data has no test part of its own. */
export const DEFAULT_TEST_SPLIT = 0.2
const DEFAULT_HIDDEN = [25, 15]

/** What kind of model the flags ask for. */
export type ModelChoice = { kind: 'layers'; hidden: number[] } | { kind: 'file'; path: string }

/** Adds the flags to the command. */
export function addTrainOptions(command: Command): Command {
  return command
    .option('--label <column>', 'the column of a .csv or .tsv file that holds the classes')
    .option('--model <kind>', 'softmax, mlp, or a model file or run folder to go on from (default: mlp)')
    .option('--hidden <sizes>', 'units of the hidden layers of an mlp (default: 25,15)', parseSizes)
    .option('--epochs <n>', 'times to go through the training rows, all in all', parseCount, 100)
    .option('--batch-size <n>', 'rows in one step', parseCount, 32)
    .addOption(new Option('--optimizer <name>', 'how weights are changed').choices(['adam', 'sgd']).default('adam'))
    .option('--learning-rate <x>', 'size of the changes (default: adam 0.001, sgd 0.01)', parsePositive)
    .option('--l2 <x>', 'penalty on large weights', parsePenalty)
    .option('--validation-split <x>', 'share of the training rows to validate on after each epoch', parseFraction)
    .option(
      '--test-split <x>',
      'share of the rows held back for the test, where the data has no test part (default: 0.2)',
      parseFraction,
    )
    .option('--seed <n>', 'where all randomness comes from: the same seed gives the same weights', parseSeed, 1)
    .option('--out <dir>', 'folder of the run (default: runs/<data>-<n>)')
    .option('--overwrite', "replace argmax's own files in --out")
    .option('--resume <run>', 'go on with the run in this folder, where it stopped')
    .option('--min-accuracy <x>', 'exit with 5 if the test accuracy is under this', parseAccuracy)
    .option('--portable', 'slower arithmetic that gives the same bits on every machine and in every browser')
    .option('--threads <n>', 'threads to compute on (default: as many as pay); the results are the same', parseCount)
    .option('--json', 'print JSON events, one a line')
}

/**
 * The model that --model, --hidden and --l2 ask for.
 *
 * @throws UsageError for flags that contradict each other
 */
export function chooseModel({ model, hidden, l2 }: TrainFlags): ModelChoice {
  const kind = model ?? 'mlp'
  if (kind === 'mlp') return { kind: 'layers', hidden: hidden ?? DEFAULT_HIDDEN }
  if (kind === 'softmax') {
    if (hidden !== undefined) {
      throw new UsageError('--model softmax has no hidden layers. Leave out --hidden, or train with --model mlp.')
    }
    return { kind: 'layers', hidden: [] }
  }
  if (hidden !== undefined || l2 !== undefined) {
    throw new UsageError(
      `--model ${kind} is taken for a file, and the layers of a file are as they are. Leave out --hidden and --l2, or train a new model ` +
        'with --model softmax or --model mlp.',
    )
  }
  return { kind: 'file', path: kind }
}
