// Whether a confidence means what it says: of the rows with confidence near 0.9, are nine in ten right?

import { html, type Markup } from '../html/markup.ts'
import { type Section, table } from '../html/section.ts'
import { figure, groupDigits } from '../numberText.ts'
import type { ReportData, ReportReliability } from '../reportData.ts'
import { makePlot, px } from '../svg/plot.ts'
import { linearAxis } from '../svg/ticks.ts'

/** Height of the strip of counts, and the space above it. */
const STRIP = 46
const GAP = 54

function diagram({ bins, ece }: ReportReliability): Markup {
  const filled = bins.flatMap(({ confidence, accuracy, count, ...rest }) =>
    count > 0 && confidence !== null && accuracy !== null ? [{ ...rest, confidence, accuracy, count }] : [],
  )
  const surest = filled.at(-1)
  const unit = linearAxis([0, 1], { within: [0, 1] })
  const plot = makePlot({
    id: 'reliability',
    title: 'Accuracy by confidence',
    description: `Expected calibration error ${figure(ece)}.${
      surest === undefined
        ? ''
        : ` Of the ${groupDigits(surest.count)} surest rows, with confidence ${figure(surest.confidence)} on average, ${figure(surest.accuracy)} are right.`
    }`,
    x: unit,
    y: unit,
    xName: 'confidence',
    yName: 'accuracy',
    height: 420,
    below: GAP + STRIP - 20,
  })
  const ideal = html`<path class="ideal" d="M${px(plot.x(0))} ${px(plot.y(0))}L${px(plot.x(1))} ${px(plot.y(1))}"/>`
  const gaps = filled.map(({ confidence, accuracy }) => {
    const x = px(plot.x(confidence))
    return html`<path class="gap" d="M${x} ${px(plot.y(confidence))}V${px(plot.y(accuracy))}"/>`
  })
  const line = html`<path class="line first" d="${plot.path(filled.map(({ confidence, accuracy }) => [confidence, accuracy]))}"/>`
  const dots = filled.map(
    ({ confidence, accuracy, count, lower, upper }) =>
      html`<circle class="dot first" cx="${px(plot.x(confidence))}" cy="${px(plot.y(accuracy))}" r="4"><title>confidence ${figure(lower)} to ${figure(upper)}: ${groupDigits(count)} rows, ${figure(accuracy)} right</title></circle>`,
  )
  const most = Math.max(1, ...bins.map(({ count }) => count))
  const base = plot.bottom + GAP + STRIP
  const strip = bins.map(({ lower, upper, count }) => {
    const height = (STRIP * count) / most
    const [from, to] = [plot.x(lower), plot.x(upper)]
    return (
      count > 0 &&
      html`<rect class="bin" x="${px(from + 1)}" y="${px(base - Math.max(1, height))}" width="${px(to - from - 2)}" height="${px(Math.max(1, height))}"/>`
    )
  })
  const middle = px((plot.left + plot.right) / 2)
  const below = html`<path class="axis" d="M${px(plot.left)} ${px(base)}H${px(plot.right)}"/><text class="tick" x="${px(plot.left - 8)}" y="${px(base - STRIP + 9)}" text-anchor="end">${groupDigits(most)}</text><text class="tick" x="${px(plot.left - 8)}" y="${px(base)}" text-anchor="end">0</text><text class="name" x="${middle}" y="${px(base + 17)}" text-anchor="middle">rows of each bin</text>`
  return plot.draw(ideal, gaps, line, dots, strip, below)
}

/** The section of calibration; nothing without a reliability curve. */
export function reliabilitySection({ reliability }: ReportData): Section | undefined {
  if (reliability === undefined) return undefined
  const filled = reliability.bins.filter(({ count }) => count > 0)
  const rows = filled.map(({ lower, upper, count, confidence, accuracy }) => [
    html`<span class="nb">${lower.toFixed(3)} – ${upper.toFixed(3)}</span>`,
    groupDigits(count),
    figure(confidence),
    figure(accuracy),
    figure(confidence === null || accuracy === null ? null : accuracy - confidence),
  ])
  const columns = ['rows', 'mean', 'accuracy', 'difference'].map((title) => ({ title, numeric: true }))
  return {
    id: 'calibration',
    heading: 'Calibration',
    body: html`<p class="lead">The probability of the predicted class against how often it is right. Under the dashed diagonal the model is surer than it should be; above it, less sure. The bars count the rows. Expected calibration error: ${figure(reliability.ece)}.</p>
<div class="charts"><figure>${diagram(reliability)}</figure>${table('Rows by confidence; bins without rows are left out', [{ title: 'confidence' }, ...columns], rows)}</div>`,
  }
}
