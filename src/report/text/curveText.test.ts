import fc from 'fast-check'
import picocolors from 'picocolors'
import { describe, expect, it } from 'vitest'
import { curveText } from './curveText.ts'

describe('curveText', () => {
  it('draws training solid and validation dotted, with ticks and last values', () => {
    const training = Array.from({ length: 20 }, (_, i) => 1 / (1 + i / 2))
    const validation = Array.from({ length: 20 }, (_, i) => 0.3 + 0.6 / (1 + i))
    expect(curveText(training, { validation, columns: 60, rows: 6 })).toEqual([
      'loss by epoch',
      '1.0 ┤⢕⡄',
      '0.8 ┤ ⠨⢢',
      '0.6 ┤   ⠓⠤⡀',
      '0.4 ┤     ⠈⠙⠒⠦⠦⣐⣐⣀⠄⠠⠠ ⠄⠄⠠⠠ ⡀⡀⢀ ⡀⡀⢀⢀ ⡀⡀⢀⢀ ⡀⢀⢀ ⡀⡀⢀⢀ ⡀⡀⢀ ⡀⡀⢀⢀ ⡀',
      '0.2 ┤             ⠉⠉⠉⠒⠒⠢⠤⠤⠤⠤⠤⢄⣀⣀⣀⣀⣀⣀⣀⣀',
      '  0 ┤                                 ⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠑⠒⠒⠒⠒⠒⠒⠒',
      '    └───────────────────────────────────────────────────────',
      '     1                                                    20',
      '  ⠒⠒ training 0.0952   ⠂⠐ validation 0.3300',
    ])
  })

  it('a rising metric, by its name and unit', () => {
    const accuracy = Array.from({ length: 200 }, (_, i) => 0.99 - 0.09 / (1 + i / 5))
    expect(curveText(accuracy, { name: 'accuracy', unit: 'iteration', columns: 60, rows: 4 })).toEqual([
      'accuracy by iteration',
      '1.00 ┤        ⣀⣀⣀⣀⣀⣀⣀⣀⣀⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤',
      '0.96 ┤  ⡠⠖⠒⠉⠉⠉',
      '0.92 ┤⢀⠎',
      '0.90 ┤⡸',
      '     └──────────────────────────────────────────────────────',
      '      1                                                  200',
      '  ⠒⠒ training 0.9878',
    ])
  })

  it('one epoch is a dot, gaps are gaps, and nothing finite is no lines', () => {
    expect(curveText([0.5], { rows: 2, columns: 60 })).toEqual([
      'loss by epoch',
      '0.6 ┤',
      '0.2 ┤⠁',
      '    └───────────────────────────────────────────────────────',
      '     1                                                     1',
      '  ⠒⠒ training 0.5000',
    ])
    const gap = curveText([1, null, Number.NaN, 0], { rows: 2, columns: 60 })
    expect(gap.join('').match(/[\u2801-\u28ff]/g)).toHaveLength(2 + 2) // two dots, and the two characters of the legend
    expect(curveText([])).toEqual([])
    expect(curveText([null, Number.POSITIVE_INFINITY])).toEqual([])
  })

  it('fits its columns and has the same lines, whatever the values', () => {
    const values = fc.array(fc.option(fc.double({ min: -1e9, max: 1e9 }), { nil: null }), { minLength: 1, maxLength: 500 })
    fc.assert(
      fc.property(values, values, fc.integer({ min: 60, max: 120 }), (training, validation, columns) => {
        const lines = curveText(training, { validation, columns })
        for (const line of lines) expect(line.length).toBeLessThanOrEqual(columns)
        expect([0, 8 + 4]).toContain(lines.length)
        expect(lines.join('\n')).not.toMatch(/NaN|undefined/)
      }),
    )
  })

  it('is plain by default; with a style the same text stands in codes', () => {
    const colors = picocolors.createColors(true)
    const options = { validation: [3, 2, 2], columns: 60 }
    const styled = curveText([3, 2, 1], { ...options, style: colors })
    expect(styled.join('\n')).toContain('\u001b[36m')
    // biome-ignore lint/suspicious/noControlCharactersInRegex: the codes are what is taken away
    expect(styled.map((line) => line.replace(/\u001b\[\d+m/g, ''))).toEqual(curveText([3, 2, 1], options))
  })
})
