// How every metric went, epoch by epoch: training as a solid line, validation as a dashed one.

import { type Fragment, html, type Markup } from '../html/markup.ts'
import type { Section } from '../html/section.ts'
import { figure, plural } from '../numberText.ts'
import type { ReportData } from '../reportData.ts'
import { makePlot, px } from '../svg/plot.ts'
import type { Point } from '../svg/thinPoints.ts'
import { linearAxis } from '../svg/ticks.ts'

type Values = readonly (number | null)[]

/** One chart: a metric, and what it was on validation rows. */
export interface MetricCurves {
  readonly name: string
  readonly training: Values | undefined
  readonly validation: Values | undefined
}

/** `valLoss` -> `loss`; undefined for what is no validation metric. */
function metricOf(name: string): string | undefined {
  return /^val[A-Z]/.test(name) ? `${name.charAt(3).toLowerCase()}${name.slice(4)}` : undefined
}

/** The charts of a history: loss, then accuracy, then all else by its own order. */
export function metricCurves(history: Readonly<Record<string, Values>>): MetricCurves[] {
  const names = [...new Set(Object.keys(history).map((name) => metricOf(name) ?? name))]
  const first = ['loss', 'accuracy'].filter((name) => names.includes(name))
  return [...first, ...names.filter((name) => !first.includes(name))]
    .map((name) => {
      const validation = history[`val${name.charAt(0).toUpperCase()}${name.slice(1)}`]
      return { name, training: history[name], validation }
    })
    .filter(({ training, validation }) => (training?.length ?? 0) + (validation?.length ?? 0) > 0)
}

/** `topKAccuracy` -> `top k accuracy` */
export function inWords(name: string): string {
  return name.replace(/([a-z0-9])([A-Z])/g, '$1 $2').toLowerCase()
}

/** Whether small is good, so that the best epoch can be named. */
const FALLS = /loss|error|entropy|objective|norm/i

function lineText(kind: string, values: Values, unit: string): string {
  const known = values.flatMap((value, i) => (value !== null && Number.isFinite(value) ? [{ value, epoch: i + 1 }] : []))
  const [first, last] = [known[0], known.at(-1)]
  if (first === undefined || last === undefined) return `${kind}: no finite value.`
  return `${kind}: ${figure(first.value)} at ${unit} ${first.epoch}, ${figure(last.value)} at ${unit} ${last.epoch}.`
}

function bestText(name: string, values: Values, unit: string): string {
  const falls = FALLS.test(name)
  let best = -1
  for (let i = 0; i < values.length; i++) {
    const [value, before] = [values[i] ?? null, values[best] ?? null]
    if (value === null || !Number.isFinite(value)) continue
    if (before === null || (falls ? value < before : value > before)) best = i
  }
  return best < 0 ? '' : `${falls ? 'Least' : 'Best'} on validation rows: ${figure(values[best])} at ${unit} ${best + 1}.`
}

function chart({ name, training, validation }: MetricCurves, unit: string, index: number): Markup {
  const points = (values: Values): Point[] => values.map((value, i) => [i + 1, value ?? Number.NaN])
  const series = [
    { kind: 'Training', className: 'first', values: training },
    { kind: 'Validation', className: 'second', values: validation },
  ].flatMap(({ values, ...rest }) => (values === undefined ? [] : [{ ...rest, values }]))
  const all = series.flatMap(({ values }) => values.filter((value) => value !== null))
  const length = Math.max(...series.map(({ values }) => values.length))
  const isShare = /accuracy/i.test(name) && all.every((value) => value >= 0 && value <= 1)
  const words = inWords(name)
  const best = validation === undefined ? '' : bestText(name, validation, unit)
  const plot = makePlot({
    id: `curve-${index}`,
    title: `${words} by ${unit}`,
    description: [...series.map(({ kind, values }) => lineText(kind, values, unit)), best].join(' ').trim(),
    x: linearAxis([1, Math.max(2, length)], { whole: true, within: [1, Math.max(2, length)], count: 6 }),
    y: linearAxis(all, isShare ? { within: [0, 1] } : { fromZero: true }),
    xName: unit,
    yName: words,
  })
  const lines = series.map(({ className, values }) => {
    const last = values.length - 1
    const end = values[last] ?? Number.NaN
    const dot =
      Number.isFinite(end) && html`<circle class="dot ${className}" cx="${px(plot.x(last + 1))}" cy="${px(plot.y(end))}" r="3"/>`
    return html`<path class="line ${className}" d="${plot.path(points(values))}"/>${dot}`
  })
  const legend: Fragment = series.map(
    ({ kind, className, values }) =>
      html`<li><svg class="key" viewBox="0 0 28 8" aria-hidden="true"><path class="line ${className}" d="M1 4H27"/></svg>${kind} <b>${figure(values.at(-1))}</b></li>`,
  )
  return html`<figure><h3>${words.charAt(0).toUpperCase()}${words.slice(1)}</h3>
${plot.draw(lines)}
<figcaption><ul class="legend">${legend}</ul>${best !== '' && html`<p>${best}</p>`}</figcaption></figure>\n`
}

/** The section of learning curves; nothing without a history. */
export function learningCurvesSection({ history, historyUnit = 'epoch' }: ReportData): Section | undefined {
  const curves = metricCurves(history ?? {})
  if (curves.length === 0) return undefined
  const length = Math.max(...curves.map(({ training, validation }) => Math.max(training?.length ?? 0, validation?.length ?? 0)))
  return {
    id: 'curves',
    heading: 'Learning curves',
    body: html`<p class="lead">${plural(length, historyUnit)}; beside each name its last value.</p>
<div class="charts">${curves.map((curve, i) => chart(curve, historyUnit, i))}</div>`,
  }
}
