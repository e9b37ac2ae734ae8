// What argmax train puts on stdout: JSON events, one a line, or at the end a report for people. stdout may be closed while
// training goes on; the model is what counts, so that is no reason to stop.

import { reportLines } from '../report/text/reportLines.ts'
import type { Arithmetic } from '../wasm/features.ts'
import type { Context } from './context.ts'
import { ClosedOutputError } from './exitCodes.ts'
import type { Output } from './output.ts'
import type { RunFolder } from './runFolder.ts'
import type { Score } from './score.ts'
import { formatBytes, groupDigits, plural, renderPairs, shellQuote } from './table.ts'

/** All that is told of a run that is done. */
export interface TrainResult {
  data: string
  folder: RunFolder
  parameters: number
  modelBytes: number
  epochs: number
  seconds: number
  weightsSha256: string
  arithmetic: Arithmetic
  /** Figures of the last epoch. */
  loss: number
  accuracy: number
  test: Score
  testRows: number
}

/** Tells of a run on stdout. */
export interface TrainReporter {
  /** After an epoch, numbered from 1. */
  onEpoch(epoch: number, epochs: number, figures: Readonly<Record<string, number>>, seconds: number): void
  done(result: TrainResult): Promise<void>
}

/** JSON events, one a line. */
function jsonReporter(stdout: Output): TrainReporter {
  return {
    onEpoch: (epoch, epochs, figures, seconds) =>
      stdout.show(`${JSON.stringify({ event: 'epoch', epoch, epochs, ...figures, seconds })}\n`),
    async done({ folder, parameters, seconds, weightsSha256, arithmetic, test: { loss, accuracy } }) {
      const run = folder.path
      const model = folder.modelPath
      const event = { event: 'done', run, model, parameters, seconds, weightsSha256, arithmetic, test: { loss, accuracy } }
      await stdout.line(JSON.stringify(event))
    },
  }
}

/** A report when all is done. */
function textReporter(stdout: Output): TrainReporter {
  return {
    onEpoch() {},
    done: (result) => stdout.write(`${textReport(result, stdout).join('\n')}\n`),
  }
}

function textReport(result: TrainResult, { colors }: Output): string[] {
  const { data, folder, parameters, modelBytes, epochs, seconds, loss, accuracy, test, arithmetic } = result
  const run = shellQuote(folder.path)
  const set = shellQuote(data)
  return [
    `Trained ${plural(epochs, 'epoch')} in ${seconds.toFixed(1)} s: loss ${loss.toFixed(4)}, accuracy ${accuracy.toFixed(4)}`,
    `${colors.bold(`Test accuracy ${test.accuracy.toFixed(4)}`)}, loss ${test.loss.toFixed(4)}, on ${plural(result.testRows, 'row')} that training never saw`,
    '',
    ...reportLines(test.report, colors),
    '',
    ...renderPairs([
      ['Model', folder.modelPath],
      ['', `${groupDigits(parameters)} parameters, ${formatBytes(modelBytes)}, trained in ${arithmetic} arithmetic`],
      ['History', folder.historyPath],
    ]),
    '',
    'Next:',
    ...[`evaluate ${run} ${set}`, `predict ${run} ${set} --top-k 3`, `inspect ${run}`].map(
      (next) => `  ${colors.cyan(`npx argmax ${next}`)}`,
    ),
  ]
}

/** The reporter that --json asks for or not; it takes a closed stdout in silence. */
export function trainReporter({ stdout }: Context, json: boolean): TrainReporter {
  const reporter = json ? jsonReporter(stdout) : textReporter(stdout)
  return {
    ...reporter,
    done: (result) =>
      reporter.done(result).catch((error) => {
        if (!(error instanceof ClosedOutputError)) throw error
      }),
  }
}
