// Tables as people have them, made by seed: columns of every kind, with what usually makes them hard. The label is the column `label`.

import { columnsTable, type Table } from '../../src/data/index.ts'
import { RandomStream } from '../../src/random.ts'

class Draws {
  readonly #stream: RandomStream
  constructor(name: string) {
    this.#stream = new RandomStream(1, `tables/${name}`)
  }
  below(bound: number): number {
    return this.#stream.nextBelow(bound)
  }
  /** Whether an event of this probability happens. */
  happens(probability: number): boolean {
    return this.#stream.nextUniform() < probability
  }
  /** About normal: the sum of twelve uniform numbers, less 6. */
  normal(mean = 0, deviation = 1): number {
    let sum = -6
    for (let i = 0; i < 12; i++) sum += this.#stream.nextUniform()
    return mean + deviation * sum
  }
  pick<T>(values: readonly T[]): T {
    return values[this.below(values.length)] as T
  }
  /** Mostly the value at this place, else any. */
  mostly<T>(values: readonly T[], place: number, probability: number): T {
    return this.happens(probability) ? (values[place % values.length] as T) : this.pick(values)
  }
}

type Row = Readonly<Record<string, number | string | null>>

function make(name: string, rows: number, row: (draws: Draws, i: number) => Row): Table {
  const draws = new Draws(name)
  const all = Array.from({ length: rows }, (_, i) => row(draws, i))
  const names = Object.keys(all[0] as Row)
  return columnsTable(Object.fromEntries(names.map((column) => [column, all.map((each) => each[column])])), { name })
}

const round = (value: number, digits = 2): number => Number(value.toFixed(digits))
const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ']
const pad = (value: number): string => String(value).padStart(2, '0')

/** Measurements, some of them missing. */
const measurements = make('measurements', 300, (draws, i) => {
  const k = i % 3
  const cell = (mean: number): number | null => (draws.happens(0.08) ? null : round(draws.normal(mean, 1)))
  return { length: cell(5 + k), width: cell(3 - 0.5 * k), mass: cell([2, 5, 4][k] as number), noise: cell(0), label: `kind ${k}` }
})

/** 26 classes by whole numbers from 0 to 15. */
const handwriting = make('letters', 1300, (draws, i) => {
  const k = i % 26
  const row: Record<string, number | string> = {}
  for (let j = 0; j < 14; j++) {
    const center = ((k * (j + 3) * 7) % 16) * 0.6 + 3
    row[`f${j}`] = Math.max(0, Math.min(15, Math.round(draws.normal(center, 2.4))))
  }
  return { ...row, label: letters[k] as string }
})

/** Nothing but categories, one letter each, with ? where one is missing. */
const categories = make('categories', 600, (draws, i) => {
  const k = i % 4
  const row: Record<string, string> = {}
  for (let j = 0; j < 9; j++) row[`c${j}`] = draws.happens(0.05) ? '?' : draws.mostly(letters.slice(0, 4 + j), k * (j + 1), 0.35)
  return { ...row, label: 'wxyz'[k] as string }
})

/** People: amounts that are skewed, words that are ordered, words that are not, NA and blanks. */
const people = make('people', 600, (draws, i) => {
  const k = i % 3
  const income = [9.6, 10.2, 10.6][k] as number
  let earned = 1
  for (let n = Math.floor(draws.normal(income, 0.5) * 10); n > 0; n--) earned *= 1.105
  return {
    age: draws.happens(0.05) ? null : Math.max(17, Math.round(draws.normal(30 + 8 * k, 11))),
    income: Math.round(earned),
    education: draws.happens(0.1) ? 'NA' : draws.mostly(['primary', 'secondary', 'college', 'doctorate'], k + draws.below(2), 0.6),
    job: draws.happens(0.06) ? '?' : draws.mostly(['clerk', 'driver', 'nurse', 'teacher', 'farmer', 'lawyer', 'cook'], 2 * k, 0.3),
    town: draws.mostly(
      Array.from({ length: 60 }, (_, t) => `Town ${t}`),
      k * 20 + draws.below(20),
      0.3,
    ),
    married: draws.happens(0.3 + 0.2 * k) ? 'yes' : 'no',
    label: ['basic', 'plus', 'premium'][k] as string,
  }
})

/** Codes: whole numbers whose size means nothing. */
const codes = make('codes', 500, (draws, i) => {
  const k = i % 5
  const code = (of: readonly number[]): number => draws.mostly(of, k, 0.5)
  return {
    region: code([3, 7, 1, 9, 5]),
    product: code([20, 50, 10, 40, 30]),
    channel: code([2, 1, 2, 3, 1]),
    year: 2019 + draws.below(5),
    label: `segment-${k}`,
  }
})

/** Numbers and texts that name rows, beside columns that say something. */
const identifiers = make('identifiers', 300, (draws, i) => {
  const k = draws.below(3)
  return {
    id: 10_000 + i,
    key: `ID-${(i * 7919) % 100_003}-${letters[i % 26]}`,
    height: round(draws.normal(150 + 12 * k, 10), 1),
    colour: draws.mostly(['red', 'green', 'blue', 'grey'], k, 0.5),
    label: ['low', 'mid', 'high'][k] as string,
  }
})

