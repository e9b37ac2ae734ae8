// What `verbose` shows: a bar over itself in a terminal, else a line an epoch, on the platform's progress stream. A fit that
// shows nothing doesn't load it.

import type { terminal, writeProgress } from '#platform'
import type { Logs } from './fit.ts'
import { epochLine, progressBar } from './progress.ts'

/** Milliseconds between two drawings of the bar. */
const FRAME = 66

/** Where the report goes: the platform. */
export interface ProgressStream {
  readonly terminal: typeof terminal
  readonly writeProgress: typeof writeProgress
}

/** Where a run stands when it begins. */
export interface ReporterOptions {
  readonly epochs: number
  readonly initialEpoch: number
  readonly batches: number
  readonly batchSize: number
  readonly rows: number
}

type Callback = ((index: number, logs: Logs) => unknown) | undefined

/** Wraps a user's callbacks with the report. */
export interface Reporter {
  progress(callback: Callback): Callback
  epochEnd(callback: Callback): Callback
  /** Ends the bar's line. */
  close(): void
}

/** The reporter of a `verbose` level. */
export function verboseReporter(verbose: 1 | 2, options: ReporterOptions, stream: ProgressStream): Reporter {
  const { isTerminal, columns } = stream.terminal()
  if (verbose === 2 || !isTerminal) return lineReporter(options, stream)
  return barReporter(options, columns, stream)
}

function lineReporter({ epochs }: ReporterOptions, { writeProgress }: ProgressStream): Reporter {
  let started = performance.now()
  return {
    progress: (callback) => callback,
    epochEnd: (callback) => (epoch, logs) => {
      const seconds = (performance.now() - started) / 1000
      started = performance.now()
      writeProgress(`${epochLine({ epoch: epoch + 1, epochs, figures: logs, seconds })}\n`)
      return callback?.(epoch, logs)
    },
    close: () => {},
  }
}

function barReporter(
  { epochs, initialEpoch, batches, batchSize, rows }: ReporterOptions,
  columns: number,
  { writeProgress }: ProgressStream,
): Reporter {
  const started = performance.now()
  let drawn = 0
  let epochsDone = 0
  const draw = (batch: number, logs: Logs): void => {
    const seconds = (performance.now() - started) / 1000
    const done = epochsDone * rows + Math.min(rows, batch * batchSize)
    const total = (epochs - initialEpoch) * rows
    const line = progressBar(
      {
        epoch: initialEpoch + epochsDone,
        epochs,
        batch,
        batches,
        loss: logs.loss,
        accuracy: logs.accuracy,
        valAccuracy: logs.valAccuracy,
        examplesPerSecond: done / seconds,
        secondsLeft: ((total - done) * seconds) / done,
      },
      { width: columns - 1 },
    )
    writeProgress(`\r${line}\u001b[K`)
    drawn = performance.now()
  }
  return {
    progress: (callback) => (batch, logs) => {
      if (performance.now() - drawn >= FRAME) draw(batch + 1, logs)
      return callback?.(batch, logs)
    },
    epochEnd: (callback) => (epoch, logs) => {
      epochsDone++
      draw(0, logs)
      return callback?.(epoch, logs)
    },
    close: () => writeProgress('\n'),
  }
}
