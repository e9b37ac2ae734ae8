// Tables for measurements: 20 columns of numbers and a label of three, drawn by DuckDB, in a process of its own.

import { spawn } from 'node:child_process'
import process from 'node:process'
import { fileURLToPath } from 'node:url'

/** Writes a file of so many rows, as Parquet or CSV by its ending. */
export function writeRows(path, rows) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [fileURLToPath(import.meta.url), path, String(rows)], { stdio: 'inherit' })
    child.on('error', reject)
    child.on('exit', (code) => (code === 0 ? resolve() : reject(new Error(`Writing ${path} ended with exit code ${code}.`))))
  })
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [, , path, rows] = process.argv
  const { DuckDBInstance } = (await import('@duckdb/node-api')).default
  const instance = await DuckDBInstance.create(':memory:', { threads: '2' })
  const connection = await instance.connect()
  const columns = Array.from({ length: 20 }, (_, i) => `round(10 * (hash(i, ${i}) / 18446744073709551616.0) - 5, 4) as f${i}`)
  const table = `select *, case when f0 + f1 > 1 then 'a' when f2 > 0 then 'b' else 'c' end as label from (select ${columns.join(', ')} from range(${rows}) t(i))`
  const format = path.endsWith('.csv') ? 'format csv, header' : 'format parquet'
  await connection.run(`copy (${table}) to '${path.replaceAll("'", "''")}' (${format})`)
}
