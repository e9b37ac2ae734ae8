// `npm run bench -- tables`: a million rows of 20 numbers and a label, from a file into the trainer: what each reader takes, in turns.
// "Into the trainer" is up to what trainClassifier learns from: typed columns in memory, as one table.

import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileInput, sqlSource } from '../../dist/node/index.js'
import { openTable, readAll, readCsv } from '../../dist/sources/index.js'
import { writeRows } from './tableFiles.js'

const ROWS = 1_000_000
const ROUNDS = 3

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]

/** Seconds to read a table, or a source whole. */
async function timed({ read, open }) {
  const start = performance.now()
  const source = await open?.()
  const table = await (read ? read() : readAll(source))
  source?.close?.()
  if (table.rows !== ROWS || table.columns.length !== 21) throw new Error(`it read ${table.rows} rows`)
  return (performance.now() - start) / 1000
}

/** @param {{ say: (line: string) => void }} options where the lines go */
export async function tableFigures({ say }) {
  const folder = mkdtempSync(join(tmpdir(), 'argmax-tables-'))
  try {
    const path = (ending) => join(folder, `rows.${ending}`)
    for (const ending of ['parquet', 'csv']) await writeRows(path(ending), ROWS)
    const sql = (ending) => () => sqlSource(`select * from '${path(ending)}'`, { folders: [folder], threads: 2 })
    const readers = [
      { name: 'Parquet, DuckDB on two threads', open: sql('parquet') },
      { name: 'Parquet, hyparquet', open: () => openTable(fileInput(path('parquet'))) },
      { name: 'CSV, DuckDB on two threads', open: sql('csv') },
      { name: 'CSV, PapaParse', read: () => readCsv(fileInput(path('csv')).stream()) },
      { name: 'CSV, PapaParse, as a source', open: () => openTable(fileInput(path('csv'))) },
    ].map((reader) => ({ ...reader, seconds: [] }))
    for (let round = 0; round <= ROUNDS; round++) {
      for (const reader of readers) {
        const took = await timed(reader)
        if (round > 0) reader.seconds.push(took) // the first warms up
      }
    }
    const size = (ending) => Math.round(statSync(path(ending)).size / 1e6)
    say(`A million rows of 20 numbers and a label into memory (Parquet ${size('parquet')} MB, CSV ${size('csv')} MB), in turns:`)
    const figures = readers.map(({ name, seconds }) => ({
      name,
      median: median(seconds),
      least: Math.min(...seconds),
      most: Math.max(...seconds),
    }))
    for (const { name, median, least, most } of figures) {
      say(
        `  ${name.padEnd(31)} ${median.toFixed(2)} s (${least.toFixed(2)}-${most.toFixed(2)})  ${(median / figures[0].median).toFixed(1)} times the first`,
      )
    }
    return figures
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
