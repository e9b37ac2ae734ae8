// Scores a path's results against the exact ones. Zero equals minus zero; an error in ulp is measured in the float32 spacing at the
// exact value; a NaN or infinity where the exact value is finite counts apart and is left out of "worst".

import { ulpOf } from '../../scripts/accuracy/exact.js'
import { unpack } from './rows.js'

/** A row is confidently wrong where the exact probability of its label is below this. */
export const CONFIDENTLY_WRONG = 0.01

class Tally {
  count = 0
  right = 0
  worst = 0
  zeros = 0
  notFinite = 0

  /** One value against the nearest float32 and the nearest float64 of the exact one. */
  add(value, nearest, exact) {
    this.count++
    if (!Number.isFinite(value) && Number.isFinite(nearest)) {
      this.notFinite++
      return
    }
    if (value === nearest) this.right++
    if (value === 0 && nearest !== 0) this.zeros++
    this.worst = Math.max(this.worst, Math.abs(value - exact) / ulpOf(exact))
  }

  toJSON() {
    const { count, right, worst, zeros, notFinite } = this
    return { count, share: right / count, worst, zeros, notFinite }
  }
}

class Range {
  lowest = Number.POSITIVE_INFINITY
  highest = Number.NEGATIVE_INFINITY

  add(value) {
    if (!Number.isFinite(value)) return
    this.lowest = Math.min(this.lowest, value)
    this.highest = Math.max(this.highest, value)
  }
}

const entry = (map, key) => {
  if (!map.has(key)) map.set(key, new Tally())
  return map.get(key)
}

function scoreSoftmax(path, groups) {
  const all = new Tally()
  const regimes = new Map()
  groups.forEach(({ classes, regimes: names, softmax, softmaxExact }, g) => {
    unpack(path.softmax[g], Float32Array).forEach((value, i) => {
      all.add(value, softmax[i], softmaxExact[i])
      entry(regimes, names[Math.floor(i / classes)]).add(value, softmax[i], softmaxExact[i])
    })
  })
  return { ...all.toJSON(), regimes: Object.fromEntries(regimes) }
}

function scoreLoss(path, groups) {
  const all = new Tally()
  const range = new Range()
  const rangeOfTen = new Range()
  const regimes = new Map()
  groups.forEach(({ classes, regimes: names, loss, lossExact }, g) => {
    unpack(path.loss[g], Float32Array).forEach((value, r) => {
      all.add(value, loss[r], lossExact[r])
      entry(regimes, names[r]).add(value, loss[r], lossExact[r])
      range.add(value)
      if (classes === 10) rangeOfTen.add(value)
    })
  })
  return { ...all.toJSON(), range, rangeOfTen, regimes: Object.fromEntries(regimes) }
}

function scoreGradient(path, groups) {
  const all = new Tally()
  const regimes = new Map()
  let wrongRows = 0
  let wrongRowsAtZero = 0
  groups.forEach(({ classes, regimes: names, labels, softmax, softmaxExact, gradient, gradientExact }, g) => {
    const values = unpack(path.gradient[g], Float32Array)
    labels.forEach((label, r) => {
      const row = values.subarray(r * classes, (r + 1) * classes)
      row.forEach((value, c) => {
        const i = r * classes + c
        const [nearest, exact] = c === label ? [gradient[r], gradientExact[r]] : [softmax[i], softmaxExact[i]]
        all.add(value, nearest, exact)
        entry(regimes, names[r]).add(value, nearest, exact)
      })
      if (softmaxExact[r * classes + label] >= CONFIDENTLY_WRONG) return
      wrongRows++
      if (row.every((value) => value === 0)) wrongRowsAtZero++
    })
  })
  return { ...all.toJSON(), wrongRows, wrongRowsAtZero, regimes: Object.fromEntries(regimes) }
}

/** Scores what a path has: softmax, loss, gradient. */
export function scorePath(path, groups) {
  return {
    name: path.name,
    clips: path.clips,
    ...(path.softmax && { softmax: scoreSoftmax(path, groups) }),
    loss: scoreLoss(path, groups),
    ...(path.gradient && { gradient: scoreGradient(path, groups) }),
  }
}

/** The range of the exact losses, of all rows and of those of ten classes. */
export function exactRanges(groups) {
  const [range, rangeOfTen] = [new Range(), new Range()]
  for (const { classes, loss } of groups) {
    for (const value of loss) {
      range.add(value)
      if (classes === 10) rangeOfTen.add(value)
    }
  }
  return { range, rangeOfTen }
}
