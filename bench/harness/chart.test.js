import { expect, test } from 'vitest'
import { chart } from './chart.js'
import { exampleResults } from './exampleResults.js'

const svg = chart(exampleResults)

test('a bar for each library that ran, none for argmax itself', () => {
  expect(svg.match(/<rect class="(slower|faster)"/g)).toHaveLength(2)
  expect(svg).toContain('>3.07 (3.00-3.14)<')
})

test('is well-formed: names are escaped, tags are closed, numbers are numbers', () => {
  expect(svg).toContain('Slow &amp; old')
  expect(svg).not.toMatch(/NaN|Infinity|undefined/)
  expect(svg.match(/<text/g)?.length).toBe(svg.match(/<\/text>/g)?.length)
})

test('the longer a library takes, the longer its bar', () => {
  const widths = [...svg.matchAll(/<rect class="slower"[^>]* width="([\d.]+)"/g)].map(([, width]) => Number(width))
  expect(widths[0]).toBeLessThan(widths[1])
})

test('results without any peer make an empty chart', () => {
  const [tested] = exampleResults.cases
  const alone = { ...exampleResults, cases: [{ ...tested, entries: tested.entries.slice(0, 1) }] }
  expect(chart(alone)).not.toMatch(/NaN|Infinity/)
})
