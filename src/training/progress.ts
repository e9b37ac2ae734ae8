// What a training run looks like while it runs, as text: one bar for the whole run, or one line an epoch. Pure functions from
// numbers to strings; who writes them where, how often and in which colour is the caller's business.

/** Where a run is. Epochs and batches count from 0; a finished run has epoch = epochs. */
export interface Progress {
  /** Epochs finished. */
  epoch: number
  epochs: number
  /** Batches finished in the current epoch. */
  batch: number
  batches: number
  /** Mean loss over the epoch so far. */
  loss?: number | undefined
  /** Mean accuracy over the epoch so far, 0 to 1. */
  accuracy?: number | undefined
  /** Accuracy on the validation rows after the last whole epoch. */
  valAccuracy?: number | undefined
  examplesPerSecond?: number | undefined
  secondsLeft?: number | undefined
  /** What an epoch is called. Default epoch. */
  unit?: string | undefined
}

/** How a bar is drawn. */
export interface ProgressBarOptions {
  /** The longest line allowed, in characters. Default 79: a terminal of 80 columns without touching its edge. */
  width?: number
  /** Draw with `#` and `-` rather than with lines, where the terminal isn't UTF-8. */
  ascii?: boolean
  /** Colours the finished part of the bar. */
  done?: (text: string) => string
  /** Colours the part still to do. */
  left?: (text: string) => string
}

const LONGEST_BAR = 30
const SHORTEST_BAR = 12

/** A loss or metric in at most 7 characters: four decimals, and fewer digits or an exponent where those don't fit. */
export function formatFigure(value: number): string {
  if (!Number.isFinite(value)) return String(value)
  const size = Math.abs(value)
  if (size !== 0 && (size < 0.0005 || size >= 100000)) return value.toExponential(1)
  return value.toFixed(size < 100 ? 4 : size < 10000 ? 2 : 0)
}

/** A rate in at most 5 characters: 950, 9.5k, 312k, 1.2M. */
export function formatRate(perSecond: number): string {
  if (perSecond >= 999_500) return `${(perSecond / 1_000_000).toFixed(perSecond < 9_950_000 ? 1 : 0)}M`
  if (perSecond >= 999.5) return `${(perSecond / 1000).toFixed(perSecond < 9_950 ? 1 : 0)}k`
  return perSecond.toFixed(0)
}

/** A duration as m:ss, or h:mm:ss from an hour on. */
export function formatDuration(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds + 0.5))
  const two = (value: number): string => String(value).padStart(2, '0')
  const minutes = Math.floor(whole / 60)
  if (minutes < 60) return `${minutes}:${two(whole % 60)}`
  return `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${two(whole % 60)}`
}

/** The part of the run that is done, 0 to 1. */
export function progressFraction({ epoch, epochs, batch, batches }: Progress): number {
  if (epochs === 0) return 1
  return Math.min(1, (epoch + (batches === 0 ? 0 : batch / batches)) / epochs)
}

/**
 * One line for the whole run, never longer than `width`, such as
 * `epoch  12/100 ━━━────────────   12%  loss 0.0712  acc 0.9781  312k/s  0:21 left`.
 * Where there is little room the less telling parts go first, and the bar shrinks.
 */
export function progressBar(progress: Progress, options: ProgressBarOptions = {}): string {
  const { width = 79, ascii = false, done = (text) => text, left = (text) => text } = options
  const { epochs, loss, accuracy, valAccuracy, examplesPerSecond, secondsLeft } = progress
  const fraction = progressFraction(progress)
  const current = Math.min(progress.epoch + 1, epochs)
  const head = `${progress.unit ?? 'epoch'} ${String(current).padStart(String(epochs).length)}/${epochs}`
  const percent = `${String(Math.floor(fraction * 100)).padStart(3)}%`
  const lossText = loss === undefined ? '' : `loss ${formatFigure(loss)}`
  const accuracyText = accuracy === undefined ? '' : formatFigure(accuracy)
  const validation = valAccuracy === undefined ? '' : `val ${formatFigure(valAccuracy)}`
  const rate = examplesPerSecond === undefined ? '' : `${formatRate(examplesPerSecond).padStart(4)}/s`
  const time = secondsLeft === undefined ? '' : formatDuration(secondsLeft).padStart(4)
  const long = accuracyText && `accuracy ${accuracyText}`
  const short = accuracyText && `acc ${accuracyText}`
  const timeLeft = time && `${time} left`
  // From the fullest line to the barest; the first that leaves room for a bar is taken.
  const tails = [
    [percent, lossText, long, validation, rate, timeLeft],
    [percent, lossText, short, validation, rate, timeLeft],
    [percent, lossText, short, validation, rate, time],
    [lossText, short, validation, rate, time],
    [lossText, short, validation, time],
    [lossText, short, time],
    [lossText, short],
    [percent],
  ].map((parts) => parts.filter((part) => part !== '').join('  '))
  for (const tail of tails) {
    const room = Math.min(LONGEST_BAR, width - head.length - tail.length - 3)
    if (room < SHORTEST_BAR) continue
    const filled = Math.floor(room * fraction)
    const bar = done((ascii ? '#' : '━').repeat(filled)) + left((ascii ? '-' : '─').repeat(room - filled))
    return `${head} ${bar}  ${tail}`
  }
  return `${head}  ${percent}`.slice(0, Math.max(0, width))
}

/** What one epoch gave: its number from 1, its figures by name, and how long it took. */
export interface EpochSummary {
  epoch: number
  epochs: number
  /** Figures in the order in which they are shown; `valLoss` is shown as `val loss`. */
  figures: Record<string, number>
  seconds: number
  /** What an epoch is called. Default epoch. */
  unit?: string | undefined
}

/** One epoch as one line of plain text: `epoch  12/100  loss 0.0712  accuracy 0.9781  0.19 s`. */
export function epochLine({ epoch, epochs, figures, seconds, unit = 'epoch' }: EpochSummary): string {
  const shown = Object.entries(figures).map(
    ([name, value]) => `${name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)} ${formatFigure(value)}`,
  )
  const number = String(epoch).padStart(String(epochs).length)
  return [`${unit} ${number}/${epochs}`, ...shown, `${seconds.toFixed(2)} s`].join('  ')
}
