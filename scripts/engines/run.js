// Measures in the Node that runs it, and prints one JSON object:
//
//     node scripts/engines/run.js [portable|default] [--mnist]
//     node scripts/engines/run.js --write        writes test/golden/portable.json
//
// With `default` it takes fma arithmetic where this Node has it, by a switch if need be. It needs the package built (npm run build).

import { writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import * as argmax from 'argmax'
import * as data from 'argmax/data'
import { mnist } from 'argmax/datasets'
import { enableRelaxedSimd } from 'argmax/node'
import * as numerics from 'argmax/numerics'
import { measure, trainMnist } from './measure.js'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { mnist: { type: 'boolean' }, write: { type: 'boolean' } },
})
const reproducibility = positionals[0] === 'default' ? 'default' : 'portable'
if (reproducibility === 'default') enableRelaxedSimd()

const parts = { argmax, numerics, data }
const result = await measure(parts, reproducibility)
const withMnist = values.mnist || values.write
const full = withMnist ? { ...result, mnist: await trainMnist(parts, reproducibility, await mnist()) } : result

if (values.write) {
  const about = 'scripts/engines/run.js --write; the same in every engine in portable arithmetic'
  writeFileSync(new URL('../../test/golden/portable.json', import.meta.url), `${JSON.stringify({ about, ...full }, null, 1)}\n`)
} else {
  console.log(JSON.stringify(full))
}
