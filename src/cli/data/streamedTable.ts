// A table that is too large for memory: it is read once to learn its labels, the kinds of its columns and its fingerprint, and once more
// in each epoch. Of its values only a sample by chance is kept.

import { type ColumnFacts, ColumnFactsBuilder } from '../../data/columnFacts.ts'
import { selectTableRows, type Table, type TableColumn } from '../../data/index.ts'
import { schemaOf } from '../../data/inferSchema.ts'
import { joinTables } from '../../data/readAll.ts'
import type { RowStream } from '../../data/rowStream.ts'
import type { TableBatch, TableSource } from '../../data/tableSource.ts'
import { DataError, describe } from '../../errors.ts'
import { philox4x32, randomKey } from '../../random.ts'
import { HASHED_ROWS, hashedColumns, TableHash } from './hashTable.ts'
import { keepMemoryLow } from './keepMemoryLow.ts'
import type { LoadedData } from './loadData.ts'
import {
  classesOf,
  featureNames,
  labelName,
  labelTexts,
  MOST_CLASSES,
  numberLabels,
  schemaFor,
  type TableOptions,
} from './tableData.ts'

/** Values of a table, rows x columns, from which on it is streamed: about 270 MB of numbers. */
export const MOST_VALUES_IN_MEMORY: number = 1 << 25
/** Rows of the sample, at most. */
const SAMPLE_ROWS = 200_000

/** Keeps about as many rows as are wanted: each by a number drawn for it, under a limit that falls as more come. */
class Sampler {
  readonly #key = randomKey(1, 'sample')
  readonly #block = new Uint32Array(4)
  #limit = 2 ** 32
  #pieces: Table[] = []
  #rows = 0

  #draw(row: number): number {
    philox4x32([row >>> 0, Math.floor(row / 2 ** 32), 0, 0], this.#key, this.#block)
    return this.#block[0] as number
  }

  add(batch: Table): void {
    const kept: number[] = []
    const numbers = batch.rowNumbers as Uint32Array
    for (let i = 0; i < batch.rows; i++) if (this.#draw(numbers[i] as number) < this.#limit) kept.push(i)
    if (kept.length === 0) return
    this.#pieces.push(selectTableRows(batch, Uint32Array.from(kept)))
    this.#rows += kept.length
    while (this.#rows > SAMPLE_ROWS) this.#halve()
  }

  #halve(): void {
    this.#limit /= 2
    this.#pieces = this.#pieces.flatMap((piece) => {
      const numbers = piece.rowNumbers as Uint32Array
      const kept = Array.from(numbers.keys()).filter((i) => this.#draw(numbers[i] as number) < this.#limit)
      return kept.length === 0 ? [] : [selectTableRows(piece, Uint32Array.from(kept))]
    })
    this.#rows = this.#pieces.reduce((sum, { rows }) => sum + rows, 0)
  }

