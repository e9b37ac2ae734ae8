// `npm run bench -- [workload ...]`: argmax against other libraries, and its own kernels against the machine. README.md says how.

import { cpus } from 'node:os'
import process from 'node:process'
import { ArgumentError, parseArguments, USAGE } from './harness/arguments.js'
import { choosePeers, measure } from './harness/measure.js'
import { saveResults, writePage } from './harness/page.js'
import { report, wrap } from './harness/report.js'
import { WORKLOADS } from './workloads/index.js'

const tell = (line) => console.error(line)

/** Workloads of argmax alone. */
const OWN = {
  own: async () => (await import('./own/index.js')).ownFigures,
  tables: async () => (await import('./own/readTables.js')).tableFigures,
  studio: async () => (await import('./own/studioSeconds.js')).studioFigures,
}

/** Whether these results stand for what the page is about: every round, all thread counts, and somebody to compare with. */
const worthKeeping = ({ quick, only, peers }, { cases }) =>
  !quick &&
  !only &&
  peers !== 'none' &&
  cases.every(({ entries }) => entries.some(({ pairs, name }) => name !== 'argmax' && pairs.length > 0))

async function main() {
  const options = parseArguments(process.argv.slice(2), [...Object.keys(WORKLOADS), ...Object.keys(OWN)], cpus().length)
  if (options.help) {
    console.log(USAGE)
    return
  }
  const { skipped } = choosePeers(options)
  const missing = skipped.filter((peer) => peer.missing)
  if (options.peers === 'all' && missing.length > 0) {
    throw new ArgumentError(`--peers all: ${missing.map(({ name, why }) => `${name} is ${why}`).join('; ')}.`)
  }
  const all = {}
  for (const name of options.workloads) {
    if (Object.hasOwn(OWN, name)) {
      const figures = await OWN[name]()
      all[name] = await figures({ say: options.json ? tell : (line) => console.log(line) })
      continue
    }
    const results = await measure(WORKLOADS[name], options, (line) => tell(`${name}: ${line}`))
    all[name] = results
    if (!options.json) console.log(`\n${report(name, results)}`)
    if (worthKeeping(options, results)) {
      saveResults(name, results)
      writePage(Object.keys(WORKLOADS))
      tell(`Written: bench/results/${name}.json, docs/benchmarks.md and its charts.`)
    } else tell(wrap('Nothing written: the page takes whole runs with peers (no --quick, --only or --peers none).'))
  }
  if (options.json) console.log(JSON.stringify(all, null, 1))
}

try {
  await main()
} catch (error) {
  if (!(error instanceof ArgumentError)) throw error
  console.error(`${error.message}\n\n${USAGE}`)
  process.exitCode = 2
}
