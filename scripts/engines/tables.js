// Tables of every format as one engine reads them, from a File and from a Response: their values, which are the same in every engine.
// Node has both, too.

const ROWS = [
  { name: 'Ärger, "quoted"', size: 1.5, born: '2024-02-29', tame: true },
  { name: 'two\nlines', size: null, born: '2023-12-31', tame: false },
  { name: '東京', size: -1e-7, born: '2020-01-01', tame: true },
]
const field = (value) => `"${String(value ?? '').replaceAll('"', '""')}"`
const CSV = [Object.keys(ROWS[0]).join(), ...ROWS.map((row) => Object.values(row).map(field).join())].join('\r\n')
const TEXTS = {
  'rows.csv': `\uFEFF${CSV}`,
  'rows.tsv': CSV.replaceAll(',', '\t'),
  'rows.json': JSON.stringify(ROWS),
  'rows.jsonl': ROWS.map((row) => JSON.stringify(row)).join('\n'),
}

const bytesOf = (base64) => Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))

/**
 * @param sources what `argmax/sources` exports
 * @param golden test/golden/table-formats.json: files of numpy, pyarrow and DuckDB
 */
export async function readTables(sources, golden) {
  const files = Object.entries(golden.files)
    .filter(([, { refused }]) => refused === undefined)
    .map(([name, { base64 }]) => [name, bytesOf(base64)])
  const result = {}
  for (const [name, contents] of [...Object.entries(TEXTS), ...files]) {
    const read = async (file) => {
      try {
        const table = await sources.readAll(await sources.openTable(file, { name }))
        return JSON.stringify(table.columns.map((column) => [column.name, column.type, Array.from(column.values, String)]))
      } catch (error) {
        return `${error.name}: ${error.message}` // arrays that are no tables
      }
    }
    const [fromFile, fromResponse] = [await read(new File([contents], name)), await read(new Response(contents))]
    result[name] = fromFile === fromResponse ? fromFile : [fromFile, fromResponse]
  }
  return result
}
