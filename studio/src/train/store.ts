// What the page knows of the training: signals that the worker's events fill, and what the buttons do.

import { batch, signal } from '@preact/signals'
import { announce } from '../app/announce.tsx'
import { percent } from '../app/format.ts'
import { keepFiles } from '../app/keepOffline.ts'
import { host, hostKnown, idxFilesOf, places, servedModel } from '../app/places.ts'
import { keepInAddress, query } from '../app/router.ts'
import { ask, listen } from '../training/client.ts'
import type { DataFacts, EpochFigures, Gallery, Progress, ShownRows, Status, Stop, View } from '../training/protocol.ts'
import { decodeSetting, defaultSetting, encodeSetting, type Setting } from '../training/setting.ts'

export const setting = signal<Setting>(defaultSetting('plane-spirals'))
export const facts = signal<DataFacts | undefined>(undefined)
export const status = signal<Status | 'loading' | 'failed'>('loading')
export const problem = signal('')
export const progress = signal<Progress | undefined>(undefined)
export const figures = signal<readonly EpochFigures[]>([])
export const view = signal<View | undefined>(undefined)
/** The same, for the diagram and for the pictures of the first layer: each is drawn in a task of its own, so that none is long. */
export const diagramView = signal<View | undefined>(undefined)
export const layerView = signal<View | undefined>(undefined)
view.subscribe((latest) => {
  setTimeout(() => {
    diagramView.value = latest
    setTimeout(() => {
      layerView.value = latest
    })
  })
})
/** The epoch that the slider shows; undefined: the latest. */
export const shownEpoch = signal<number | undefined>(undefined)
export const stop = signal<Stop | undefined>(undefined)
/** Epochs that the training goes to: the setting's, and more of them once those are done. */
export const goal = signal(0)
/** The row that the network is shown with. */
export const example = signal<ShownRows | undefined>(undefined)
/** The cell of the confusion matrix whose rows are shown. */
export const cell = signal<readonly [truth: number, predicted: number] | undefined>(undefined)
export const gallery = signal<Gallery | undefined>(undefined)

/** The name of the model file that the network started from, where it is not its seed. */
export const startedFrom = signal<string | undefined>(undefined)

let opening = 0
let isStarted = false

function fail(error: unknown): void {
  batch(() => {
    problem.value = error instanceof Error ? error.message : String(error)
    status.value = 'failed'
  })
}

/** Opens the data of a setting, with a network that is not trained yet. */
export async function open(next: Setting): Promise<void> {
  const turn = ++opening
  batch(() => {
    setting.value = next
    status.value = 'loading'
    problem.value = ''
    goal.value = next.epochs
    startedFrom.value = undefined
  })
  keepInAddress('train', encodeSetting(next))
  try {
    const opened = await ask('open', next, places)
    if (turn !== opening) return
    // Where there is no room for them, they are fetched again next time.
    keepFiles(idxFilesOf(next.data)).catch(() => undefined)
    show(opened)
  } catch (error) {
    if (turn === opening) fail(error)
  }
}

/** Shows data and a network that is not trained here yet. */
function show(opened: { facts: DataFacts; view: View }): void {
  const isSame = facts.value?.name === opened.facts.name && facts.value.validationRows === opened.facts.validationRows
  batch(() => {
    facts.value = opened.facts
    view.value = opened.view
    status.value = 'untrained'
    progress.value = undefined
    figures.value = []
    shownEpoch.value = undefined
    stop.value = undefined
    gallery.value = undefined
    cell.value = undefined
    if (!isSame || !example.value) example.value = firstOf(opened.facts.preview)
  })
}

/** Looks into the model of a file, on the data that it was trained on. */
export async function openModel(name: string, bytes: Uint8Array | undefined): Promise<void> {
  const turn = ++opening
  batch(() => {
    status.value = 'loading'
    problem.value = ''
  })
  try {
    const opened = await ask('openModel', bytes, servedModel, places)
    if (turn !== opening) return
    batch(() => {
      setting.value = opened.setting
      goal.value = opened.setting.epochs
      startedFrom.value = name
    })
    show(opened)
  } catch (error) {
    if (turn === opening) fail(error)
  }
}

/** The first row of several. */
function firstOf({ rows, values, inputs, labels }: ShownRows): ShownRows {
  const width = values.length / rows.length
  return { rows: rows.slice(0, 1), values: values.slice(0, width), inputs: inputs.slice(0, width), labels: labels.slice(0, 1) }
}

