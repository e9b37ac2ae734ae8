// The rows that the model was surest of and wrong about: often they say more of the data than of the model.

import { ShapeError } from '../../errors.ts'
import { type Fragment, html, type Markup } from '../html/markup.ts'
import { named, type Section, table } from '../html/section.ts'
import { pngUri } from '../image/dataUri.ts'
import { encodePng } from '../image/encodePng.ts'
import { shrinkImage } from '../image/shrinkImage.ts'
import { clip, figure, groupDigits, plural } from '../numberText.ts'
import type { ReportData, ReportImage, ReportMistake } from '../reportData.ts'

/** Examples shown: a look's worth. */
const MOST_EXAMPLES = 24
/** Columns of a wide table shown, and characters of a cell. */
const MOST_COLUMNS = 12
const LONGEST_CELL = 40

function imageUri(row: number, image: ReportImage): string {
  const { width, height, channels, pixels } = image
  const whole = Number.isInteger(width) && Number.isInteger(height) && width > 0 && height > 0
  if (!whole || (channels !== 1 && channels !== 3) || pixels.length !== width * height * channels) {
    throw new ShapeError(
      `renderReport: the image of row ${row} must have height x width x channels (1 or 3) pixels, ` +
        `${height} x ${width} x ${channels}; received ${pixels.length}.`,
    )
  }
  return pngUri(encodePng(shrinkImage(image)))
}

function pictureOf(example: ReportMistake, image: ReportImage): Markup {
  const { row, truth, predicted, probability } = example
  return html`<li><figure><img src="${imageUri(row, image)}" alt="Row ${row}, true class ${truth}, predicted ${predicted}" width="84" height="84"><figcaption><span><span class="muted">called</span> <b>${named(predicted)}</b>, <span class="muted">is</span> <b>${named(truth)}</b></span><span class="muted">${figure(probability)} · row ${row}</span></figcaption></figure></li>\n`
}

function cellText(value: string | number | boolean | null | undefined): Fragment {
  if (value === null || value === undefined) return html`<span class="muted">–</span>`
  if (typeof value === 'number') return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(6)))
  return clip(String(value), LONGEST_CELL)
}

function rowsTable(examples: readonly ReportMistake[], columns: readonly string[]): Markup {
  const shown = columns.slice(0, MOST_COLUMNS)
  const isNumeric = shown.map((_, i) => examples.every(({ values }) => typeof (values?.[i] ?? 0) === 'number'))
  const hasTruth = examples.some(({ truthProbability }) => truthProbability !== undefined)
  const titles = [
    { title: 'row' },
    { title: 'predicted' },
    { title: 'its probability', numeric: true },
    { title: 'true class' },
    ...(hasTruth ? [{ title: 'its probability', numeric: true }] : []),
    ...shown.map((name, i) => ({ title: named(name), numeric: isNumeric[i] === true })),
  ]
  const rows = examples.map(({ row, predicted, probability, truth, truthProbability, values }) => [
    String(row),
    named(predicted),
    figure(probability),
    named(truth),
    ...(hasTruth ? [figure(truthProbability)] : []),
    ...shown.map((_, i) => cellText(values?.[i])),
  ])
  const caption =
    shown.length < columns.length
      ? `The first ${shown.length} of ${groupDigits(columns.length)} columns`
      : 'Wrong rows, the surest first'
  return table(caption, titles, rows)
}

/** The section of mistakes; nothing where none are given. */
export function mistakesSection({ mistakes }: ReportData): Section | undefined {
  if (mistakes === undefined) return undefined
  const { wrong, columns = [] } = mistakes
  const examples = mistakes.examples.slice(0, MOST_EXAMPLES)
  const heading = 'Most confidently wrong'
  if (examples.length === 0) return { id: 'mistakes', heading, body: html`<p class="lead">No row was called wrong.</p>` }
  const images = examples.flatMap((example) => (example.image === undefined ? [] : [pictureOf(example, example.image)]))
  const rest = examples.filter(({ image }) => image === undefined)
  const which =
    wrong === examples.length
      ? `${wrong === 1 ? 'The one wrong row' : `All ${wrong} wrong rows, the surest first`}.`
      : `The ${groupDigits(examples.length)}${wrong === undefined ? '' : ` of ${plural(wrong, 'wrong row')}`} that the model was surest of.`
  const reading =
    images.length > 0 ? ' Under each: what it was called, what it is, and with which probability it was called so.' : ''
  return {
    id: 'mistakes',
    heading,
    body: html`<p class="lead">${which}${reading}</p>
${images.length > 0 && html`<ul class="gallery">${images}</ul>`}${rest.length > 0 && html`<div class="rows">${rowsTable(rest, columns)}</div>`}`,
  }
}
