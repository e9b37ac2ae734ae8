// The chart: for each table of a workload, how many times longer than argmax each library took, on one logarithmic axis.

import { threeDigits } from './markdown.js'
import { ratios } from './statistics.js'

const WIDTH = 760
const ROW = 20
const GROUP = 34
const LABELS = 150
const VALUES = 150
const PLOT = WIDTH - LABELS - VALUES
const TOP = 56

const escaped = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
const round = (value) => Math.round(value * 10) / 10

/** Groups of bars: a title, and for each library its ratios. */
function groupsOf({ cases }) {
  return cases.flatMap((tested) => {
    const compared = tested.entries.filter((entry) => entry.name !== 'argmax' && entry.pairs.length > 0)
    return [...new Set(compared.map(({ threads }) => threads))].map((threads) => ({
      title: `${tested.title ? `${tested.title}, ` : ''}${threads} thread${threads === 1 ? '' : 's'}`,
      bars: compared.filter((entry) => entry.threads === threads).map((entry) => ({ name: entry.name, ...ratios(entry.pairs) })),
    }))
  })
}

/** Powers of ten around all values, 1 among them: the axis. */
function axisOf(groups) {
  const values = groups.flatMap(({ bars }) => bars.flatMap(({ min, max }) => [min, max]))
  const low = Math.floor(Math.log10(Math.min(0.5, ...values)))
  const high = Math.ceil(Math.log10(Math.max(10, ...values)))
  const at = (value) => round(LABELS + (PLOT * (Math.log10(value) - low)) / (high - low))
  return { at, ticks: Array.from({ length: high - low + 1 }, (_, i) => 10 ** (low + i)) }
}

function bar({ name, median, min, max }, y, at) {
  const [from, to] = [Math.min(at(1), at(median)), Math.max(at(1), at(median))]
  const middle = y + ROW / 2 - 1
  return [
    `<text x="${LABELS - 8}" y="${middle + 4}" text-anchor="end">${escaped(name)}</text>`,
    `<rect class="${median < 1 ? 'faster' : 'slower'}" x="${from}" y="${y + 2}" width="${round(Math.max(1, to - from))}" height="${ROW - 6}"/>`,
    `<path class="range" d="M${at(min)} ${middle}H${at(max)}"/>`,
    `<text x="${LABELS + PLOT + 8}" y="${middle + 4}">${threeDigits(median)} (${threeDigits(min)}-${threeDigits(max)})</text>`,
  ]
}

const STYLE = `
  text { font: 12px system-ui, sans-serif; fill: #24292f }
  .title { font-weight: 600 }
  .note { fill: #57606a }
  .back { fill: #ffffff }
  .grid { stroke: #d0d7de } .one { stroke: #24292f }
  .slower { fill: #4a7fb5 } .faster { fill: #c4713b }
  .range { stroke: #24292f; stroke-width: 1.5; fill: none }
  @media (prefers-color-scheme: dark) {
    text { fill: #e6edf3 } .note { fill: #9198a1 } .back { fill: #0d1117 }
    .grid { stroke: #3d444d } .one, .range { stroke: #e6edf3 }
  }`

/** @param {object} results of a workload */
export function chart(results) {
  const groups = groupsOf(results)
  const { at, ticks } = axisOf(groups)
  const body = []
  let y = TOP
  for (const { title, bars } of groups) {
    body.push(`<text class="title" x="8" y="${y + 20}">${escaped(title)}</text>`)
    y += GROUP - 6
    for (const entry of bars) {
      body.push(...bar(entry, y, at))
      y += ROW
    }
    y += 6
  }
  const height = y + 10
  const grid = ticks.flatMap((tick) => [
    `<path class="${tick === 1 ? 'one' : 'grid'}" d="M${at(tick)} ${TOP - 6}V${y}"/>`,
    `<text class="note" x="${at(tick)}" y="${TOP - 12}" text-anchor="middle">${tick}</text>`,
  ])
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img" aria-label="Time of each library as a multiple of argmax's">`,
    `<style>${STYLE}\n</style>`,
    `<rect class="back" width="${WIDTH}" height="${height}"/>`,
    `<text class="title" x="8" y="18">How many times longer than argmax on as many threads: median, least and most</text>`,
    ...grid,
    ...body,
    '</svg>',
    '',
  ].join('\n')
}
