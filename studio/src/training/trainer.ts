// One training: the network that is fitted, and a second one with the same layers that is shown and measured meanwhile, as a network
// that is being fitted answers nothing else.

import { Adam, Dense, Sequential, SGD, SparseCategoricalCrossentropy } from 'argmax'
import type { ReadyData } from './loadData.ts'
import { measure } from './measure.ts'
import { planeRegions } from './planeRegions.ts'
import type { EpochFigures, Stop, TrainingEvent, View } from './protocol.ts'
import type { Setting } from './setting.ts'

/** Milliseconds between two views while an epoch runs. */
const VIEW_EVERY = 250
/** Numbers of weights that are kept for the slider over epochs, all epochs together: 32 MB. */
const MOST_KEPT = 8_000_000

/** Thrown to stop a fit; nothing is wrong. */
const PAUSE = new Error('paused')

/**
 * Where there are but two cores, training takes one: with both, the page would wait for its turn. Elsewhere as many threads as pay.
 * The bits are the same.
 */
const THREADS = navigator.hardwareConcurrency <= 2 ? { threads: 1 } : {}

function layersOf({ hidden, activation }: Setting, classes: number): Dense[] {
  return [...hidden.map((units) => new Dense({ units, activation })), new Dense({ units: classes, activation: 'linear' })]
}

/** Trains a network of a setting on data. */
export class Trainer {
  readonly model: Sequential
  readonly data: ReadyData
  readonly setting: Setting
  readonly #shown: Sequential
  readonly #send: (event: TrainingEvent) => void
  readonly #kept = new Map<number, readonly Float32Array[]>()
  #controller: AbortController | undefined
  #running: Promise<Stop> | undefined
  #epoch = 0
  #begun = false
  #threads = 1
  #notes: readonly string[] = []
  #seconds = 0
  #shownEpoch: number | undefined
  readonly figures: EpochFigures[] = []

  constructor(data: ReadyData, setting: Setting, send: (event: TrainingEvent) => void) {
    this.data = data
    this.setting = setting
    this.#send = send
    const classes = data.classNames.length
    const shape = data.trainInputs.shape.slice(1)
    this.model = new Sequential(layersOf(setting, classes), { seed: setting.seed })
    const { learningRate } = setting
    this.model.compile({
      optimizer: setting.optimizer === 'sgd' ? new SGD({ learningRate }) : new Adam({ learningRate }),
      loss: new SparseCategoricalCrossentropy({ fromLogits: true }),
      metrics: ['accuracy'],
      reproducibility: 'portable',
      ...THREADS,
    })
    this.model.build(shape)
    this.#shown = new Sequential(layersOf(setting, classes), { seed: setting.seed })
    this.#shown.compile({ loss: new SparseCategoricalCrossentropy({ fromLogits: true }), reproducibility: 'portable', threads: 1 })
    this.#shown.build(shape)
    this.#keep()
  }

  /** Goes on from weights that were trained elsewhere. */
  adopt(weights: readonly { readonly data: Float32Array; readonly shape: readonly number[] }[]): void {
    this.model.setWeights(weights)
    this.#keep()
  }

  get parameters(): number {
    return this.model.countParameters()
  }

  /** Trains until `epochs` epochs are done, or it is paused. */
  train(epochs: number): Promise<Stop> {
    this.#running = this.#fit(epochs, false)
    return this.#running
  }

  /** Trains one batch. */
  step(): Promise<Stop> {
    this.#running = this.#fit(this.#epoch + 1, true)
    return this.#running
  }

  /** Stops behind the running step. */
  async pause(): Promise<void> {
    this.#controller?.abort(PAUSE)
    await this.#running?.catch(() => undefined)
  }

