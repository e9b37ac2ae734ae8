// How well each class is told from all others at any threshold: ROC and precision against recall, one against the rest.

import { html, type Markup } from '../html/markup.ts'
import { folded, named, type Section, table } from '../html/section.ts'
import { clip, figure, groupDigits } from '../numberText.ts'
import type { ReportData } from '../reportData.ts'
import { makePlot, px } from '../svg/plot.ts'
import type { Point } from '../svg/thinPoints.ts'
import { linearAxis } from '../svg/ticks.ts'

/** Curves drawn: the worst ones; more would be one grey mass. */
const MOST_CURVES = 20
/** Rows of the table of areas. */
const MOST_ROWS = 100
/** The worst ones, told apart by colour and by dashes. */
const STYLES = ['first', 'second', 'third']

/** One class's curve in either chart. */
interface RankingCurve {
  readonly label: string
  readonly points: readonly Point[]
  readonly area: number | null
}

interface Kind {
  readonly id: string
  readonly heading: string
  readonly measure: string
  readonly xName: string
  readonly yName: string
  /** The chance line, where there is one for all classes. */
  readonly ideal: boolean
  /** The corner that good curves leave free. */
  readonly legendAt: readonly [number, number]
}

const ROC: Kind = {
  id: 'roc',
  heading: 'ROC',
  measure: 'AUC',
  xName: 'false positive rate',
  yName: 'true positive rate',
  ideal: true,
  legendAt: [0.4, 0.28],
}
const PR: Kind = {
  id: 'pr',
  heading: 'Precision and recall',
  measure: 'average precision',
  xName: 'recall',
  yName: 'precision',
  ideal: false,
  legendAt: [0.04, 0.28],
}

function zip(x: ArrayLike<number>, y: ArrayLike<number>): Point[] {
  return Array.from({ length: Math.min(x.length, y.length) }, (_, i) => [x[i] as number, y[i] as number])
}

/** Curves with an area, the least first. */
function byArea(curves: readonly RankingCurve[]): (RankingCurve & { area: number })[] {
  return curves.flatMap((curve) => (curve.area === null ? [] : [{ ...curve, area: curve.area }])).sort((a, b) => a.area - b.area)
}

function chart(curves: readonly RankingCurve[], kind: Kind): Markup {
  const sorted = byArea(curves).slice(0, MOST_CURVES)
  const worst = sorted.slice(0, STYLES.length)
  const unit = linearAxis([0, 1], { within: [0, 1] })
  const plot = makePlot({
    id: kind.id,
    title: `${kind.yName} against ${kind.xName}, each class against the rest`,
    description: `Least ${kind.measure}: ${worst.map(({ label, area }) => `${label} ${figure(area)}`).join(', ') || 'none defined'}.`,
    x: unit,
    y: unit,
    xName: kind.xName,
    yName: kind.yName,
    height: 400,
  })
  const ideal = kind.ideal && html`<path class="ideal" d="M${px(plot.x(0))} ${px(plot.y(0))}L${px(plot.x(1))} ${px(plot.y(1))}"/>`
  const others = sorted.slice(STYLES.length).map(({ points }) => html`<path class="line other" d="${plot.path(points)}"/>`)
  const drawn = worst.map(({ points }, i) => html`<path class="line ${STYLES[i]}" d="${plot.path(points)}"/>`).reverse() // the worst on top
  const legend = worst.map(({ label, area }, i) => {
    const [x, y] = [plot.x(kind.legendAt[0]), plot.y(kind.legendAt[1]) + i * 20]
    return html`<path class="line ${STYLES[i]}" d="M${px(x)} ${px(y)}h26"/><text class="label" x="${px(x + 34)}" y="${px(y + 4)}">${clip(label, 16)} <tspan class="area">${figure(area)}</tspan></text>`
  })
  const title = worst.length < curves.length ? `least ${kind.measure}` : kind.measure
  const head =
    worst.length > 0 &&
    html`<text class="name" x="${px(plot.x(kind.legendAt[0]))}" y="${px(plot.y(kind.legendAt[1]) - 14)}">${title}</text>`
  return html`<figure><h3>${kind.heading}</h3>${plot.draw(ideal, others, drawn, head, legend)}</figure>\n`
}

/** The section of curves; nothing without any. */
export function rankingCurvesSection({ roc = [], pr = [] }: ReportData): Section | undefined {
  if (roc.length + pr.length === 0) return undefined
  const rocCurves = roc.map(({ label, falsePositiveRate, truePositiveRate, auc }) => {
    return { label: String(label), points: zip(falsePositiveRate, truePositiveRate), area: auc }
  })
  const prCurves = pr.map(({ label, precision, recall, averagePrecision }) => {
    return { label: String(label), points: zip(recall, precision), area: averagePrecision }
  })
  const labels = [...new Set([...rocCurves, ...prCurves].map(({ label }) => label))]
  const areasOf = (curves: readonly RankingCurve[]): Map<string, number | null> =>
    new Map(curves.map(({ label, area }) => [label, area]))
  const [auc, averagePrecision] = [areasOf(rocCurves), areasOf(prCurves)]
  const shown = labels
    .toSorted((a, b) => (averagePrecision.get(a) ?? auc.get(a) ?? 2) - (averagePrecision.get(b) ?? auc.get(b) ?? 2))
    .slice(0, MOST_ROWS)
  const rows = (labels.length > MOST_ROWS ? shown : labels).map((label) => [
    named(label),
    ...(roc.length > 0 ? [figure(auc.get(label))] : []),
    ...(pr.length > 0 ? [figure(averagePrecision.get(label))] : []),
  ])
  const columns = [
    { title: 'class' },
    ...(roc.length > 0 ? [{ title: 'AUC', numeric: true }] : []),
    ...(pr.length > 0 ? [{ title: 'average precision', numeric: true }] : []),
  ]
  const caption =
    labels.length > MOST_ROWS ? `The ${MOST_ROWS} worst classes, of ${groupDigits(labels.length)}` : 'Areas of each class'
  const grey = labels.length > STYLES.length ? ' The worst three stand out; the others are grey.' : ''
  return {
    id: 'ranking',
    heading: 'One against the rest',
    body: html`<p class="lead">What can be had at any threshold on a class’s probability.${grey} The nearer a curve comes to its upper corner, the better.</p>
<div class="charts">${rocCurves.length > 0 && chart(rocCurves, ROC)}${prCurves.length > 0 && chart(prCurves, PR)}</div>
${folded('Areas as a table', table(caption, columns, rows))}`,
  }
}
