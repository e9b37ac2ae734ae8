// argmax data preview: the columns of a table, with what they were taken for.

import { type Command, Option } from 'commander'
import type { ColumnFacts } from '../../data/columnFacts.ts'
import { schemaOf, sourceFacts } from '../../data/inferSchema.ts'
import type { ColumnKind } from '../../data/schema.ts'
import { oneLine } from '../../report/printable.ts'
import type { Context } from '../context.ts'
import { parseCount } from '../parseOptions.ts'
import { groupDigits, plural, renderTable } from '../table.ts'
import { openSource, type SourceFlags } from './openSource.ts'
import { readTypes, TYPES_HELP } from './typesFlag.ts'

const WIDTH = 80
const LONGEST_NAME = 24

interface PreviewFlags extends SourceFlags {
  types?: string
  rows?: number
  json?: boolean
}

const cut = (text: string, longest: number): string =>
  text.length > longest ? `${text.slice(0, Math.max(0, longest - 1))}…` : text

/** The range of numbers, or some values. */
function examplesOf({ range, examples, distinct, type }: ColumnFacts): string {
  if (range !== undefined && type === 'number' && distinct > 5) return `${range[0]} to ${range[1]}`
  return `${examples.map((value) => oneLine(String(value))).join(', ')}${distinct > examples.length ? ', ...' : ''}`
}

/** The columns as lines of at most 80 characters. */
function columnLines(facts: readonly ColumnFacts[], kinds: readonly ColumnKind[]): string[] {
  const left = { align: 'left' } as const
  const columns = [
    { title: 'column', ...left },
    { title: 'kind', ...left },
    { title: 'missing' },
    { title: 'distinct' },
    { title: 'values', ...left },
  ]
  const rows = facts.map((column, i) => [
    ...[cut(oneLine(column.name), LONGEST_NAME), kinds[i] as string, groupDigits(column.missing)],
    ...[`${column.distinctIsExact ? '' : '>'}${groupDigits(column.distinct)}`, examplesOf(column)],
  ])
  return renderTable(columns, rows).map((line) => cut(line, WIDTH))
}

async function preview(data: string | undefined, flags: PreviewFlags, { stdout }: Context): Promise<void> {
  const types = await readTypes(flags.types)
  const source = await openSource(data, flags)
  try {
    const facts = await sourceFacts(source, flags.rows === undefined ? {} : { rows: flags.rows })
    const kinds = schemaOf(facts, { types }).columns.map(({ kind }) => kind)
    const rows = facts[0]?.rows ?? 0
    if (flags.json) {
      const columns = facts.map(({ name, type, missing, distinct, distinctIsExact, examples, range }, i) => ({
        ...{ name, kind: kinds[i], type, missing, distinct, distinctIsExact, examples },
        ...(range === undefined ? {} : { range }),
      }))
      await stdout.line(JSON.stringify({ data: data ?? flags.sql, rows, columns }))
      return
    }
    const all = source.rows === undefined || source.rows === rows ? '' : ` of ${groupDigits(source.rows)}`
    const head = `${cut(oneLine(data ?? source.name), 40)}: ${groupDigits(rows)}${all} ${rows === 1 ? 'row' : 'rows'}, ${plural(facts.length, 'column')}`
    await stdout.write(`${[head, '', ...columnLines(facts, kinds)].join('\n')}\n`)
  } finally {
    source.close?.()
  }
}

const HELP = `
DATA is iris, wine or penguins, or a file: .csv, .tsv, .json, .jsonl, .ndjson,
.npy, .npz or .parquet. --sql reads whatever DuckDB can, in the working
directory or the folders that --folder names, and needs @duckdb/node-api.

Kinds: number, integer (a code), boolean, category, text, date. To set some:
  $ npx argmax data preview flowers.csv --types zip=category,height=number
To keep them in a file and edit it there:
  $ npx argmax data preview flowers.csv --json > schema.json
  $ npx argmax data preview flowers.csv --types schema.json`

/** Adds the command to `argmax data`. */
export function addPreview(data: Command, context: Context): void {
  data
    .command('preview')
    .description('Show the columns of a table: kind, missing and different values')
    .argument('[DATA]', 'a known table or a file')
    .option('--sql <query>', 'a query instead, as "select * from \'sales/*.parquet\'"')
    .option('--folder <dir...>', 'folders that the query may read (default: .)')
    .option('--database <file>', 'a DuckDB file whose tables the query may name')
    .option('--types <types>', TYPES_HELP)
    .addOption(new Option('--rows <n>', 'look at the first n rows alone').argParser(parseCount))
    .option('--json', 'print one JSON object')
    .addHelpText('after', HELP)
    .action((data, flags) => preview(data, flags, context))
}
