// What argmax train puts on stdout: JSON events, one a line, or at the end a report for people. stdout may be closed while
// training goes on; the model is what counts, so that is no reason to stop.

import { curveText } from '../../report/index.ts'
import type { Arithmetic } from '../../wasm/features.ts'
import type { Context } from '../context.ts'
import { ClosedOutputError } from '../exitCodes.ts'
import type { Figures as EpochFigures } from '../models/classifier.ts'
import { isUtf8, type Output } from '../output.ts'
import type { RunFolder } from '../runFolder.ts'
import type { Score } from '../score.ts'
import { figuresLine, scoreTables, setLines } from '../scoreText.ts'
import { formatBytes, groupDigits, plural, renderPairs, shellQuote } from '../table.ts'
import { type CvSummary, cvText } from './crossValidation.ts'

/** All that is told of a run that is done. */
export interface TrainResult {
  /** The data as a command line names it. */
  data: string
  folder: RunFolder
  parameters: number
  modelBytes: number
  /** Epochs done, and what they are. */
  epochs: number
  unit: 'epoch' | 'iteration'
  converged: boolean
  seconds: number
  weightsSha256: string
  arithmetic: Arithmetic
  /** Figures of all epochs. */
  history: Readonly<Record<string, readonly number[]>>
  cv: CvSummary | undefined
  temperature: number | undefined
  test: Score
  /** The report that was written. */
  report: string | undefined
}

/** Tells of a run on stdout. */
export interface TrainReporter {
  /** After an epoch, numbered from 1. */
  onEpoch(epoch: number, epochs: number, figures: EpochFigures, seconds: number): void
  done(result: TrainResult): Promise<void>
}

/** JSON events, one a line. */
function jsonReporter(stdout: Output): TrainReporter {
  return {
    onEpoch: (epoch, epochs, figures, seconds) =>
      stdout.show(`${JSON.stringify({ event: 'epoch', epoch, epochs, ...figures, seconds })}\n`),
    async done({ folder, parameters, seconds, weightsSha256, arithmetic, cv, report, test: { loss, accuracy } }) {
      const run = folder.path
      const model = folder.modelPath
      const more = { ...(cv && { cv }), ...(report === undefined ? {} : { report }) }
      const event = { event: 'done', run, model, parameters, seconds, weightsSha256, arithmetic, test: { loss, accuracy }, ...more }
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

/** The loss by epoch, where the output can show it. */
function curveLines({ history, unit }: TrainResult, { colors, columns, isTerminal }: Output): string[] {
  const { loss = [], valLoss } = history
  if (loss.length < 2 || !isUtf8(process.env)) return []
  const width = isTerminal ? Math.min(columns, 100) : 80
  return ['', ...curveText(loss, { validation: valLoss, unit, columns: width, rows: 6, style: colors })]
}

function textReport(result: TrainResult, stdout: Output): string[] {
  const { data, folder, parameters, modelBytes, epochs, unit, converged, seconds, history, cv, temperature, test, arithmetic } =
    result
  const { colors } = stdout
  const run = shellQuote(folder.path)
  const set = data
  const last = (name: string): string => (history[name]?.at(-1) ?? Number.NaN).toFixed(4)
  const how = converged ? ', to the optimum' : ''
  const figures = epochs === 0 ? '' : `: loss ${last('loss')}, accuracy ${last('accuracy')}`
  return [
    `Trained ${plural(epochs, unit)} in ${seconds.toFixed(1)} s${how}${figures}`,
    ...(cv === undefined ? [] : [cvText(cv)]),
    ...(temperature === undefined ? [] : [`Calibrated on held-out rows: temperature ${temperature.toPrecision(4)}`]),
    `${colors.bold(`Test accuracy ${test.accuracy.toFixed(4)}`)}, loss ${test.loss.toFixed(4)}, on ${plural(test.rows, 'row')} that training never saw`,
    figuresLine(test),
    ...setLines(test),
    ...curveLines(result, stdout),
    ...scoreTables(test, stdout),
    '',
    ...renderPairs([
      ['Model', folder.modelPath],
      ['', `${groupDigits(parameters)} parameters, ${formatBytes(modelBytes)}, trained in ${arithmetic} arithmetic`],
      ['History', folder.historyPath],
      ...(result.report === undefined ? [] : [['Report', result.report] as [string, string]]),
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