  async #fit(epochs: number, oneStep: boolean): Promise<Stop> {
    const { batchSize, seed } = this.setting
    const { trainInputs, train, validationInputs, validation } = this.data
    const controller = new AbortController()
    this.#controller = controller
    this.#shownEpoch = undefined
    const clock = new Clock(this.data, batchSize, epochs, this.#epoch)
    let lastView = performance.now()
    try {
      const history = await this.model.fit(trainInputs, train.y, {
        ...{ epochs, batchSize, seed, resume: this.#begun, signal: controller.signal },
        validationData: [validationInputs, validation.y],
        ...(oneStep && { onBatchEnd: () => controller.abort(PAUSE) }),
        onProgress: async (batch, { loss = Number.NaN, accuracy = Number.NaN }) => {
          this.#begun = true
          this.#send({ type: 'progress', progress: clock.at(this.#epoch, batch, loss, accuracy) })
          if (performance.now() - lastView < VIEW_EVERY) return
          this.#send({ type: 'view', view: await this.#look(this.model.getWeights(), this.#epoch, false) })
          lastView = performance.now()
        },
        onEpochEnd: async (epoch, logs) => {
          this.#begun = true
          this.#epoch = epoch + 1
          const { loss = 0, accuracy = 0, valLoss = 0, valAccuracy = 0 } = logs
          const figures = { epoch: this.#epoch, loss, accuracy, valLoss, valAccuracy }
          this.figures.push(figures)
          this.#keep()
          const seconds = clock.epochDone()
          this.#seconds += seconds
          this.#send({ type: 'epoch', figures, seconds })
          // An epoch of a small set takes milliseconds: the page is shown some of them.
          if (this.#epoch === epochs || performance.now() - lastView >= VIEW_EVERY) {
            this.#send({ type: 'view', view: await this.#look(this.model.getWeights(), this.#epoch, true) })
            lastView = performance.now()
          }
          clock.goOn()
        },
      })
      this.#threads = history.threads
      this.#notes = history.notes
      return await this.#stop('done')
    } catch (error) {
      if (error !== PAUSE) throw error
      this.#begun ||= this.model.trainedTo !== undefined
      this.#send({ type: 'view', view: await this.#look(this.model.getWeights(), this.#epoch, true) })
      return await this.#stop('paused')
    } finally {
      this.#controller = undefined
    }
  }

  async #stop(status: Stop['status']): Promise<Stop> {
    const weightsSha256 = await this.model.weightsSha256()
    return { status, weightsSha256, threads: this.#threads, notes: this.#notes, epoch: this.#epoch, seconds: this.#seconds }
  }

  /** Keeps the weights of this epoch; of a large network only those of every second, fourth, ... epoch, and the first. */
  #keep(): void {
    const weights = this.model.getWeights().map(({ data }) => data)
    this.#kept.set(this.#epoch, weights)
    if (this.#kept.size * this.parameters <= MOST_KEPT) return
    const epochs = [...this.#kept.keys()]
    for (const [i, epoch] of epochs.entries()) if (i % 2 === 1 && epoch !== this.#epoch) this.#kept.delete(epoch)
  }

  /** The network as it was after an epoch, or the kept one before it. */
  async showEpoch(wanted: number): Promise<View> {
    let epoch = 0
    for (const kept of this.#kept.keys()) if (kept <= wanted && kept > epoch) epoch = kept
    this.#shownEpoch = epoch
    const weights = this.#kept.get(epoch) as readonly Float32Array[]
    const shapes = this.model.getWeights().map(({ shape }) => shape)
    return this.#look(
      weights.map((data, i) => ({ data, shape: shapes[i] as readonly number[] })),
      epoch,
      true,
    )
  }

  /** The network as it is now. */
  async view(): Promise<View> {
    return this.#look(this.model.getWeights(), this.#epoch, true)
  }

  async #look(
    tensors: readonly { data: Float32Array; shape: readonly number[] }[],
    epoch: number,
    measured: boolean,
  ): Promise<View> {
    const { kind, validationInputs, validation, classNames } = this.data
    this.#shown.setWeights(tensors)
    const logits = measured ? (await this.#shown.predict(validationInputs)).data : undefined
    return {
      epoch,
      weights: tensors.map(({ data }) => data.slice()),
      shapes: tensors.map(({ shape }) => [...shape]),
      measured: logits && measure(logits, validation.y.data, classNames.length),
      regions: kind === 'plane' ? await planeRegions(this.#shown, classNames.length) : undefined,
    }
  }

  /** Logits of all validation rows, by the network that is shown. */
  async validationLogits(): Promise<Float32Array> {
    if (this.#shownEpoch === undefined && this.#controller === undefined) this.#shown.setWeights(this.model.getWeights())
    return (await this.#shown.predict(this.data.validationInputs)).data
  }

  /** Logits of one row, as the network takes it. */
  async logits(row: Float32Array): Promise<Float32Array> {
    this.#shown.setWeights(this.model.getWeights())
    const { trainInputs } = this.data
    // Pixels are bytes with a scale; a drawing is rounded to them.
    const { data: stored, scale } = trainInputs
    const data = stored instanceof Uint8Array && scale ? Uint8Array.from(row, (value) => Math.round(value / scale)) : row
    return (await this.#shown.predict({ data, shape: [1, row.length], ...(scale === undefined ? {} : { scale }) })).data
  }
}

/** Rows a second and seconds left; the time in which the page is shown something is not counted. */
class Clock {
  readonly #rows: number
  readonly #batchSize: number
  readonly #batches: number
  readonly #epochs: number
  readonly #from: number
  #spent = 0
  #since = performance.now()
  #epochSince = performance.now()

  constructor({ train }: ReadyData, batchSize: number, epochs: number, from: number) {
    this.#rows = train.y.data.length
    this.#batchSize = batchSize
    this.#batches = Math.ceil(this.#rows / batchSize)
    this.#epochs = epochs
    this.#from = from
  }

  at(epoch: number, batch: number, loss: number, accuracy: number): Extract<TrainingEvent, { type: 'progress' }>['progress'] {
    const inEpoch = Math.min(this.#rows, (batch + 1) * this.#batchSize)
    const done = (epoch - this.#from) * this.#rows + inEpoch
    const seconds = (this.#spent + performance.now() - this.#since) / 1000
    const rate = done / Math.max(seconds, 0.001)
    const left = (this.#epochs - this.#from) * this.#rows - done
    return {
      ...{ epoch, epochs: this.#epochs, batch: batch + 1, batches: this.#batches, loss, accuracy, rate },
      secondsLeft: Math.max(0, left) / rate,
    }
  }

  epochDone(): number {
    const now = performance.now()
    this.#spent += now - this.#since
    const seconds = (now - this.#epochSince) / 1000
    return seconds
  }

  goOn(): void {
    this.#since = performance.now()
    this.#epochSince = this.#since
  }
}
