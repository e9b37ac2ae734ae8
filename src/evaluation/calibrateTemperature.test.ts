import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readGolden } from '../../test/support/golden.ts'
import { DataError, LabelError, ShapeError } from '../errors.ts'
import { softmax } from '../numerics/index.ts'
import { tensor } from '../tensor/index.ts'
import { calibrateTemperature } from './calibrateTemperature.ts'
import { logLoss } from './logLoss.ts'

interface Case {
  name: string
  labels: number[]
  logits: number[][]
  sampleWeight: number[] | null
  temperature: number
  lossBefore: number
  lossAfter: number
}
const golden = readGolden<{ tool: string; cases: Case[] }>('mpmath-temperature.json')

describe(`calibrateTemperature meets ${golden.tool} to 1e-13`, () => {
  it.each(golden.cases)('$name', ({ labels, logits, sampleWeight, ...wanted }) => {
    const options = sampleWeight === null ? {} : { sampleWeight }
    const float32 = tensor(Float32Array.from(logits.flat()), [logits.length, logits[0]!.length])
    for (const given of [logits, float32]) {
      const { warnings, ...result } = calibrateTemperature(given, labels, options)
      expect(warnings).toEqual([])
      for (const key of ['temperature', 'lossBefore', 'lossAfter'] as const) {
        expect(Math.abs(result[key] / wanted[key] - 1), key).toBeLessThan(1e-13)
      }
    }
  })
})

describe('calibrateTemperature', () => {
  it('stops at a bound, with a warning', () => {
    const sure = calibrateTemperature(
      [
        [2, 0],
        [0, 2],
      ],
      [0, 1],
    )
    expect(sure.temperature).toBe(0.05)
    expect(sure.lossAfter).toBeLessThan(sure.lossBefore)
    expect(sure.warnings).toEqual([expect.stringMatching(/at its bound 0\.05: .*every prediction is right/)])
    const wrong = calibrateTemperature(
      [
        [2, 0],
        [0, 2],
      ],
      [1, 0],
    )
    expect(wrong.temperature).toBe(20)
    expect(wrong.lossAfter).toBeLessThan(wrong.lossBefore)
    expect(wrong.warnings).toEqual([expect.stringMatching(/at its bound 20: .*lead astray/)])
  })

  it('stays at 1 where the logits are all equal', () => {
    const { temperature, lossBefore, lossAfter, warnings } = calibrateTemperature([[3, 3, 3]], [1])
    expect([temperature, lossAfter]).toEqual([1, lossBefore])
    expect(lossBefore).toBeCloseTo(Math.log(3), 15)
    expect(warnings).toEqual([expect.stringMatching(/no temperature changes anything/)])
  })

  it('takes labels of any kind, and its losses are those of softmax(logits / T)', () => {
    const logits = [
      [4, 0, 0],
      [0, 4, 0],
      [4, 0, 0],
      [0, 0, 4],
      [0, 4, 1],
    ]
    const y = ['x', 'y', 'y', 'z', 'y']
    const classes = ['x', 'y', 'z'] as const
    const { temperature, lossBefore, lossAfter } = calibrateTemperature(logits, y, { classes: [...classes] })
    const lossAt = (t: number): number => {
      const p = softmax(
        Float32Array.from(logits.flat(), (z) => z / t),
        3,
      )
      return logLoss(y, tensor(p, [5, 3]), { classes: [...classes] })
    }
    expect(lossBefore).toBeCloseTo(lossAt(1), 6)
    expect(lossAfter).toBeCloseTo(lossAt(temperature), 6)
    expect(lossAfter).toBeLessThan(lossAt(temperature * 1.1))
    expect(lossAfter).toBeLessThan(lossAt(temperature * 0.9))
  })

  it('scales with the logits: of c times the logits it is c times as large', () => {
    const { labels, logits } = golden.cases[0]!
    const { temperature } = calibrateTemperature(logits, labels)
    fc.assert(
      fc.property(fc.double({ min: 0.3, max: 2.9, noNaN: true }), (c) => {
        const scaled = calibrateTemperature(
          logits.map((row) => row.map((z) => z * c)),
          labels,
        )
        expect(scaled.temperature / (c * temperature)).toBeCloseTo(1, 12)
        expect(scaled.lossAfter).toBeCloseTo(calibrateTemperature(logits, labels).lossAfter, 12)
      }),
      { numRuns: 20 },
    )
  })

  it('refuses what it can make nothing of', () => {
    expect(() => calibrateTemperature([[1, Number.POSITIVE_INFINITY]], [0])).toThrow(/logits must be finite.*class 1 in row 0/)
    expect(() => calibrateTemperature([[1, Number.NaN]], [0])).toThrow(DataError)
    expect(() => calibrateTemperature([[1, 2]], [0, 1])).toThrow(ShapeError)
    expect(() => calibrateTemperature([[1, 2]], [2])).toThrow(LabelError)
  })
})
