import { describe, expect, it } from 'vitest'
import { epochLine, formatDuration, formatFigure, formatRate, type Progress, progressBar } from './progress.ts'

const running: Progress = {
  epoch: 11,
  epochs: 100,
  batch: 900,
  batches: 1875,
  loss: 0.0712,
  accuracy: 0.97812,
  examplesPerSecond: 312_345,
  secondsLeft: 21.4,
}

describe('progressBar', () => {
  it('shows loss, accuracy, rate and time left in 79 characters', () => {
    const line = progressBar(running)
    expect(line).toMatch(/^epoch {2}12\/100 ━+─+ {3}11% {2}loss 0\.0712 {2}acc 0\.9781 {2}312k\/s {2}0:21 left$/)
    expect(line).toHaveLength(79)
  })

  it('fits every width from 20 to 200, whatever the figures', () => {
    const figures = [undefined, 0, 0.5, 1e-7, 12345.678, 3e30, Number.NaN, Number.POSITIVE_INFINITY]
    for (let width = 20; width <= 200; width++) {
      for (const loss of figures) {
        for (const valAccuracy of [undefined, 0.97]) {
          const line = progressBar(
            { ...running, loss, valAccuracy, secondsLeft: 360_000, examplesPerSecond: 12_345_678 },
            { width },
          )
          expect(line.length).toBeLessThanOrEqual(width)
          expect(line).toContain('12/100')
        }
      }
    }
  })

  it('is empty at the start and full at the end, and stays on the last epoch', () => {
    expect(progressBar({ epoch: 0, epochs: 2, batch: 0, batches: 10 }, { ascii: true, width: 40 })).toBe(
      `epoch 1/2 ${'-'.repeat(24)}    0%`,
    )
    expect(progressBar({ epoch: 2, epochs: 2, batch: 0, batches: 10 }, { ascii: true, width: 40 })).toBe(
      `epoch 2/2 ${'#'.repeat(24)}  100%`,
    )
  })

  it('colours without changing what is measured', () => {
    const line = progressBar(running, { done: (text) => `<${text}>`, left: (text) => `[${text}]` })
    expect(line.replace(/[<>[\]]/g, '')).toBe(progressBar(running))
  })
})

describe('formats', () => {
  it('keeps figures within 7 characters', () => {
    expect([0, 1, 0.98765, 2.30412, 123.456, 45678.9, 0.00012, 3.4e38, Number.NaN].map(formatFigure)).toEqual([
      '0.0000',
      '1.0000',
      '0.9877',
      '2.3041',
      '123.46',
      '45679',
      '1.2e-4',
      '3.4e+38',
      'NaN',
    ])
  })

  it('writes rates and durations as people say them', () => {
    expect([12, 999.4, 1234, 312_345, 1_250_000].map(formatRate)).toEqual(['12', '999', '1.2k', '312k', '1.3M'])
    expect([0, 9.4, 61, 3599.6, 7322].map(formatDuration)).toEqual(['0:00', '0:09', '1:01', '1:00:00', '2:02:02'])
  })

  it('puts an epoch on one line', () => {
    expect(epochLine({ epoch: 3, epochs: 10, figures: { loss: 0.5, valAccuracy: 0.9 }, seconds: 0.187 })).toBe(
      'epoch  3/10  loss 0.5000  val accuracy 0.9000  0.19 s',
    )
  })
})
