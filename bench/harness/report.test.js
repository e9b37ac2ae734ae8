import { expect, test } from 'vitest'
import { exampleResults } from './exampleResults.js'
import { notRun, report, shareOfLimit, wrap } from './report.js'

const text = report('A', exampleResults)

test('a table for each number of threads: median, least, most, ratio, share of the limit, accuracy', () => {
  const lines = text.split('\n').map((line) => line.replaceAll(/ +/g, ' '))
  expect(lines).toContain('| One thread | s | times argmax | limit | acc. |')
  expect(lines).toContain('| argmax | 0.200 (0.190-0.210) | | 44 % | 95.3 |')
  expect(lines).toContain('| Scikit-like | 0.630 (0.600-0.660) | 3.07 (3.00-3.14) | 14 % | 95.1 |')
  expect(lines).toContain('| Two threads | s | times argmax | limit | acc. |')
  expect(lines).toContain('argmax on two threads: 1.67 (1.67-1.67) times the speed of one.')
})

test('what trained less is marked, and the mark explained', () => {
  expect(text).toMatch(/Slow & old .* 91\.0\* \|/)
  expect(text).toContain('\\* trained less')
})

test('the limit is that of as many cores as there are threads', () => {
  const [tested] = exampleResults.cases
  const entry = { seconds: [1], threads: 2 }
  expect(shareOfLimit(exampleResults, tested, entry)).toBeCloseTo(5 / (57 * 2), 10)
})

test('what did not run is listed once, with the reason', () => {
  expect(notRun(exampleResults)).toEqual([
    'Broken: failed: Error: no (one thread, two threads)',
    'Absent: not installed: `npm run bench:setup`',
  ])
})

test('names the versions and the machine, and says what was not measured', () => {
  expect(text).toContain('2 x Some Processor, Node 20.20.2; argmax 0.1.0, scikit-like 1.0.')
  const limits = { 'wasm 128': [57] }
  expect(report('A', { ...exampleResults, limits })).toMatch(/native:\snot\smeasured/)
})

test('nothing is wider than 80 columns', () => {
  expect(text.split('\n').filter((line) => line.length > 80)).toEqual([])
})

test('a long word stands on a line of its own', () => {
  const word = 'x'.repeat(90)
  expect(wrap(`- a ${word} b`, '  ')).toBe(`- a\n  ${word}\n  b`)
})

test("where argmax's other form ran too, the libraries are set beside it", () => {
  const [tested] = exampleResults.cases
  const form = {
    name: 'argmax, 256 bits',
    versions: {},
    threads: 1,
    steps: 1875,
    seconds: [0.1],
    pairs: [{ own: 0.2, other: 0.1 }],
  }
  const withForm = report('A', { ...exampleResults, cases: [{ ...tested, entries: [...tested.entries, form] }] })
  expect(withForm.replaceAll(/\s/g, ' ')).toContain('Times argmax, 256 bits: Scikit-like 6.14, Slow & old 381.')
})
