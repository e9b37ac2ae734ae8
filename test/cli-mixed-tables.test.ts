// Tables with columns of any kind on the command line: CSV, JSON and SQL in, a model that takes the same raw rows back.

import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Classifier } from '../src/index.ts'
import { RandomStream } from '../src/random.ts'
import { argmax, type Finished, jsonLines, removeTemporaryFolders, temporaryFolder } from './support/cli.ts'

let cwd: string
const run = (...args: string[]): Promise<Finished> => argmax(args, { cwd })
const write = (name: string, text: string): void => writeFileSync(join(cwd, name), text)

interface Ticket {
  readonly id: string
  readonly opened: string
  readonly amount: number | null
  readonly urgent: boolean
  readonly product: string
  readonly text: string
  readonly topic: string
}

const WORDS: Readonly<Record<string, readonly string[]>> = {
  billing: ['invoice', 'refund', 'charge', 'receipt', 'paid'],
  bug: ['crash', 'broken', 'slow', 'error', 'freezes'],
  praise: ['great', 'love', 'thanks', 'nice', 'works'],
}

/** Tickets whose text says what they are about. */
function tickets(count: number): Ticket[] {
  const stream = new RandomStream(1, 'tickets')
  const below = (limit: number): number => Math.floor(stream.nextUniform() * limit)
  const topics = Object.keys(WORDS)
  return Array.from({ length: count }, (_, i) => {
    const topic = topics[(i * 7) % 3] as string
    const words = Array.from({ length: 6 }, (_, j) => {
      const from = j === i % 6 ? (topics[below(3)] as string) : topic
      return (WORDS[from] as readonly string[])[below(5)]
    })
    return {
      id: `T${1000 + i}`,
      opened: `2024-${String(1 + (i % 12)).padStart(2, '0')}-${String(1 + (i % 28)).padStart(2, '0')}`,
      amount: i % 9 === 0 ? null : ((i * 37) % 200) + 0.5,
      urgent: i % 4 === 0,
      product: ['Basic, small', 'Pro "XL"', 'Größe'][i % 3] as string,
      text: words.join(i % 11 === 0 ? '\n' : ' '),
      topic,
    }
  })
}

