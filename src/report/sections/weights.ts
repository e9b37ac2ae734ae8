// What the model looks at: weights as pictures where its input is one, else a table of features and classes. One diverging
// scale for all, through the page's own ground at zero, so that it reads the same in light and in dark.

import { ShapeError } from '../../errors.ts'
import { html, type Markup } from '../html/markup.ts'
import { named, type Section, type TableRow, table, WholeCell } from '../html/section.ts'
import { pngUri } from '../image/dataUri.ts'
import { encodePng } from '../image/encodePng.ts'
import { figure, groupDigits } from '../numberText.ts'
import type { ReportData, ReportWeightPictures, ReportWeightTable } from '../reportData.ts'

/** Pictures, features and classes shown; more are clipped, and the caption says so. */
const MOST_UNITS = 64
const MOST_FEATURES = 40
const MOST_CLASSES = 26

/** Positive and negative weights: they stand out from a white ground and from a black one. */
const POSITIVE = [58, 128, 217]
const NEGATIVE = [219, 112, 44]
/** Strengths of each sign in a picture: with zero they fill a palette. */
const LEVELS = 127

/** 255 colours: index LEVELS is zero, transparent; further from it, the more of either colour. */
function makePalette(): Uint8Array {
  const palette = new Uint8Array(4 * (2 * LEVELS + 1))
  for (let i = 0; i <= 2 * LEVELS; i++) {
    const level = i - LEVELS
    palette.set(level < 0 ? NEGATIVE : POSITIVE, 4 * i)
    palette[4 * i + 3] = Math.floor((255 * Math.abs(level)) / LEVELS)
  }
  return palette
}

function largestOf(lists: readonly ArrayLike<number>[]): number {
  let largest = 0
  for (const list of lists) {
    for (let i = 0; i < list.length; i++) {
      const size = Math.abs(list[i] as number)
      if (Number.isFinite(size)) largest = Math.max(largest, size)
    }
  }
  return largest
}

/** The size that 99 in 100 weights stay within: a few large ones would leave all others pale. */
function commonSize(lists: readonly ArrayLike<number>[]): number {
  const sizes = lists.flatMap((list) => Array.from(list, (value) => Math.abs(value)).filter((size) => Number.isFinite(size)))
  const sorted = Float64Array.from(sizes).sort()
  const common = sorted[Math.floor(0.99 * sorted.length)] ?? 0
  return common > 0 ? common : (sorted.at(-1) ?? 0)
}

/** A weight from -1 to 1, where `scale` is 1; beyond it no stronger. What is not finite counts as 0. */
function relative(value: number, scale: number): number {
  return scale > 0 && Number.isFinite(value) ? Math.max(-1, Math.min(1, value / scale)) : 0
}

function scaleKey(scale: number, clipped: boolean): Markup {
  const beyond = clipped && html`<span>and beyond</span>`
  return html`<p class="scale"><span>−${figure(scale)}</span><span class="gradient" aria-hidden="true"></span><span>+${figure(scale)}</span>${beyond}</p>`
}

function pictures({ of, width, height, units }: ReportWeightPictures): Markup {
  const wrong = units.find(({ values }) => values.length !== width * height)
  if (wrong !== undefined) {
    throw new ShapeError(
      `renderReport: the weights of ${JSON.stringify(wrong.label)} must be height x width, ${height} x ${width} numbers; received ${wrong.values.length}.`,
    )
  }
  const shown = units.slice(0, MOST_UNITS)
  const lists = shown.map(({ values }) => values)
  const scale = commonSize(lists)
  const palette = makePalette()
  const items = shown.map(({ label, values }) => {
    const pixels = Uint8Array.from(values, (value) => Math.floor(LEVELS + LEVELS * relative(value, scale) + 0.5))
    const uri = pngUri(encodePng({ width, height, channels: 1, pixels, palette }))
    return html`<li><figure><img class="weight" src="${uri}" alt="Weights of ${label}" width="84" height="84"><figcaption>${named(label)}</figcaption></figure></li>\n`
  })
  const clipped =
    shown.length < units.length && html`<p class="muted">The first ${shown.length} of ${groupDigits(units.length)}.</p>`
  return html`<h3>${of.charAt(0).toUpperCase()}${of.slice(1)}</h3>${scaleKey(scale, largestOf(lists) > scale)}<ul class="gallery">${items}</ul>${clipped}`
}

/** A weight beside others of which `largest` is the largest: it is read by its colour, and the model file holds all digits. */
function weightText(value: number, largest: number): string {
  if (!Number.isFinite(value) || largest < 0.01) return figure(value)
  return value.toFixed(largest >= 1 ? 2 : largest >= 0.1 ? 3 : 4).replace('-', '−')
}

/** The class of a heat table's cell: p1 to p10 or n1 to n10. */
function heatClass(share: number): string {
  const level = Math.min(10, Math.floor(Math.abs(share) * 10 + 0.5))
  return level === 0 ? '' : `${share > 0 ? 'p' : 'n'}${level}`
}

function heatTable({ of, features, classes, across = 'classes', values, intercept }: ReportWeightTable): Markup {
  const wrong = values.findIndex(({ length }) => length !== classes.length)
  if (values.length !== features.length || wrong >= 0) {
    throw new ShapeError(
      `renderReport: weights as a table have a row for each of ${features.length} features and a number for each of ${classes.length} classes; ` +
        `received ${values.length} rows${wrong < 0 ? '' : `, row ${wrong} with ${values[wrong]?.length} numbers`}.`,
    )
  }
  const order = features.map((_, i) => ({ i, size: largestOf([values[i] as ArrayLike<number>]) }))
  const clipped = features.length > MOST_FEATURES
  const kept = clipped ? order.sort((a, b) => b.size - a.size).slice(0, MOST_FEATURES) : order
  const columns = classes.slice(0, MOST_CLASSES)
  const largest = largestOf(values)
  const cells = (row: ArrayLike<number>, coloured: boolean): WholeCell[] =>
    columns.map((_, j) => {
      const value = row[j] as number
      const name = coloured ? heatClass(relative(value, largest)) : ''
      return new WholeCell(html`<td class="n ${name}">${weightText(value, largest)}</td>`)
    })
  const rows: TableRow[] = kept.map(({ i }) => [named(features[i] as string), ...cells(values[i] as ArrayLike<number>, true)])
  const notes = [
    ...(clipped ? [`the ${MOST_FEATURES} features with the largest weights, of ${groupDigits(features.length)}`] : []),
    ...(columns.length < classes.length ? [`the first ${columns.length} of ${groupDigits(classes.length)} ${across}`] : []),
  ]
  const caption = `${of}: features down, ${across} across${notes.length > 0 ? ` (${notes.join('; ')})` : ''}`
  const head = [{ title: 'feature' }, ...columns.map((name) => ({ title: named(name), numeric: true }))]
  const foot: TableRow[] = intercept === undefined ? [] : [['intercept', ...cells(intercept, false)]]
  return html`${scaleKey(largest, false)}${table(caption, head, rows, { foot, className: 'heat' })}`
}

/** The section of weights; nothing where none are given. */
export function weightsSection({ weights = [] }: ReportData): Section | undefined {
  if (weights.length === 0) return undefined
  return {
    id: 'weights',
    heading: 'Weights',
    body: html`<p class="lead">Blue speaks for a class or a unit, orange against it; the stronger, the more. What has no colour hardly counts.</p>
${weights.map((group) => (group.kind === 'pictures' ? pictures(group) : heatTable(group)))}`,
  }
}