  build(name: string, columns: TableSource['columns']): Table {
    const rowNumbers = new Uint32Array(this.#rows)
    let at = 0
    for (const piece of this.#pieces) {
      rowNumbers.set(piece.rowNumbers as Uint32Array, at)
      at += piece.rows
    }
    return { ...joinTables(name, this.#pieces, columns), rowNumbers }
  }
}

/** Class numbers of rows as they come; classes are numbered as they are met, and in their order at the end. */
class LabelReader {
  readonly #label: string
  readonly #numbers = new Map<string, number>()
  #data = new Uint16Array(1 << 16)
  #rows = 0

  constructor(label: string) {
    this.#label = label
  }

  add(batch: Table, texts: readonly string[]): void {
    if (this.#rows + batch.rows > this.#data.length) {
      const grown = new Uint16Array(Math.max(this.#rows + batch.rows, 2 * this.#data.length))
      grown.set(this.#data.subarray(0, this.#rows))
      this.#data = grown
    }
    for (const text of texts) {
      let number = this.#numbers.get(text)
      if (number === undefined) {
        number = this.#numbers.size
        if (number === MOST_CLASSES) {
          throw new DataError(
            `${batch.name}: the column ${describe(this.#label)} has more than ${MOST_CLASSES} different values, and no more classes are possible. ` +
              'Name another column with --label.',
          )
        }
        this.#numbers.set(text, number)
      }
      this.#data[this.#rows++] = number
    }
  }

  get met(): string[] {
    return [...this.#numbers.keys()]
  }

  /** Class numbers in the order of names. @param place a table of no rows, for a message */
  build(classNames: readonly string[], place: Table): LoadedData['train']['y'] {
    const order = Uint16Array.from(numberLabels(place, this.met, classNames).data)
    const data = new (classNames.length <= 256 ? Uint8Array : Uint16Array)(this.#rows)
    for (let row = 0; row < this.#rows; row++) data[row] = order[this.#data[row] as number] as number
    return { data, shape: [this.#rows] }
  }
}

/** Reads a source through, and leaves its rows where they are. */
export async function streamedTable(source: TableSource, name: string, options: TableOptions): Promise<Omit<LoadedData, 'words'>> {
  const { known, types } = options
  const empty: Table = { name, rows: 0, columns: [], lines: new Uint32Array(0) }
  const label = labelName({ ...empty, columns: source.columns.map(emptyColumn) }, options)
  const all = source.columns.map((column) => column.name)
  const names = featureNames(all, label, known, name)
  const hashed = hashedColumns(all, label, known)
  const facts = new Map(names.map((column) => [column, new ColumnFactsBuilder(column, typeOf(source, column))]))
  const labels = new LabelReader(label)
  const sampler = new Sampler()
  const hash = new TableHash(hashed)
  let labelColumn: TableColumn | undefined
  let rows = 0
  const pick = (batch: Table, wanted: readonly string[]): TableColumn[] =>
    wanted.map((column) => batch.columns.find((other) => other.name === column) as TableColumn)
  for await (const read of source.batches({ batchSize: HASHED_ROWS, columns: [...new Set([...names, ...hashed, label])] })) {
    const batch: TableBatch = { ...read, name }
    for (const column of batch.columns) facts.get(column.name)?.add(column)
    labelColumn = batch.columns.find((column) => column.name === label) as TableColumn
    const texts = labelTexts(batch, labelColumn)
    labels.add(batch, texts)
    sampler.add({ ...batch, columns: pick(batch, names) })
    await hash.add(batch, texts)
    rows += batch.rows
    keepMemoryLow()
  }
  if (labelColumn === undefined) throw new DataError(`${name} has no rows. Give at least one.`)
  const classNames = [...(known?.classNames ?? classesOf(labels.met, labelColumn))]
  if (classNames.length < 2) {
    throw new DataError(
      `${name}: all labels in the column ${describe(label)} are ${describe(classNames[0])}. There is nothing to tell apart: at least two classes are needed.`,
    )
  }
  const found: ColumnFacts[] = [...facts.values()].map((builder) => builder.build())
  const schema = known?.types
    ? schemaFor({ ...empty, columns: names.map((column) => emptyColumn({ name: column, type: 'text' })) }, types, known)
    : schemaOf(found, { types: types ?? {} })
  const columns = names.map((column) => ({ name: column, type: typeOf(source, column) }))
  const x: RowStream = { source, names, total: rows, rows, sample: sampler.build(name, columns) }
  const ignored = all.filter((column) => column !== label && !names.includes(column))
  return {
    ...{ name, train: { x, y: labels.build(classNames, empty) }, classNames, schema, label, columns: hashed },
    hash: await hash.build(),
    notes: [
      `${name} is streamed: it is read anew in each epoch, and columns are scaled by a sample of it.`,
      ...(ignored.length > 0 ? [`${name}: the model does not use ${ignored.join(', ')}.`] : []),
    ],
  }
}

const typeOf = ({ columns }: TableSource, name: string): 'number' | 'text' =>
  (columns.find((column) => column.name === name) as TableSource['columns'][number]).type

const emptyColumn = ({ name, type }: TableSource['columns'][number]): TableColumn =>
  type === 'number' ? { name, type, values: new Float64Array(0), missing: 0 } : { name, type, values: [], missing: 0, firstText: 0 }