/** Dates, of which the month tells most. */
const seasons = make('seasons', 480, (draws, i) => {
  const k = i % 4
  const month = 1 + ((k * 3 + draws.below(4)) % 12)
  return {
    day: `${2015 + draws.below(8)}-${pad(month)}-${pad(1 + draws.below(28))}`,
    rain: round(Math.max(0, draws.normal(2 + k, 2)), 1),
    warmest: round(draws.normal([2, 14, 25, 12][k] as number, 7), 1),
    label: ['winter', 'spring', 'summer', 'autumn'][k] as string,
  }
})

/** Amounts written as money and per cent, which are texts, beside numbers. */
const prices = make('prices', 400, (draws, i) => {
  const k = i % 3
  const price = Math.round(draws.normal(1500 + 900 * k, 500))
  return {
    price: `$${Math.floor(Math.abs(price) / 1000)},${String(Math.abs(price) % 1000).padStart(3, '0')}.00`,
    discount: `${draws.below(40)}%`,
    weight: round(draws.normal(3 + k, 1)),
    rating: draws.happens(0.1) ? 'N/A' : round(draws.normal(3 + 0.4 * k, 0.6), 1),
    stock: draws.mostly(['in stock', 'low stock', 'sold out'], k, 0.5),
    label: ['budget', 'standard', 'luxury'][k] as string,
  }
})

/** A column of about 1,000 different towns, each mostly of one class. */
const towns = make('towns', 3000, (draws) => {
  const town = draws.below(1000)
  const k = draws.happens(0.75) ? (town * 7919) % 6 : draws.below(6)
  return { town: `${letters[town % 26]}${town}`, size: round(draws.normal(k, 3)), label: `r${k}` }
})

/** More than 1,024 categories, each mostly of one class. */
const streets = make('streets', 6000, (draws) => {
  const street = draws.below(2000)
  const k = draws.happens(0.8) ? (street * 7919) % 3 : draws.below(3)
  return { street: `S${(street * 7907) % 1_000_003}`, size: round(draws.normal(k, 3)), label: 'abc'[k] as string }
})

/** Many answers of yes and no, written in several ways. */
const flags = make('flags', 420, (draws, i) => {
  const k = i % 7
  const row: Record<string, string | number | null> = {}
  for (let j = 0; j < 24; j++) {
    const yes = draws.happens(((k * (j + 2)) % 5) / 5 + 0.1)
    const words = [
      ['yes', 'no'],
      ['TRUE', 'FALSE'],
      [1, 0],
      ['t', 'f'],
    ][j % 4] as (string | number)[]
    row[`q${j}`] = draws.happens(0.04) ? null : (words[yes ? 0 : 1] as string | number)
  }
  return { ...row, label: `type ${k}` }
})

/** Columns that say nothing: always the same, never there, almost always the same. */
const empty = make('empty', 240, (draws, i) => {
  const k = i % 3
  return {
    unit: 'cm',
    version: 3,
    remark: null,
    fault: draws.happens(0.02) ? 'E7' : null,
    x: round(draws.normal(2 * k, 1.5)),
    y: round(draws.normal(-k, 1.5)),
    label: 'abc'[k] as string,
  }
})

/** Twelve classes, of which some are rare. */
const rare = make('rare', 700, (draws) => {
  let k = 0
  while (k < 11 && draws.happens(0.72)) k++
  return {
    u: round(draws.normal(k % 4, 0.7)),
    v: round(draws.normal(Math.floor(k / 4) * 2, 0.7)),
    w: draws.mostly(letters.slice(0, 12), k, 0.4),
    label: `class ${letters[k]}`,
  }
})

/** Numbers with wild outliers, and on scales far apart. */
const outliers = make('outliers', 360, (draws, i) => {
  const k = i % 3
  const wild = (value: number): number => (draws.happens(0.02) ? value * 1000 : value)
  return {
    a: round(wild(draws.normal(k, 1))),
    b: round(1e9 + 50 * draws.normal(k, 1), 0),
    c: round(1e-6 * draws.normal(3 - k, 1), 9),
    d: round(wild(draws.normal(0, 1))),
    label: `${k}`,
  }
})

/** Short texts, of which words tell the class, beside a number of stars. */
const reviews = make('reviews', 400, (draws, i) => {
  const k = i % 4
  const words = [
    ['battery', 'screen', 'phone', 'charger', 'camera'],
    ['novel', 'chapter', 'author', 'story', 'pages'],
    ['shirt', 'sleeves', 'cotton', 'size', 'colour'],
    ['coffee', 'taste', 'beans', 'roast', 'cup'],
  ]
  const common = ['the', 'is', 'a', 'very', 'good', 'bad', 'and', 'I', 'like', 'not', 'it']
  const text = Array.from({ length: 4 + draws.below(9) }, () =>
    draws.happens(0.25) ? draws.pick(words[k] as string[]) : draws.pick(common),
  )
  return { stars: 1 + draws.below(5), text: text.join(' '), label: ['phones', 'books', 'clothes', 'food'][k] as string }
})

/** All of them, by name. */
export const CLASSIFIER_TABLES: readonly Table[] = [
  ...[measurements, handwriting, categories, people, codes, identifiers, seasons, prices, towns, streets, flags, empty, rare],
  ...[outliers, reviews],
]
