// `npm run verify:numerics -- [--vectors FILE]... [--random ROWS] [--built FILE]`: holds the built argmax/numerics against exact results and
// prints, for each function and regime, count, wrong roundings, worst and mean ulp, false zeros and false NaN. Exits 1 where
// the promise of docs/numerics.md is broken. A FILE has the form of test/vectors/vectors.json or more.json.

import { readFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import { distance, float32sOf, rational, ulpOf } from './accuracy/exact.js'
import { checkRandomRows } from './accuracy/random-rows.js'
import { Report } from './accuracy/report.js'
import { checkSpecial } from './accuracy/special.js'

const BOUND = 0.5001
const LOG_SUM_EXP_BOUND = 0.51
/** The error that a gradient of soft labels may have beyond half an ulp, for each unit of sum(q) |weight|. */
const SOFT_BOUND = 2 ** -39

const { values: options } = parseArgs({
  options: { vectors: { type: 'string', multiple: true }, random: { type: 'string' }, built: { type: 'string' } },
})
const built = options.built === undefined ? new URL('../dist/numerics/index.js', import.meta.url) : pathToFileURL(options.built)
/** @type {typeof import('../src/numerics/index.ts')} */
const numerics = await import(built.href)

/** @param {string} name @returns {any} */
const read = (name) => JSON.parse(readFileSync(name, 'utf8'))
/** @param {string} name @returns {string} */
const vectors = (name) => new URL(`../test/vectors/${name}`, import.meta.url).pathname

const report = new Report()

/** A row whose exact results are decimal strings. @param {any} row */
function decimalRow(row) {
  const { regime, C: classes, label } = row
  const logits = float32sOf(row.logits)
  numerics.softmax(logits, classes).forEach((p, i) => {
    report.compare('softmax', regime, p, row.softmax[i], row.softmax_f32?.[i])
  })
  numerics.logSoftmax(logits, classes).forEach((p, i) => {
    report.compare('logSoftmax', regime, p, row.log_softmax[i], row.log_softmax_f32?.[i])
  })
  const { losses, gradient } = numerics.sparseCategoricalCrossentropy([label], logits, classes)
  report.compare('loss', regime, losses[0], row.loss, row.loss_f32)
  gradient.forEach((g, i) => {
    if (i === label) report.compare('gradient', regime, g, row.grad_label, row.grad_label_f32)
    else report.compare('gradient', regime, g, row.softmax[i], row.softmax_f32?.[i])
  })
  const m = Math.max(...logits)
  const [n, d] = rational(row.lse)
  const log = distance(m, [n, d], 1)
  report.compare(
    'logSumExp',
    regime,
    numerics.logSumExp(logits, classes)[0],
    row.lse,
    row.lse_f32,
    ulpOf(Math.max(Math.abs(m), log, Math.abs(Number(row.lse)))),
  )
}

/**
 * A row whose exact results are the nearest float32 and what is missing, in 2^-20 ulp.
 *
 * @param {any} row
 */
function compactRow(row) {
  const { regime, C: classes, label } = row
  const logits = float32sOf(row.logits)
  /** @param {string} name @param {Float32Array} got @param {string} want @param {number} [scale] whose ulp counts, if larger */
  const compare = (name, got, want, scale = 0) => {
    const right = float32sOf(row[want])
    got.forEach((value, i) => {
      const unit = ulpOf(right[i])
      const error = Number.isFinite(value)
        ? Math.abs((value - right[i]) / unit - row[`${want}Rest`][i] / 2 ** 20)
        : Number.POSITIVE_INFINITY
      report.record(name, regime, value, error * Math.min(1, unit / ulpOf(scale)), !Object.is(value, right[i]), right[i])
    })
  }
  compare('softmax', numerics.softmax(logits, classes), 'softmax')
  compare('logSoftmax', numerics.logSoftmax(logits, classes), 'logSoftmax')
  const { losses, gradient } = numerics.sparseCategoricalCrossentropy([label], logits, classes)
  const loss = float32sOf(row.logSoftmax)[label]
  const lossError = Math.abs((losses[0] + loss) / ulpOf(loss) + row.logSoftmaxRest[label] / 2 ** 20)
  report.record('loss', regime, losses[0], lossError, losses[0] !== -loss, loss)
  compare('gradient', gradient.subarray(label, label + 1), 'labelGradient')
  const others = float32sOf(row.softmax)
  gradient.forEach((g, i) => {
    if (i === label) return
    report.record(
      'gradient',
      regime,
      g,
      Math.abs((g - others[i]) / ulpOf(others[i]) - row.softmaxRest[i] / 2 ** 20),
      g !== others[i],
      others[i],
    )
  })
  compare('logSumExp', numerics.logSumExp(logits, classes), 'logSumExp', Number(row.logSumExpScale))
}

/** A row of soft labels, smoothing and weight: the bound is absolute. @param {any} row */
function softRow(row) {
  const { C: classes, smoothing, weight } = row
  const logits = float32sOf(row.logits)
  const runs = [
    numerics.categoricalCrossentropy(float32sOf(row.targets), logits, classes, { labelSmoothing: smoothing, weights: [weight] }),
  ]
  if (row.label !== undefined)
    runs.push(numerics.sparseCategoricalCrossentropy([row.label], logits, classes, { weights: [weight] }))
  const allowance = SOFT_BOUND * Number(row.sum) * Math.abs(weight)
  for (const { losses, gradient } of runs) {
    report.compare('soft loss', row.kind, losses[0], row.loss)
    gradient.forEach((g, i) => {
      const unit = ulpOf(Number(row.gradient[i]))
      const error = distance(g, rational(row.gradient[i]), unit) * unit
      report.record('soft gradient *', row.kind, g, error / (allowance + unit / 2), error > unit / 2, 0)
    })
  }
}

const given = options.vectors
for (const file of given ?? [vectors('vectors.json'), vectors('more.json')]) {
  const { rows = [], soft = [] } = read(file)
  for (const row of rows) (Array.isArray(row.softmax) ? decimalRow : compactRow)(row)
  for (const row of soft) softRow(row)
}
if (options.random !== undefined) checkRandomRows(numerics, report, Number(options.random))
for (const name of ['softmax', 'logSoftmax', 'loss', 'gradient'])
  report.require(name, BOUND, given === undefined && options.random === undefined)
report.require('logSumExp', LOG_SUM_EXP_BOUND, false)
report.require('soft loss', BOUND, false)
report.require('soft gradient *', 1, false)
report.failures.push(...checkSpecial(numerics, read(vectors('vectors-special.json')).rows))

report.print()
console.log(
  '\n* in shares of its bound, 2^-39 sum(q) |weight| + half an ulp, because it cancels where a probability is near its target',
)
if (report.failures.length === 0) {
  console.log(
    `\nThe promise holds: at most ${BOUND} ULP (logSumExp: ${LOG_SUM_EXP_BOUND} ULP of the largest of |m|, L and |m + L|), and the special rows are as they should be.`,
  )
} else {
  for (const failure of report.failures.slice(0, 40)) console.error(failure)
  console.error(`\nThe promise is broken in ${report.failures.length} places.`)
  process.exit(1)
}
