// Shows a training run on stderr while it runs: in a terminal one bar that is drawn again in place, elsewhere one line an epoch.

import { epochLine, progressBar } from '../../training/progress.ts'
import { isUtf8, type Output } from '../output.ts'

/** Not more often than 15 times a second: an eye sees no more, and each draw takes time from training. */
const DRAW_EVERY_MS = 1000 / 15
/** The span over which examples per second are averaged: short enough to follow a change, long enough to be read. */
const RATE_SPAN_MS = 3000

const HIDE_CURSOR = '\u001b[?25l'
const SHOW_CURSOR = '\u001b[?25h'
const CLEAR_LINE = '\r\u001b[2K'

/** What is shown of a run. */
export interface ProgressDisplay {
  /** Whether batches are worth reporting. */
  readonly wantsBatches: boolean
  /** After a batch, numbered from 0, with the running figures of its epoch. */
  onBatch(batch: number, figures: { loss?: number; accuracy?: number }): void
  /** After an epoch, numbered from 0, with its figures by name. */
  onEpoch(epoch: number, figures: Record<string, number>, seconds: number): void
  /** Takes the bar away and gives the cursor back. To be called however the run ends; more than once does no harm. */
  close(): void
}

/** How large the run is. */
export interface RunSize {
  epochs: number
  batches: number
  rows: number
  batchSize: number
  /** What an epoch is called. Default epoch. */
  unit?: 'epoch' | 'iteration'
  /** Where a resumed run goes on: epochs that are done, and rows of the next one. */
  from?: { epoch: number; rows: number }
}

const SILENT: ProgressDisplay = { wantsBatches: false, onBatch() {}, onEpoch() {}, close() {} }

/**
 * The display that suits the output: a bar in a terminal, else lines; with `quiet` (stdout tells all) a bar or nothing.
 *
 * @param shared whether stdout is the same terminal, on which a bar and `--json` lines would get mixed
 */
export function startDisplay(output: Output, size: RunSize, options: { quiet: boolean; shared: boolean }): ProgressDisplay {
  if (output.isTerminal && !(options.quiet && options.shared)) return barDisplay(output, size)
  return options.quiet ? SILENT : lineDisplay(output, size)
}

/** One line an epoch, for logs and pipes. */
export function lineDisplay(output: Output, { epochs, unit }: RunSize): ProgressDisplay {
  return {
    ...SILENT,
    onEpoch: (epoch, figures, seconds) => output.show(`${epochLine({ epoch: epoch + 1, epochs, figures, seconds, unit })}\n`),
  }
}

/** One bar for the whole run, on a terminal. */
export function barDisplay(output: Output, size: RunSize, now: () => number = () => performance.now()): ProgressDisplay {
  const { epochs, batches, rows, batchSize, unit, from = { epoch: 0, rows: 0 } } = size
  const { colors } = output
  const started = now()
  const before = from.epoch * rows + from.rows
  const seen: { at: number; examples: number }[] = [{ at: started, examples: before }]
  let epoch = from.epoch
  let lastDraw = Number.NEGATIVE_INFINITY
  let valAccuracy: number | undefined
  let open = true
  const showCursor = (): void => output.show(SHOW_CURSOR)

  const draw = (batch: number, { loss, accuracy }: { loss?: number; accuracy?: number }): void => {
    const at = now()
    if (!open || at - lastDraw < DRAW_EVERY_MS) return
    lastDraw = at
    const examples = epoch * rows + Math.min(rows, batch * batchSize)
    seen.push({ at, examples })
    while (seen.length > 2 && (seen[1] as { at: number }).at < at - RATE_SPAN_MS) seen.shift()
    const first = seen[0] as { at: number; examples: number }
    const progress = {
      unit,
      epoch,
      epochs,
      batch,
      batches,
      loss,
      accuracy,
      valAccuracy,
      examplesPerSecond: at > first.at ? ((examples - first.examples) * 1000) / (at - first.at) : undefined,
      // From the whole run so far, validation included: steadier than the rate, and right on average.
      secondsLeft: examples > before ? (((at - started) / 1000) * (epochs * rows - examples)) / (examples - before) : undefined,
    }
    const bar = progressBar(progress, {
      width: output.columns - 1, // the last column is left free, as some terminals wrap when it is written
      ascii: !isUtf8(process.env),
      done: colors.cyan,
      left: colors.dim,
    })
    output.show(CLEAR_LINE + bar)
  }

  output.show(HIDE_CURSOR)
  process.once('exit', showCursor)
  draw(Math.ceil(from.rows / batchSize), {})
  return {
    wantsBatches: true,
    onBatch: (batch, figures) => draw(batch + 1, figures),
    onEpoch(finished, figures) {
      epoch = finished + 1
      valAccuracy = figures.valAccuracy
      draw(0, figures)
    },
    close() {
      if (!open) return
      open = false
      output.show(CLEAR_LINE + SHOW_CURSOR)
      process.off('exit', showCursor)
    },
  }
}
