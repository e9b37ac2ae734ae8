// The two tables of the comparison, in Markdown that reads well in a terminal too.

const percent = (share) => (share === 1 ? '100 %' : `${(Math.floor(share * 1000) / 10).toFixed(1)} %`) // 99.97 is not 100
const whole = (count) => count.toLocaleString('en')
const ulp = (error) => (error >= 1000 ? error.toExponential(1).replace('e+', 'e') : error.toPrecision(error < 1 ? 4 : 3))
const loss = (value) =>
  value === 0 ? '0' : value >= 1e6 || value < 1e-3 ? value.toExponential(1).replace('e+', 'e') : value.toFixed(3)
const some = (value, write) => (value === undefined ? '-' : write(value))

/** Rows of cells as a Markdown table, padded to columns; all but the first stand right. */
function markdown(head, rows) {
  const widths = head.map((_, c) => Math.max(...[head, ...rows].map((row) => (row[c] ?? '').length)))
  const line = (row) =>
    `| ${widths.map((width, c) => (c === 0 ? row[c].padEnd(width) : (row[c] ?? '').padStart(width))).join(' | ')} |`
  const rule = `|${widths.map((width, c) => (c === 0 ? '-'.repeat(width + 2) : `${'-'.repeat(width + 1)}:`)).join('|')}|`
  return [line(head), rule, ...rows.map(line)].join('\n')
}

/** A measured path: library, version, and its name, which is Markdown. */
const nameOf = ({ library, version }, { name }) => `${library} ${version}, ${name}`

const FROM_LOGITS = [
  ['', (entry, path) => nameOf(entry, path)],
  ['softmax right', (_, { softmax }) => some(softmax, ({ share }) => percent(share))],
  ['worst ULP', (_, { softmax }) => some(softmax, ({ worst }) => ulp(worst))],
  ['softmax 0', (_, { softmax }) => some(softmax, ({ zeros }) => whole(zeros))],
  ['loss right', (_, { loss }) => percent(loss.share)],
  ['loss 0', (_, { loss }) => whole(loss.zeros)],
  ['loss NaN', (_, { loss }) => whole(loss.notFinite)],
  ['gradient right', (_, { gradient }) => some(gradient, ({ share }) => percent(share))],
  ['gradient 0', (_, { gradient }) => some(gradient, ({ zeros }) => whole(zeros))],
]

const CLIPPED = [
  ['', (entry, path) => nameOf(entry, path)],
  ['loss right', (_, { loss }) => percent(loss.share)],
  ['lowest loss', (_, path) => loss(path.loss.range.lowest)],
  ['10 classes', (_, path) => loss(path.loss.rangeOfTen.lowest)],
  ['highest loss', (_, path) => loss(path.loss.range.highest)],
  [
    'gradient all 0, of wrong rows',
    (_, { gradient }) => some(gradient, (g) => `${whole(g.wrongRowsAtZero)} of ${whole(g.wrongRows)}`),
  ],
]

function table(columns, entries, clips, last = []) {
  const rows = entries.flatMap((entry) =>
    (entry.paths ?? []).filter((path) => path.clips === clips).map((path) => columns.map(([, cell]) => cell(entry, path))),
  )
  const missing = clips ? [] : entries.filter(({ paths }) => !paths).map(({ library }) => [library, 'not measured'])
  return markdown(
    columns.map(([head]) => head),
    [...rows, ...missing, ...last],
  )
}

/**
 * @param {object} results what run.js writes to bench/results/numerics.json
 * @returns {string} both tables with what they mean
 */
export function tables({ rows, reference, exact, confidentlyWrong, machine, entries }) {
  const exactly = ['exact', '', loss(exact.range.lowest), loss(exact.rangeOfTen.lowest), loss(exact.range.highest), 'none']
  const versions = [...new Set(entries.flatMap(({ versions = {} }) => Object.entries(versions).map((pair) => pair.join(' '))))]
  const missing = entries.filter(({ paths }) => !paths).map(({ library, why }) => `${library}: ${why}.`)
  return [
    `From logits, ${whole(rows)} rows:`,
    '',
    table(FROM_LOGITS, entries, false),
    '',
    'Where probabilities or logits are clipped, on the same rows:',
    '',
    table(CLIPPED, entries, true, [exactly]),
    '',
    `A wrong row: the exact probability of its label is below ${confidentlyWrong}. Exact results: ${reference}.`,
    `Measured in one run on ${machine}, with ${versions.join(', ')}.`,
    ...(missing.length > 0 ? ['', 'Not measured:', '', ...missing.map((line) => `- ${line}`)] : []),
  ].join('\n')
}