const csvField = (value: unknown): string => {
  const text = value === null ? '' : String(value)
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
const csvOf = (rows: readonly object[]): string =>
  [Object.keys(rows[0] as object).join(','), ...rows.map((row) => Object.values(row).map(csvField).join(','))].join('\r\n')

const rows = tickets(240)
const fresh = tickets(260).slice(240)

beforeAll(async () => {
  cwd = temporaryFolder()
  write('tickets.csv', `\uFEFF${csvOf(rows)}\r\n`)
  write('tickets.json', JSON.stringify(rows))
  write('tickets.jsonl', rows.map((row) => JSON.stringify(row)).join('\n'))
  const { code, stderr } = await run('train', 'tickets.csv', '--label', 'topic', '--out', 'run')
  expect(stderr).toMatch(/^tickets\.csv: 192 rows to train on, 48 to test, 3 classes\n/)
  expect(code).toBe(0)
})
afterAll(removeTemporaryFolders)

describe('argmax train TABLE', () => {
  it('learns from text, dates, categories and missing values', async () => {
    const { data, test } = JSON.parse(readFileSync(join(cwd, 'run', 'history.json'), 'utf8'))
    expect(test.accuracy).toBeGreaterThan(0.9)
    expect(data.label).toBe('topic')
    const { stdout } = await run('inspect', 'run')
    for (const line of [/opened +date/, /amount +number/, /urgent +boolean/, /product +category/, /text +text/]) {
      expect(stdout).toMatch(line)
    }
  })

  it('knows the same rows again in another format, in another order of columns, with the label under another name', async () => {
    const held = /^Scored on the 48 rows of \S+ that were held out/
    const first = (await run('evaluate', 'run', 'tickets.csv')).stdout
    for (const name of ['tickets.json', 'tickets.jsonl']) {
      expect((await run('evaluate', 'run', name)).stdout.replace(name, 'tickets.csv')).toBe(first)
    }
    const turned = rows.map(({ id, topic, ...row }) => ({ about: topic, ...row, id }))
    write('turned.csv', csvOf(turned))
    const { stdout, code } = await run('evaluate', 'run', 'turned.csv', '--label', 'about')
    expect(stdout).toMatch(held)
    expect(stdout.split('\n').slice(1)).toEqual(first.split('\n').slice(1))
    expect(code).toBe(0)
  })

  it('writes a Classifier that TypeScript reads, with the same bits', async () => {
    write('fresh.csv', csvOf(fresh))
    const answers = jsonLines((await run('predict', 'run', 'fresh.csv', '--json')).stdout)
    const classifier = await Classifier.load(new Uint8Array(readFileSync(join(cwd, 'run', 'model.safetensors'))))
    expect(classifier.label).toBe('topic')
    const predicted = await classifier.predict(fresh)
    expect(predicted.map(({ label }) => label)).toEqual(answers.map(({ predicted: label }) => label))
    expect(predicted.map(({ probabilities }) => Object.values(probabilities))).toEqual(
      answers.map(({ probabilities }) => probabilities),
    )
    const one = await classifier.predict([fresh[3] as Ticket])
    expect(one[0]).toEqual(predicted[3])
  })

  it('trains networks, on the same columns', async () => {
    const { code, stdout } = await run('train', 'tickets.json', '--label', 'topic', '--hidden', '8', '--epochs', '20', '--json')
    expect(code).toBe(0)
    expect((jsonLines(stdout).at(-1) as { test: { accuracy: number } }).test.accuracy).toBeGreaterThan(0.8)
  })

  it('takes kinds from --types, and refuses those that values cannot have', async () => {
    const { code } = await run('train', 'tickets.csv', '--label', 'topic', '--types', 'text=category', '--out', 'typed')
    expect(code).toBe(0)
    expect((await run('inspect', 'typed')).stdout).toMatch(/text +category/)
    write('types.json', '{ "text": "category", "opened": "category" }')
    await run('train', 'tickets.csv', '--label', 'topic', '--types', 'types.json', '--out', 'filed')
    expect((await run('inspect', 'filed')).stdout).toMatch(/opened +category/)
    const refused = await run('train', 'tickets.csv', '--label', 'topic', '--types', 'product=number')
    expect(refused.stderr).toMatch(/the column "product" can't be of kind number/)
    expect(refused.code).toBe(3)
    const unknown = await run('train', 'tickets.csv', '--label', 'topic', '--types', 'prodct=category')
    expect(unknown.stderr).toMatch(/there is no column "prodct"/)
    expect(unknown.code).toBe(2)
  })

  it('goes on with a run, whose columns stay what they were', async () => {
    const flags = ['--label', 'topic', '--hidden', '4', '--out']
    await run('train', 'tickets.csv', ...flags, 'whole', '--epochs', '6')
    await run('train', 'tickets.csv', ...flags, 'half', '--epochs', '3')
    const { code, stdout } = await run('train', 'tickets.csv', '--resume', 'half', '--epochs', '6', '--json')
    expect(code).toBe(0)
    const whole = JSON.parse(readFileSync(join(cwd, 'whole', 'history.json'), 'utf8'))
    expect(jsonLines(stdout).at(-1)).toMatchObject({ weightsSha256: whole.weightsSha256 })
  })

  it('says that classes are unbalanced, and counts them alike with --class-weight', async () => {
    const rare = [...rows.filter(({ topic }) => topic === 'bug'), ...rows.filter(({ topic }) => topic !== 'bug').slice(0, 10)]
    write('rare.json', JSON.stringify(rare))
    const { stderr } = await run('train', 'rare.json', '--label', 'topic', '--epochs', '2', '--out', 'rare')
    expect(stderr).toMatch(/note: The class bug has \d+ training rows and \w+ has \d+/)
    const balanced = await run('train', 'rare.json', '--label', 'topic', '--epochs', '2', '--class-weight', 'balanced')
    expect(balanced.stderr).not.toMatch(/The class bug has/)
    expect(balanced.code).toBe(0)
  })

  it.each(['x/y', '0/1', 'true/false', 'a b/c,d', '-1/1'])('takes the labels %s', async (both) => {
    const labels = both.split('/')
    const table = Array.from({ length: 40 }, (_, i) => ({ value: (i % 2) * 10 + (i % 7), answer: labels[i % 2] }))
    write('labels.csv', csvOf(table))
    expect((await run('train', 'labels.csv', '--label', 'answer', '--out', 'labels', '--overwrite')).code).toBe(0)
    const { stdout } = await argmax(['predict', 'labels', '-', '--json'], { cwd, input: 'value\n0\n16\n' })
    expect(jsonLines(stdout).map(({ predicted }) => String(predicted))).toEqual(labels)
  })
})

describe('argmax train TABLE --stream', () => {
  it('holds out the same rows as in memory, and comes to a like model', async () => {
    const { code, stderr, stdout } = await run(
      'train',
      'tickets.csv',
      '--label',
      'topic',
      '--stream',
      '--epochs',
      '40',
      '--out',
      'stream',
      '--json',
    )
    expect(stderr).toMatch(/tickets\.csv is streamed/)
    expect(code).toBe(0)
    const { test } = jsonLines(stdout).at(-1) as { test: { accuracy: number } }
    expect(test.accuracy).toBeGreaterThan(0.9)
    const classifier = await Classifier.load(new Uint8Array(readFileSync(join(cwd, 'stream', 'model.safetensors'))))
    expect(classifier.training.rows).toBe(192)
    const folds = await run('train', 'tickets.csv', '--label', 'topic', '--stream', '--cv', '3')
    expect(folds.stderr).toMatch(/--cv takes rows that are in memory/)
    expect(folds.code).toBe(2)
  })
})

describe('argmax predict MODEL TABLE', () => {
  it('carries columns through that the model does not take, also where they are called as its own', async () => {
    const named = fresh.slice(0, 2).map((row, i) => ({ ...row, predicted: `mine ${i}` }))
    write('named.csv', csvOf(named))
    const { stdout } = await run('predict', 'run', 'named.csv', '--format', 'csv')
    const [header, first] = stdout.split('\n') as [string, string]
    expect(header).toBe('row,topic,predicted_2,predicted,probability,probability_billing,probability_bug,probability_praise')
    expect(first).toMatch(new RegExp(`^0,${named[0]?.topic},mine 0,`))
    const [object] = jsonLines((await run('predict', 'run', 'named.csv', '--json', '--top-k', '2')).stdout)
    expect(Object.keys(object as object)).toEqual([
      'row',
      'topic',
      'predicted_2',
      'predicted',
      'probability',
      'probabilities',
      'top',
    ])
  })

  it('answers unseen categories and missing values; names the column that is missing or of another kind', async () => {
    const odd = { ...(fresh[0] as Ticket), product: 'Mega', amount: null }
    const answer = await argmax(['predict', 'run', '-', '--json'], { cwd, input: JSON.stringify(odd) })
    expect(answer.code).toBe(0)
    expect(jsonLines(answer.stdout)).toHaveLength(1)
    const { text: _, ...without } = fresh[0] as Ticket
    const missing = await argmax(['predict', 'run', '-'], { cwd, input: JSON.stringify(without) })
    expect(missing.stderr).toMatch(/stdin, line 1 \(row 0\) has no "text", which the model was trained on/)
    expect(missing.code).toBe(3)
    const wrong = await argmax(['predict', 'run', '-', '--json'], {
      cwd,
      input: `${JSON.stringify(fresh[0])}\n${JSON.stringify({ ...(fresh[1] as Ticket), amount: 'a lot' })}\n`,
    })
    expect(wrong.stderr).toMatch(/stdin, line 2 \(row 1\): the column "amount" was taken as one of numbers, and has "a lot"/)
    expect(wrong.code).toBe(3)
  })

  it('prints a table of 80 columns', async () => {
    const { stdout } = await run('predict', 'run', 'fresh.csv')
    for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(80)
  })
})

describe('argmax train --sql', () => {
  it('takes the rows of a query, evaluates and predicts by one', async () => {
    const query = "select * from 'tickets.csv' where topic <> 'praise'"
    const { code, stdout, stderr } = await run('train', '--sql', query, '--label', 'topic', '--out', 'query')
    expect(stderr).toMatch(/^the query: 128 rows to train on, 32 to test, 2 classes\n/)
    expect(stdout).toContain(`npx argmax evaluate query --sql '${query.replaceAll("'", `'\\''`)}'`)
    expect(code).toBe(0)
    const scored = await run('evaluate', 'query', '--sql', query)
    expect(scored.stdout).toMatch(/^Scored on the 32 rows of the query that were held out/)
    const { stdout: answers } = await run('predict', 'query', '--sql', "select * from 'tickets.json' limit 3", '--json')
    expect(jsonLines(answers)).toHaveLength(3)
    const both = await run('train', 'tickets.csv', '--sql', query, '--label', 'topic')
    expect(both.stderr).toMatch(/Give either DATA or --sql; received both/)
    expect(both.code).toBe(2)
  })
})
