// Training on rows that are never in memory together: 10 million rows of 20 features and a label, read from Parquet or CSV or by SQL,
// shuffled in a buffer, into SoftmaxRegression.partialFit. Run by itself, as its memory is what is measured:
//
//   node bench/own/bigTable.js [parquet|csv|sql|sql-shuffle] [rows]

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { SoftmaxRegression } from '../../dist/index.js'
import { fileInput, sqlSource } from '../../dist/node/index.js'
import { openTable, tableMatrix } from '../../dist/sources/index.js'
import { writeRows } from './tableFiles.js'

const [, , format = 'parquet', count = '10000000'] = process.argv
const folder = mkdtempSync(join(tmpdir(), 'argmax-big-'))
try {
  const ending = format === 'csv' ? 'csv' : 'parquet'
  const path = join(folder, `big.${ending}`)
  // In a process of its own, so that what writing takes doesn't count.
  await writeRows(path, Number(count))

  const start = performance.now()
  const source = format.startsWith('sql')
    ? await sqlSource(`select * from '${path}'`, { folders: [folder] })
    : await openTable(fileInput(path))
  const model = new SoftmaxRegression()
  const shuffle = format === 'sql' ? {} : { shuffle: { seed: 1 } }
  let rows = 0
  for await (const batch of source.batches({ batchSize: 16_384, ...shuffle })) {
    const label = batch.columns.find(({ name }) => name === 'label')
    await model.partialFit(tableMatrix(batch), label.values, { classes: ['a', 'b', 'c'] })
    rows += batch.rows
  }
  source.close?.()
  const seconds = (performance.now() - start) / 1000
  const { maxRSS } = process.resourceUsage()
  console.log(
    JSON.stringify({
      format,
      rows,
      seconds: Number(seconds.toFixed(1)),
      megabytes: Math.round(maxRSS / 1000),
      coef: model.coef.data[0],
    }),
  )
} finally {
  rmSync(folder, { recursive: true, force: true })
}
