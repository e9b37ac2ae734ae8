// A data set by name, divided and prepared exactly as `argmax train` does it, so that the same setting gives the same weights there.

import type { Preprocessing, Tensor } from 'argmax'
import { gatherRows, stratifiedSplit } from 'argmax/data'
import { digits, type Examples, fashionMnist, iris, type LabelledData, mnist, wine } from 'argmax/datasets'
import { ascendingNames } from 'argmax-dist/cli/models/classLabels.js'
import { floatRows } from 'argmax-dist/linear/floatRows.js'
import { type Standardization, standardizationOf } from 'argmax-dist/linear/standardize.js'
import { standardizesByDefault } from 'argmax-dist/model/fitSoftmax.js'
import type { DataKind, Places } from './protocol.ts'
import type { Setting } from './setting.ts'
import { isTableSet, penguinTable, prepareTable, type StudioData, type TableSet } from './tableSet.ts'
import { TOY_SETS, toyPoints } from './toySets.ts'

/** The share of the rows that is held back where a set has no test part. */
const TEST_SPLIT = 0.2

/** A set that is ready to be trained on. */
export interface ReadyData {
  readonly name: string
  readonly kind: DataKind
  readonly classNames: readonly string[]
  readonly features: readonly string[] | undefined
  /** As the values stand in the data. */
  readonly train: Examples
  readonly validation: Examples
  /** As the network takes them. */
  readonly trainInputs: Tensor
  readonly validationInputs: Tensor
  /** Of tables. */
  readonly standardization: Standardization | undefined
  /** Of tables with columns of any kind: what made their features, and the column of the classes. */
  readonly columns?: { readonly preprocessing: Preprocessing; readonly label: string }
  /** Whether the command line has this set under this name. */
  readonly isKnown: boolean
}

const CSV_SETS = new Map<string, () => Promise<LabelledData>>([
  ['iris', iris],
  ['wine', wine],
  ['digits-8x8', digits],
])

async function readNamed(name: string, { mnist: digitsPlace, fashionMnist: clothesPlace }: Places): Promise<LabelledData> {
  if (name === 'mnist') return mnist({ from: new URL(digitsPlace) })
  if (name === 'fashion-mnist') return fashionMnist({ from: new URL(clothesPlace) })
  const read = CSV_SETS.get(name)
  if (read === undefined) throw new Error(`There is no data set ${JSON.stringify(name)} here.`)
  return read()
}

/** The rows with their classes numbered as the command line numbers them. */
function inOrder(data: LabelledData): LabelledData {
  const order = ascendingNames(data.classNames)
  if (data.features === undefined || order.join('\n') === data.classNames.join('\n')) return data
  const places = data.classNames.map((name) => order.indexOf(name))
  const { x, y } = data.train
  return {
    ...data,
    classNames: [...order],
    train: { x, y: { ...y, data: y.data.map((label: number) => places[label] as number) } },
  }
}

function hold({ x, y }: Examples, seed: number): { train: Examples; validation: Examples } {
  const { train, test } = stratifiedSplit(y.data, TEST_SPLIT, seed)
  const take = (rows: Uint32Array): Examples => ({ x: gatherRows(x, rows), y: gatherRows(y, rows) })
  return { train: take(train), validation: take(test) }
}

/** Rows as the network takes them: a table's standardized by the training rows, pixels as they are. */
export async function prepare(data: LabelledData, { seed }: Setting, isKnown: boolean): Promise<ReadyData> {
  const { train: all, test, name, features } = data
  const { train, validation } = test ? { train: all, validation: test } : hold(all, seed)
  const pause = (): Promise<void> => Promise.resolve()
  const isTable = features !== undefined
  const standardization = isTable && standardizesByDefault(train.x) ? await standardizationOf(train.x, undefined, pause) : undefined
  const side = Math.sqrt(train.x.shape[1] ?? 0)
  const inputs = (x: Tensor): Promise<Tensor> => (isTable ? floatRows(x, standardization, pause) : Promise.resolve(x))
  return {
    ...{ name, train, validation, standardization, features, isKnown, classNames: data.classNames },
    kind: Number.isInteger(side) && side >= 8 && train.x.data instanceof Uint8Array ? 'image' : 'table',
    trainInputs: await inputs(train.x),
    validationInputs: await inputs(validation.x),
  }
}

/** A table, by what columns become. */
async function prepareColumns(set: TableSet, { seed }: Setting, isKnown: boolean): Promise<ReadyData> {
  const { name, classNames, label } = set
  const { preprocessing, train, validation } = await prepareTable(set, TEST_SPLIT, seed)
  return {
    ...{ name, classNames, train, validation, isKnown, standardization: undefined, columns: { preprocessing, label } },
    ...{ kind: 'table', features: preprocessing.featureNames, trainInputs: train.x, validationInputs: validation.x },
  }
}

/** A set of the plane, with the points that were added to those to train on. */
function preparePlane({ data: name, seed, points }: Setting): ReadyData {
  const set = TOY_SETS[name]
  if (set === undefined) throw new Error(`There is no data set ${JSON.stringify(name)} here.`)
  const drawn = toyPoints(set, seed)
  const rows = drawn.labels.length
  const all = { x: { data: drawn.data, shape: [rows, 2] }, y: { data: drawn.labels, shape: [rows] } }
  const { train: kept, validation } = hold(all, seed)
  const added = points.filter(([, , label]) => label < set.classes)
  const data = Float32Array.from([...kept.x.data, ...added.flatMap((point) => [point[0], point[1]])])
  const labels = Uint8Array.from([...kept.y.data, ...added.map(([, , label]) => label)])
  const train = { x: { data, shape: [labels.length, 2] }, y: { data: labels, shape: [labels.length] } }
  return {
    ...{ name, kind: 'plane', train, validation, standardization: undefined, isKnown: false },
    ...{ trainInputs: train.x, validationInputs: validation.x, features: ['x', 'y'] },
    classNames: Array.from({ length: set.classes }, (_, i) => 'ABCDEF'.charAt(i)),
  }
}

/** Reads and prepares the set of a setting. @param own that of dropped files, which is called `own` */
export async function loadData(setting: Setting, places: Places, own: StudioData | undefined): Promise<ReadyData> {
  const { data } = setting
  if (data.startsWith('plane-')) return preparePlane(setting)
  if (data === 'own') {
    if (own === undefined) throw new Error('Your own data is not kept between visits: drop its files here again.')
    return isTableSet(own) ? prepareColumns(own, setting, false) : prepare(inOrder(own), setting, false)
  }
  if (data === 'penguins') return prepareColumns(await penguinTable(), setting, true)
  return prepare(inOrder(await readNamed(data, places)), setting, true)
}
