// Writes the tables of test/support/classifierTables.ts as CSVs into a folder, with the fold of each row, for classifier_tables.py.
//
//   npm run build && node scripts/golden/classifier_tables.js FOLDER

import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { build } from 'esbuild'
import { stratifiedKFold } from '../../dist/evaluation/index.js'

const folder = process.argv[2]
mkdirSync(folder, { recursive: true })
const outfile = join(folder, 'tables.mjs')
const entry = fileURLToPath(new URL('../../test/support/classifierTables.ts', import.meta.url))
await build({ entryPoints: [entry], bundle: true, format: 'esm', platform: 'node', outfile, logLevel: 'error' })
const { CLASSIFIER_TABLES } = await import(pathToFileURL(outfile).href)

const cell = (value) => {
  const text = typeof value === 'number' && Number.isNaN(value) ? '' : String(value)
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

for (const { name, rows, columns } of CLASSIFIER_TABLES) {
  const labels = columns.find((column) => column.name === 'label').values
  const fold = new Array(rows)
  stratifiedKFold(Array.from(labels, String), { folds: 5, seed: 1 }).folds.forEach(({ test }, k) => {
    for (const row of test) fold[row] = k
  })
  const lines = [[...columns.map((column) => column.name), 'fold'].join(',')]
  for (let row = 0; row < rows; row++) lines.push([...columns.map(({ values }) => cell(values[row])), fold[row]].join(','))
  writeFileSync(join(folder, `${name}.csv`), `${lines.join('\n')}\n`)
}