/** Opens what the address says, once. */
export async function start(): Promise<void> {
  if (isStarted) return
  isStarted = true
  await hostKnown
  await open(decodeSetting(query.value, host.value.mnist ? 'mnist' : 'plane-spirals'))
  query.subscribe((next) => {
    const wanted = decodeSetting(next, setting.value.data)
    if (next.size > 0 && encodeSetting(wanted) !== encodeSetting(setting.value)) open(wanted)
  })
}

function ended(result: Stop): void {
  batch(() => {
    stop.value = result
    status.value = result.status
  })
  const last = figures.value.at(-1)
  const told = last ? `, validation accuracy ${percent(last.valAccuracy)}` : ''
  announce(`${result.status === 'done' ? 'Training is done' : 'Paused'} after ${result.epoch} epochs${told}.`, true)
}

async function run(work: () => Promise<Stop>): Promise<void> {
  const turn = opening
  batch(() => {
    status.value = 'training'
    shownEpoch.value = undefined
  })
  document.documentElement.dataset.busy = 'true'
  try {
    const result = await work()
    if (turn === opening) ended(result)
  } catch (error) {
    if (turn === opening) fail(error)
  }
}

/** Trains until the goal; once that is reached, as many epochs more. */
export function train(): Promise<void> {
  if (status.value === 'done') goal.value += setting.value.epochs
  announce('Training begins.', true)
  return run(() => ask('train', goal.value))
}

export function step(): Promise<void> {
  if (status.value === 'done') goal.value += setting.value.epochs
  return run(() => ask('step'))
}

export function pause(): Promise<void> {
  return ask('pause')
}

/** Back to the first weights. */
export function reset(): Promise<void> {
  return open(setting.value)
}

/** Changes the setting, which starts over: its weights would not be those of the new one. More epochs are but a farther goal. */
export async function change(part: Partial<Setting>): Promise<void> {
  const next = { ...setting.value, ...part }
  const { epochs } = part
  const isGoal = epochs !== undefined && Object.keys(part).length === 1 && epochs > (figures.value.at(-1)?.epoch ?? 0)
  if (!isGoal || ['loading', 'failed', 'training'].includes(status.value)) return open(next)
  batch(() => {
    setting.value = next
    goal.value = epochs
    if (status.value === 'done') status.value = 'paused'
  })
  keepInAddress('train', encodeSetting(next))
}

/** Adds a point of the plane; a training that was running starts again with it. */
export async function addPoint(x: number, y: number, label: number): Promise<void> {
  const wasTraining = status.value === 'training'
  const place = (value: number): number => Math.round(value * 1000) / 1000
  await change({ points: [...setting.value.points, [place(x), place(y), label]] })
  if (wasTraining) await train()
}

export async function showEpoch(epoch: number): Promise<void> {
  const latest = figures.value.at(-1)?.epoch ?? 0
  shownEpoch.value = epoch === latest ? undefined : epoch
  try {
    const shown = await ask('showEpoch', epoch)
    if (shownEpoch.value === undefined ? epoch === latest : shownEpoch.value === epoch) view.value = shown
    if (cell.value) await openCell(...cell.value)
  } catch (error) {
    fail(error)
  }
}

/** Pictures in a gallery. */
const GALLERY = 36

export async function openCell(truth: number, predicted: number): Promise<void> {
  cell.value = [truth, predicted]
  const found = await ask('gallery', truth, predicted, GALLERY)
  if (cell.value?.[0] === truth && cell.value[1] === predicted) gallery.value = found
}

/** Shows the network with another row. */
export function choose(rows: ShownRows, index: number): void {
  const width = rows.values.length / rows.rows.length
  const part = (values: Float32Array): Float32Array => values.slice(index * width, (index + 1) * width)
  example.value = {
    rows: [rows.rows[index] as number],
    values: part(rows.values),
    inputs: part(rows.inputs),
    labels: [rows.labels[index] as number],
  }
}

/** The command line that trains the same weights; it trains in one go as many epochs as there have been goals. */
export function commandNow(): string | undefined {
  return facts.value?.command?.replace(/--epochs \d+/, `--epochs ${goal.value}`)
}

listen((event) => {
  if (status.value !== 'training' && event.type !== 'view') return
  if (event.type === 'progress') {
    progress.value = event.progress
  } else if (event.type === 'epoch') {
    figures.value = [...figures.value, event.figures]
    const { epoch, loss, valAccuracy } = event.figures
    announce(`Epoch ${epoch} of ${goal.value}: loss ${loss.toFixed(3)}, validation accuracy ${percent(valAccuracy)}.`)
  } else if (shownEpoch.value === undefined) {
    // Within an epoch the validation rows are not measured: the figures of the last one stay.
    view.value = event.view.measured ? event.view : { ...event.view, measured: view.value?.measured }
  }
})
