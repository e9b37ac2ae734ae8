// The results of a workload as Markdown: a table for each case and number of threads, none wider than 80 columns.

import { markdownTable, spread, threeDigits } from './markdown.js'
import { median, ratios, summary } from './statistics.js'

const FACTORS = { s: 1, µs: 1e6 }
const COUNTS = ['no', 'one', 'two', 'three', 'four']
const threadsInWords = (count) => `${COUNTS[count] ?? count} thread${count === 1 ? '' : 's'}`
const capital = (text) => text[0].toUpperCase() + text.slice(1)

/** The limit of 128-bit multiply-adds on one core, in GFLOP/s. */
export const limitOf = ({ limits }) => median(limits['wasm 128'] ?? [])

/** The share of the 128-bit limit of all its threads that an entry reaches with the products' operations alone. */
export function shareOfLimit(results, { flops }, entry) {
  return flops / median(entry.seconds) / 1e9 / (limitOf(results) * entry.threads)
}

/** Whether an entry's turns are shorter than the others', so that it has trained less. */
const isShort = ({ entries, trains }, { steps }) => trains && steps < Math.max(...entries.map((entry) => entry.steps))

function row(results, tested, entry) {
  const factor = FACTORS[results.unit]
  const { seconds, pairs, accuracy } = entry
  const cells = [
    entry.name,
    spread(summary(seconds), factor),
    entry.name === 'argmax' ? '' : pairs.length > 0 ? spread(ratios(pairs)) : '-',
    `${(shareOfLimit(results, tested, entry) * 100).toFixed(0)} %`,
  ]
  if (tested.showsAccuracy)
    cells.push(accuracy === undefined ? '-' : `${(accuracy * 100).toFixed(1)}${isShort(tested, entry) ? '*' : ''}`)
  return cells
}

/** How many times longer than argmax's other form the libraries take: ratios of medians of pairs, as the two are in no pair. */
function besideFaster(entries) {
  const form = entries.find(({ name, pairs }) => name === 'argmax, 256 bits' && pairs.length > 0)
  if (!form) return undefined
  const others = entries.filter((entry) => entry !== form && entry.name !== 'argmax' && entry.pairs.length > 0)
  if (others.length === 0) return undefined
  const times = others.map(({ name, pairs }) => `${name} ${threeDigits(ratios(pairs).median / ratios(form.pairs).median)}`)
  return `Times ${form.name}: ${times.join(', ')}.`
}

function caseTables(results, tested) {
  const lines = []
  const ran = tested.entries.filter(({ seconds }) => seconds.length > 0)
  for (const threads of [...new Set(ran.map((entry) => entry.threads))]) {
    const head = [capital(threadsInWords(threads)), results.unit, 'times argmax', 'limit']
    if (tested.showsAccuracy) head.push('acc.')
    const rows = ran.filter((entry) => entry.threads === threads).map((entry) => row(results, tested, entry))
    lines.push(markdownTable(head, rows), '')
    const faster = besideFaster(ran.filter((entry) => entry.threads === threads))
    if (faster !== undefined) lines.push(wrap(faster), '')
  }
  const fewest = Math.min(...ran.map(({ threads }) => threads))
  for (const entry of ran.filter(({ name, pairs }) => name === 'argmax' && pairs.length > 0)) {
    const faster = summary(entry.pairs.map(({ own, other }) => own / other))
    lines.push(`argmax on ${threadsInWords(entry.threads)}: ${spread(faster)} times the speed of ${COUNTS[fewest] ?? fewest}.`, '')
  }
  if (ran.some((entry) => isShort(tested, entry))) {
    lines.push(
      wrap(
        '\\* trained less: its turns take so long that a tenth of each was timed and scaled (a hundredth where that is long too).',
      ),
      '',
    )
  }
  return lines
}

/** `wasm 128: 57.9, native 128: 58.0, ...` */
function limitsLine({ limits }) {
  const all = Object.entries(limits).map(([name, values]) => `${name.replace(' ', ', ')} bits ${threeDigits(median(values))}`)
  const native = Object.keys(limits).some((name) => name.startsWith('native')) ? '' : '; native: not measured, no C compiler'
  return `Limit of multiply-adds on one core, GFLOP/s: ${all.join('; ')}${native}.`
}

const versionsOf = (entries) => [
  ...new Set(entries.flatMap(({ versions }) => Object.entries(versions).map(([name, version]) => `${name} ${version}`))),
]

/** The peers that did not run, each once, with the reason. */
export function notRun({ cases, skipped }) {
  const reasons = new Map()
  for (const { name, threads, why } of cases.flatMap(({ entries }) => entries)) {
    if (why) reasons.set(`${name}: ${why}`, [...(reasons.get(`${name}: ${why}`) ?? []), threads])
  }
  const failed = [...reasons].map(([text, threads]) => `${text} (${[...new Set(threads)].map(threadsInWords).join(', ')})`)
  return [...failed, ...skipped.map(({ name, why }) => `${name}: ${why}`)]
}

/** Breaks text into lines of at most 80 characters. */
export function wrap(text, indent = '') {
  const lines = ['']
  for (const word of text.split(' ')) {
    const line = lines.at(-1)
    if (line !== '' && line.length + 1 + word.length > 80) lines.push(`${indent}${word}`)
    else lines[lines.length - 1] = line === '' ? word : `${line} ${word}`
  }
  return lines.join('\n')
}

/**
 * @param {string} name the workload's
 * @param {object} results what was measured: see measure.js
 * @param {string} [picture] a Markdown image to show with them
 */
export function report(name, results, picture) {
  const lines = [
    `## ${name}. ${results.title}`,
    '',
    wrap(`${capital(results.what)}: median (min-max) of the rounds. ${results.about}`),
    '',
  ]
  if (picture) lines.push(picture, '')
  for (const tested of results.cases) {
    if (tested.title) lines.push(`### ${tested.title}`, '')
    lines.push(...caseTables(results, tested))
  }
  if (results.sizes) {
    lines.push(
      markdownTable(
        ['Size', 'kB'],
        results.sizes.map(({ what, bytes }) => [what, threeDigits(bytes / 1000)]),
      ),
      '',
    )
  }
  lines.push(wrap(limitsLine(results)), '')
  lines.push(wrap(`${results.machine}; ${versionsOf(results.cases.flatMap(({ entries }) => entries)).join(', ')}.`), '')
  const missing = notRun(results)
  if (missing.length > 0) lines.push('Not run:', '', ...missing.map((line) => wrap(`- ${line}.`, '  ')), '')
  return lines.join('\n')
}
