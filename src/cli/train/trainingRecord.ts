// What a run leaves besides its model: history.json. It is collected while training, so that a run that is interrupted or
// diverges leaves the same file as one that ends well, up to where it came.

import type { Calibration } from '../../formats/index.ts'
import { writeFile } from '../../node/platform.ts'
import type { CvSummary } from './crossValidation.ts'

/** How a run ended. */
export type RunStatus = 'done' | 'interrupted' | 'diverged'

/** The flags that shaped a run, defaults filled in. */
export interface RunOptions {
  readonly model: string
  readonly hidden?: readonly number[] | undefined
  /** All epochs of the run. */
  readonly epochs: number
  readonly batchSize?: number | undefined
  readonly optimizer: object
  readonly l2?: number | undefined
  readonly l1?: number | undefined
  readonly classWeight?: 'balanced' | undefined
  /** That of --types. */
  readonly types?: string | undefined
  readonly calibrate?: boolean | undefined
  readonly cv?: number | undefined
  readonly validationSplit?: number | undefined
  readonly seed: number
  readonly portable: boolean
}

/** What was measured of each epoch. */
export interface Figures {
  /** Epochs finished, numbered from 0 as in History. */
  readonly epoch: number[]
  /** One array for each figure, one entry for each epoch. */
  readonly history: Record<string, number[]>
  /** Seconds that each epoch took. */
  readonly seconds: number[]
}

/** What is known of a run when it starts. */
export interface RunDescription {
  data: {
    name: string
    hash: string
    rows: { train: number; validation: number; test: number; calibration?: number | undefined }
    split: object
    label?: string | undefined
  }
  options: RunOptions
  parameters: number
}

/** What is known when it ends. */
export interface RunOutcome {
  status: RunStatus
  arithmetic: string
  /** Hashes can be compared within one version only. */
  numericsVersion: number
  weightsSha256: string
  test?: { loss: number; accuracy: number }
  /** Whether the solver found nothing left to gain. */
  converged?: boolean | undefined
  /** Figures of the folds, before the training. */
  cv?: CvSummary | undefined
  calibration?: Calibration | undefined
  /** Why it stopped, if not because it was done. */
  reason?: string
}

/** The figures of each epoch, as they come. */
export class TrainingRecord implements Figures {
  readonly epoch: number[]
  readonly history: Record<string, number[]>
  readonly seconds: number[]
  #mark: number
  readonly #now: () => number

  /** @param former the epochs of a run that goes on */
  constructor(former: Figures = { epoch: [], history: {}, seconds: [] }, now: () => number = () => performance.now()) {
    this.epoch = former.epoch
    this.history = former.history
    this.seconds = former.seconds
    this.#now = now
    this.#mark = now()
  }

  /** Starts the clock of the first epoch. */
  start(): void {
    this.#mark = this.#now()
  }

  /** Adds an epoch that just ended; returns the seconds it took. */
  add(epoch: number, figures: Readonly<Record<string, number>>): number {
    const now = this.#now()
    const seconds = (now - this.#mark) / 1000
    this.#mark = now
    this.epoch.push(epoch)
    this.seconds.push(seconds)
    for (const [name, value] of Object.entries(figures)) {
      this.history[name] ??= []
      this.history[name].push(value)
    }
    return seconds
  }

  /** The last value of a figure, if there is one. */
  last(name: string): number | undefined {
    return this.history[name]?.at(-1)
  }

  /** Seconds of all epochs. */
  get totalSeconds(): number {
    return this.seconds.reduce((sum, seconds) => sum + seconds, 0)
  }

  /** Writes history.json. A figure that is not finite becomes null, as JSON has no other word for it. */
  async save(path: string, description: RunDescription, outcome: RunOutcome): Promise<void> {
    const { epoch, history, seconds } = this
    const text = JSON.stringify({ ...description, ...outcome, epoch, history, seconds }, null, 2)
    // Rows of numbers on one line each: a hundred epochs stay readable.
    const compact = text.replace(/\[\s+([^[\]{}]*?)\s+\]/g, (_, inner: string) => `[${inner.replace(/\s*\n\s*/g, ' ')}]`)
    await writeFile(path, new TextEncoder().encode(`${compact}\n`))
  }
}
