// docs/benchmarks.md and its charts, written anew from all results that bench/results holds.

import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { chart } from './chart.js'
import { report } from './report.js'

const path = (name) => fileURLToPath(new URL(name, import.meta.url))
const page = path('../../docs/benchmarks.md')
const image = (name) => `images/benchmarks-${name.toLowerCase()}.svg`
const file = (name) => path(`../results/${name}.json`)
const [BEGIN, END] = ['<!-- results:begin -->', '<!-- results:end -->']

/** Numbers in the files have six digits that count: more says nothing of a time. */
const short = (_, value) => (typeof value === 'number' && !Number.isInteger(value) ? Number(value.toPrecision(6)) : value)

export function saveResults(name, results) {
  mkdirSync(path('../results'), { recursive: true })
  writeFileSync(file(name), `${JSON.stringify(results, short, 1)}\n`)
}

/** @param {readonly string[]} names the workloads, in the page's order */
export function writePage(names) {
  const whole = readFileSync(page, 'utf8')
  if (!whole.includes(BEGIN) || !whole.includes(END)) throw new Error(`docs/benchmarks.md has lost its markers ${BEGIN} and ${END}`)
  const parts = []
  for (const name of names) {
    if (!existsSync(file(name))) continue
    const results = JSON.parse(readFileSync(file(name), 'utf8'))
    writeFileSync(path(`../../docs/${image(name)}`), chart(results))
    const picture = `![How many times longer than argmax each library takes: workload ${name}](${image(name)})`
    parts.push(report(name, results, picture))
  }
  const [before] = whole.split(BEGIN)
  writeFileSync(page, `${before}${BEGIN}\n\n${parts.join('\n')}\n${END}${whole.split(END)[1]}`)
}
