// The worker of the page: it holds the data and the networks, and answers the page's requests. No training runs on the page's thread.

import { Sequential, softmax } from 'argmax'
import { readModelFile, settingOf } from './fileModel.ts'
import { loadData, type ReadyData } from './loadData.ts'
import type { Answer, DataFacts, Gallery, Request, ShownRows, WorkerMethods } from './protocol.ts'
import { isTableSet, type StudioData } from './tableSet.ts'
import { trainCommand } from './trainCommand.ts'
import { Trainer } from './trainer.ts'

interface WorkerScope {
  onmessage: ((event: { data: Request }) => void) | null
  postMessage(message: Answer): void
}
const scope = globalThis as unknown as WorkerScope

let trainer: Trainer | undefined
let own: StudioData | undefined
let fileModel: Sequential | undefined
/** The set that was loaded last, so that another setting need not read it again. */
let loaded: { key: string; data: ReadyData } | undefined

function needTrainer(): Trainer {
  if (trainer) return trainer
  throw new Error('Nothing has been opened yet.')
}

/** Rows by number, as the page shows them. */
function showRows({ x, y }: ReadyData['train'], inputs: ReadyData['trainInputs'], rows: readonly number[]): ShownRows {
  const width = x.data.length / y.data.length
  const take = ({ data, scale = 1 }: ReadyData['trainInputs'], scaled: boolean): Float32Array => {
    const values = new Float32Array(rows.length * width)
    rows.forEach((row, i) => {
      for (let j = 0; j < width; j++) values[i * width + j] = (data[row * width + j] as number) * (scaled ? scale : 1)
    })
    return values
  }
  return { rows, values: take(x, true), inputs: take(inputs, true), labels: rows.map((row) => Number(y.data[row])) }
}

/** A few rows of each class. */
function previewRows({ validation, classNames }: ReadyData, each: number): number[] {
  const labels = validation.y.data
  const found: number[][] = classNames.map(() => [])
  for (let row = 0; row < labels.length; row++) {
    const list = found[Number(labels[row])]
    if (list && list.length < each) list.push(row)
  }
  return Array.from({ length: each }, (_, i) => found.flatMap((list) => list.slice(i, i + 1))).flat()
}

function factsOf(data: ReadyData, current: Trainer): DataFacts {
  const { name, kind, classNames, features, train, validation } = data
  const all = Array.from(train.y.data, (_, row) => row)
  return {
    ...{ name, kind, classNames, features, parameters: current.parameters, command: trainCommand(data, current.setting) },
    trainRows: train.y.data.length,
    validationRows: validation.y.data.length,
    width: train.x.data.length / train.y.data.length,
    preview: showRows(validation, data.validationInputs, previewRows(data, kind === 'image' && classNames.length > 6 ? 2 : 3)),
    points: kind === 'plane' ? showRows(train, data.trainInputs, all) : undefined,
  }
}

const methods: WorkerMethods = {
  async open(setting, places) {
    await trainer?.pause()
    const key = JSON.stringify([setting.data, setting.points, setting.data === 'mnist' ? 0 : setting.seed])
    if (loaded?.key !== key || setting.data === 'own') loaded = { key, data: await loadData(setting, places, own) }
    const opened = new Trainer(loaded.data, setting, (event) => scope.postMessage({ event }))
    trainer = opened
    return { facts: factsOf(loaded.data, opened), view: await opened.view() }
  },
  async openModel(bytes, address, places) {
    const model = await Sequential.load(bytes ?? new URL(address))
    const setting = settingOf(model)
    const { facts } = await methods.open(setting, places)
    const opened = needTrainer()
    const weights = model.getWeights()
    const fits =
      weights.length === opened.model.getWeights().length && weights.at(-1)?.shape.join() === `${facts.classNames.length}`
    if (!fits) throw new Error(`The model has other classes than ${facts.name}, so a picture of it would mean nothing.`)
    opened.adopt(weights)
    return { facts: { ...facts, command: undefined }, view: await opened.view(), setting }
  },
  train: (epochs) => needTrainer().train(epochs),
  step: () => needTrainer().step(),
  pause: () => needTrainer().pause(),
  showEpoch: (epoch) => needTrainer().showEpoch(epoch),

  async gallery(truth, predicted, limit): Promise<Gallery> {
    const { data, ...current } = { data: needTrainer().data, logits: await needTrainer().validationLogits() }
    const classes = data.classNames.length
    const { data: probabilities } = softmax({ data: current.logits, shape: [data.validation.y.data.length, classes] })
    const called = (row: number): number => {
      let best = 0
      for (let i = 1; i < classes; i++) {
        if ((probabilities[row * classes + i] as number) > (probabilities[row * classes + best] as number)) best = i
      }
      return best
    }
    const rows: number[] = []
    data.validation.y.data.forEach((label: number, row: number) => {
      if (label === truth && called(row) === predicted) rows.push(row)
    })
    const sure = (row: number): number => probabilities[row * classes + predicted] as number
    rows.sort((a, b) => sure(b) - sure(a) || a - b)
    const first = rows.slice(0, limit)
    return {
      shown: showRows(data.validation, data.validationInputs, first),
      total: rows.length,
      predicted: first.map(() => predicted),
      probability: first.map(sure),
    }
  },
  async rows(rows) {
    const { data } = needTrainer()
    return showRows(data.validation, data.validationInputs, rows)
  },
  async useModel(bytes, address) {
    const { model, classNames } = await readModelFile(bytes, address)
    fileModel = model
    return { classNames, parameters: model.countParameters(), own: bytes !== undefined }
  },
  async classify(pixels, source) {
    let logits: Float32Array
    if (source === 'trained') logits = await needTrainer().logits(pixels)
    else {
      if (!fileModel) throw new Error('No model has been opened.')
      const { dtype = 'float32', scale } = fileModel.inputType ?? {}
      const data = dtype === 'uint8' ? Uint8Array.from(pixels, (value) => Math.round(value / (scale ?? 1))) : pixels
      const result = await fileModel.predict({ data, shape: [1, pixels.length], ...(scale === undefined ? {} : { scale }) })
      logits = result.data
    }
    return { logits, probabilities: softmax({ data: logits, shape: [1, logits.length] }).data }
  },
  async save(format) {
    const { saveModel } = await import('./saveModel.ts')
    return saveModel(needTrainer(), format)
  },
  async ownFiles(files, label) {
    const { readOwnFiles } = await import('./ownFiles.ts')
    const read = await readOwnFiles(files, label)
    if ('columns' in read) return { kind: 'columns', columns: read.columns }
    const { data } = read
    own = data
    loaded = undefined
    const { y } = isTableSet(data) ? data : data.train
    return { kind: 'data', rows: y.data.length, classes: data.classNames.length }
  },
}

scope.onmessage = ({ data: { id, method, args } }) => {
  const run = methods[method] as (...given: readonly unknown[]) => Promise<unknown>
  run(...args).then(
    (value) => scope.postMessage({ id, value }),
    (error: unknown) => scope.postMessage({ id, error: error instanceof Error ? error.message : String(error) }),
  )
}
