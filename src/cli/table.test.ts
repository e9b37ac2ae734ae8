import { describe, expect, it } from 'vitest'
import { formatBytes, groupDigits, plural, renderPairs, renderTable, shellQuote } from './table.ts'

describe('tables', () => {
  it('aligns names left and numbers right, without trailing spaces', () => {
    const columns = [{ title: 'class', align: 'left' as const }, { title: 'n' }]
    expect(
      renderTable(columns, [
        ['a', '1'],
        ['long name', '1,000'],
      ]),
    ).toEqual(['class          n', 'a              1', 'long name  1,000'])
    expect(
      renderPairs([
        ['a', '1'],
        ['bbb', '2'],
      ]),
    ).toEqual(['a    1', 'bbb  2'])
  })

  it('writes numbers, sizes and arguments as people do', () => {
    expect([0, 999, 1000, 20175, 1234567].map(groupDigits)).toEqual(['0', '999', '1,000', '20,175', '1,234,567'])
    expect([12, 82428, 5_500_000, 2e9].map(formatBytes)).toEqual(['12 B', '82 kB', '5.5 MB', '2.0 GB'])
    expect([plural(1, 'row'), plural(2000, 'row')]).toEqual(['1 row', '2,000 rows'])
    expect(['runs/a-1', 'my set', "it's"].map(shellQuote)).toEqual(['runs/a-1', "'my set'", `'it'\\''s'`])
  })
})
