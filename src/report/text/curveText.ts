// A learning curve in the terminal, drawn with braille: each character is two dots wide and four dots high.

import { figure } from '../numberText.ts'
import { type Axis, linearAxis } from '../svg/ticks.ts'
import { PLAIN, type TextStyle } from './textStyle.ts'

type Values = readonly (number | null)[]

/** The bits of a braille character's dots, [column][row]. @source Unicode, chapter 21.1: Braille Patterns */
const DOTS: readonly (readonly number[])[] = [
  [0x01, 0x02, 0x04, 0x40],
  [0x08, 0x10, 0x20, 0x80],
]
const BLANK = 0x2800

/** A field of dots, [4 * rows, 2 * columns]. */
class Canvas {
  readonly #bits: Uint8Array
  readonly #columns: number
  constructor(columns: number, rows: number) {
    this.#columns = columns
    this.#bits = new Uint8Array(columns * rows)
  }
  set(x: number, y: number): void {
    const cell = Math.floor(y / 4) * this.#columns + Math.floor(x / 2)
    this.#bits[cell] = (this.#bits[cell] as number) | (DOTS[x % 2]![y % 4] as number)
  }
  at(column: number, row: number): number {
    return this.#bits[row * this.#columns + column] as number
  }
}

/** The dots of a line between two places, in order. */
function* dotsBetween([x0, y0]: readonly number[], [x1, y1]: readonly number[]): Generator<[number, number]> {
  const [dx, dy] = [x1! - x0!, y1! - y0!]
  const steps = Math.max(Math.abs(dx), Math.abs(dy), 1)
  for (let step = 0; step <= steps; step++) {
    yield [Math.floor(x0! + (dx * step) / steps + 0.5), Math.floor(y0! + (dy * step) / steps + 0.5)]
  }
}

/** Draws a curve; one dot in `every` (1: a solid line). A value that is not finite leaves a gap. */
function drawCurve(canvas: Canvas, values: Values, place: (i: number, value: number) => readonly number[], every: number): void {
  let before: readonly number[] | undefined
  let dot = 0
  for (let i = 0; i < values.length; i++) {
    const value = values[i] ?? Number.NaN
    const here = Number.isFinite(value) ? place(i, value) : undefined
    if (here !== undefined) for (const [x, y] of dotsBetween(before ?? here, here)) if (dot++ % every === 0) canvas.set(x, y)
    before = here
  }
}

/** The labels of the lines: each tick stands at the line that is nearest. */
function axisLabels(axis: Axis, rows: number): string[] {
  const labels = new Array<string>(rows).fill('')
  for (const tick of axis.ticks) {
    const row = Math.floor(((rows - 1) * (axis.max - tick)) / (axis.max - axis.min) + 0.5)
    labels[row] ||= axis.label(tick)
  }
  return labels
}

/**
 * A metric by epoch as lines of text: training as a solid line, validation as a dotted one, below them their last values.
 *
 * @param training a value for each epoch; null or NaN leaves a gap
 * @param options `validation` likewise; `columns` and `rows`: characters in a line (fewer than 60 count as 60) and lines of the plot;
 *   `name` and `unit`: what is shown, by what
 * @returns no lines where there is no finite value
 */
export function curveText(
  training: Values,
  options: {
    validation?: Values | undefined
    name?: string
    unit?: string
    columns?: number
    rows?: number
    style?: TextStyle
  } = {},
): string[] {
  const { validation = [], name = 'loss', unit = 'epoch', rows = 8, style = PLAIN } = options
  const all = [...training, ...validation].filter((value) => value !== null && Number.isFinite(value)) as number[]
  if (all.length === 0) return []
  const axis = linearAxis(all, { count: 5, fromZero: true })
  const labels = axisLabels(axis, rows)
  const left = Math.max(...labels.map((label) => label.length))
  const width = Math.max(60, options.columns ?? 80) - left - 2
  const length = Math.max(training.length, validation.length)
  const place = (i: number, value: number): readonly number[] => [
    length === 1 ? 0 : Math.floor((i * (2 * width - 1)) / (length - 1) + 0.5),
    Math.floor(((4 * rows - 1) * (axis.max - value)) / (axis.max - axis.min) + 0.5),
  ]
  const [solid, dotted] = [new Canvas(width, rows), new Canvas(width, rows)]
  drawCurve(solid, training, place, 1)
  drawCurve(dotted, validation, place, 3)

  const lines = labels.map((label, row) => {
    let line = ''
    for (let column = 0; column < width; column++) {
      const [first, second] = [solid.at(column, row), dotted.at(column, row)]
      const character = first + second === 0 ? ' ' : String.fromCodePoint(BLANK + (first | second))
      line += first > 0 ? style.cyan(character) : second > 0 ? style.yellow(character) : character
    }
    return `${label.padStart(left)} ${label === '' ? '│' : '┤'}${line}`.trimEnd()
  })
  const end = String(length)
  const foot = `${' '.repeat(left + 1)}└${'─'.repeat(width)}`
  const scale = `${' '.repeat(left + 2)}1${end.padStart(width - 1)}`
  const last = (values: Values): string => figure(values.at(-1))
  const legend = [
    ...(training.length > 0 ? [`${style.cyan('⠒⠒')} training ${last(training)}`] : []),
    ...(validation.length > 0 ? [`${style.yellow('⠂⠐')} validation ${last(validation)}`] : []),
  ]
  return [style.bold(`${name} by ${unit}`), ...lines, style.dim(foot), style.dim(scale), `  ${legend.join('   ')}`]
}
