import fc from 'fast-check'
import picocolors from 'picocolors'
import { describe, expect, it } from 'vitest'
import { confusionText } from './confusionText.ts'

describe('confusionText', () => {
  it('stands right-aligned, with dots for none', () => {
    const lines = confusionText(
      [
        [50, 0, 0],
        [0, 1047, 3],
        [0, 1, 49],
      ],
      ['setosa', 'versicolor', 'virginica'],
    )
    expect(lines).toEqual([
      '            predicted as',
      'true class      setosa  versicolor   virginica',
      'setosa              50           ·           ·',
      'versicolor           ·       1,047           3',
      'virginica            ·           1          49',
    ])
  })

  it('names that are too long stand at their line, and both have the number of the class', () => {
    const lines = confusionText(
      [
        [1, 0],
        [2, 3],
      ],
      ['a name that nobody reads', 'b'],
    )
    expect(lines).toEqual([
      '                    predicted as',
      'true class            0    1',
      '0 a name tha…reads    1    ·',
      '1 b                   2    3',
    ])
  })

  it('of too many classes it shows those with the most mistakes; the last column counts the rest', () => {
    const classes = Array.from({ length: 40 }, (_, i) => `k${i}`)
    const confusion = classes.map((_, i) =>
      classes.map((_, j) => (i === j ? 100 : i + j === 70 ? 9 : i === 35 && j === 0 ? 50 : 0)),
    )
    const lines = confusionText(confusion, classes, { columns: 60 })
    expect(lines).toEqual([
      '            predicted as',
      'true class   k0  k31  k32  k33  k34  k35  k36  k37  others',
      'k0          100    ·    ·    ·    ·    ·    ·    ·       ·',
      'k31           ·  100    ·    ·    ·    ·    ·    ·       9',
      'k32           ·    ·  100    ·    ·    ·    ·    ·       9',
      'k33           ·    ·    ·  100    ·    ·    ·    9       ·',
      'k34           ·    ·    ·    ·  100    ·    9    ·       ·',
      'k35          50    ·    ·    ·    ·  100    ·    ·       ·',
      'k36           ·    ·    ·    ·    9    ·  100    ·       ·',
      'k37           ·    ·    ·    9    ·    ·    ·  100       ·',
      '8 of 40 classes: those with the most mistakes.',
    ])
  })

  it('never leaves its columns, and every line sums to its row, whatever the matrix', () => {
    const matrices = fc.integer({ min: 1, max: 60 }).chain((size) =>
      fc.record({
        confusion: fc.array(fc.array(fc.constantFrom<number[]>(0, 1, 77, 123_456), { minLength: size, maxLength: size }), {
          minLength: size,
          maxLength: size,
        }),
        classes: fc.array(fc.string({ maxLength: 30 }), { minLength: size, maxLength: size }),
        columns: fc.integer({ min: 60, max: 120 }),
      }),
    )
    fc.assert(
      fc.property(matrices, ({ confusion, classes, columns }) => {
        const names = classes.map((_, i) => `${String.fromCharCode(97 + (i % 26))}`.repeat(1 + (i % 30)))
        const lines = confusionText(confusion, names, { columns })
        for (const line of [...lines, ...confusionText(confusion, classes, { columns })])
          expect(line.length).toBeLessThanOrEqual(columns)
        const sums = confusion.map((counts) => counts.reduce((sum, count) => sum + count, 0))
        const shown = lines.slice(2).filter((line) => !line.includes('those with the most mistakes'))
        for (const line of shown) {
          const counts = line
            .replace(/^( *\d+ )?[a-z…]+/, '')
            .trim()
            .split(/ +/)
          expect(sums).toContain(counts.reduce((sum, count) => sum + (count === '·' ? 0 : Number(count.replaceAll(',', ''))), 0))
        }
      }),
    )
  })

  it('with a style the same text stands in codes', () => {
    const colors = picocolors.createColors(true)
    const args = [
      [
        [1, 0],
        [2, 3],
      ],
      ['a', 'b'],
    ] as const
    const styled = confusionText(...args, { style: colors })
    expect(styled.join('\n')).toContain('\u001b[1m')
    // biome-ignore lint/suspicious/noControlCharactersInRegex: the codes are what is taken away
    expect(styled.map((line) => line.replace(/\u001b\[\d+m/g, ''))).toEqual(confusionText(...args))
  })
})
