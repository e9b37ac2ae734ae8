// Predictions as text, in one of four formats. Each writes a batch of rows as soon as it is there, so that output of any
// length takes no memory. A class is called by its name where the model has names, else by its index.

import type { Column } from '../table.ts'
import { renderTable } from '../table.ts'

/** The probabilities of one row. */
export interface Prediction {
  /** The row's number in the input, from 0. */
  row: number
  /** One probability for each class. */
  probabilities: ArrayLike<number>
  /** The values of columns that the model doesn't take, by the names in the settings. */
  extras?: readonly (string | number | null)[]
  /** The classes of the row's conformal set, by number, where the model has a threshold for it. */
  set?: readonly number[]
}

/** What every format knows of the model. */
export interface PredictionSettings {
  /** Names or indices, in class order. */
  classes: readonly (string | number)[]
  /** How many of the likeliest classes are listed; undefined for the format's own choice. */
  topK?: number | undefined
  /** Columns that are carried through. */
  extras?: readonly string[]
}

/** Columns that are carried through, of a group of rows. */
export interface Extras {
  readonly names: readonly string[]
  row(i: number): readonly (string | number | null)[]
}

/** What an output calls columns that are carried through: none as a column of its own. */
function freeNames(extras: readonly string[], own: readonly string[]): string[] {
  const used = new Set(own)
  return extras.map((name) => {
    let free = name
    for (let i = 2; used.has(free); i++) free = `${name}_${i}`
    used.add(free)
    return free
  })
}

const OWN_KEYS = ['row', 'predicted', 'probability', 'probabilities', 'set', 'top']

/** Text before, for and after the rows. */
export interface PredictionWriter {
  start(): string
  rows(predictions: readonly Prediction[]): string
  end(): string
}

/** Class indices by falling probability, equal ones in class order. */
function ranked(probabilities: ArrayLike<number>, count: number): number[] {
  const order = Array.from(probabilities, (_, i) => i)
  order.sort((a, b) => (probabilities[b] as number) - (probabilities[a] as number) || a - b)
  return order.slice(0, count)
}

function toObject(
  { row, probabilities, set, extras: values = [] }: Prediction,
  { classes, topK, extras = [] }: PredictionSettings,
): object {
  const [best = 0] = ranked(probabilities, 1)
  const top = topK === undefined ? [] : ranked(probabilities, topK)
  return {
    row,
    ...Object.fromEntries(freeNames(extras, OWN_KEYS).map((name, i) => [name, values[i] ?? null])),
    predicted: classes[best],
    probability: probabilities[best],
    probabilities: Array.from(probabilities),
    ...(set && { set: set.map((i) => classes[i]) }),
    ...(topK === undefined ? {} : { top: top.map((i) => ({ class: classes[i], probability: probabilities[i] })) }),
  }
}

/** One JSON object a line. */
function ndjsonWriter(settings: PredictionSettings): PredictionWriter {
  return {
    start: () => '',
    rows: (predictions) => predictions.map((prediction) => `${JSON.stringify(toObject(prediction, settings))}\n`).join(''),
    end: () => '',
  }
}

/** One JSON array of the same objects. */
function jsonWriter(settings: PredictionSettings): PredictionWriter {
  let separator = '\n'
  return {
    start: () => '[',
    rows(predictions) {
      const text = predictions.map((prediction) => {
        const before = separator
        separator = ',\n'
        return before + JSON.stringify(toObject(prediction, settings))
      })
      return text.join('')
    },
    end: () => '\n]\n',
  }
}

/** A CSV field as RFC 4180 has it. */
function csvField(value: string | number | undefined): string {
  const text = String(value ?? '')
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

/** A column for each class, or for each of the likeliest. */
function csvWriter({ classes, topK, extras = [] }: PredictionSettings): PredictionWriter {
  const header =
    topK === undefined
      ? classes.map((name) => `probability_${name}`)
      : Array.from({ length: topK }, (_, i) => [`top_${i + 1}`, `top_${i + 1}_probability`]).flat()
  const names = freeNames(extras, ['row', 'predicted', 'probability', ...header])
  return {
    start: () => `${['row', ...names, 'predicted', 'probability', ...header].map(csvField).join(',')}\n`,
    rows: (predictions) =>
      predictions
        .map(({ row, probabilities, extras: values = [] }) => {
          const order = ranked(probabilities, topK ?? 1)
          const best = order[0] ?? 0
          const rest = topK === undefined ? Array.from(probabilities) : order.flatMap((i) => [classes[i], probabilities[i]])
          const cells = [row, ...names.map((_, i) => values[i] ?? ''), classes[best], probabilities[best], ...rest]
          return `${cells.map(csvField).join(',')}\n`
        })
        .join(''),
    end: () => '',
  }
}

/** Aligned columns for people. Widths are fixed before the first row, as rows are written while more come. */
function tableWriter({ classes, topK }: PredictionSettings): PredictionWriter {
  const longest = Math.min(24, Math.max(...classes.map((name) => String(name).length)))
  const others = Math.min(classes.length, topK ?? 3) - 1
  const pad = (name: string | number | undefined): string => {
    const text = String(name)
    return (text.length > longest ? `${text.slice(0, longest - 1)}…` : text).padEnd(longest)
  }
  const columns: Column[] = [
    { title: 'row'.padStart(6) },
    { title: 'predicted'.padEnd(longest), align: 'left' },
    { title: 'probability' },
  ]
  if (others > 0) columns.push({ title: 'then', align: 'left' })
  const render = (rows: string[][]): string[] => renderTable(columns, rows)
  return {
    start: () => `${render([])[0]}\n`,
    rows: (predictions) =>
      predictions
        .map(({ row, probabilities }) => {
          const [best = 0, ...next] = ranked(probabilities, others + 1)
          const then = next.map((i) => `${pad(classes[i])} ${(probabilities[i] as number).toFixed(4)}`).join('  ')
          return `${render([[String(row), pad(classes[best]), (probabilities[best] as number).toFixed(4), then]])[1]}\n`
        })
        .join(''),
    end: () => '',
  }
}

/** The name of a format. */
export type PredictionFormat = 'table' | 'json' | 'ndjson' | 'csv'

const WRITERS: Readonly<Record<PredictionFormat, (settings: PredictionSettings) => PredictionWriter>> = {
  table: tableWriter,
  json: jsonWriter,
  ndjson: ndjsonWriter,
  csv: csvWriter,
}

/** All formats, for help and messages. */
export const PREDICTION_FORMATS: readonly PredictionFormat[] = Object.keys(WRITERS) as PredictionFormat[]

/** The writer of a format. */
export function predictionWriter(format: PredictionFormat, settings: PredictionSettings): PredictionWriter {
  return WRITERS[format](settings)
}
