// What `fit` resolves to: one array for each metric, an element for each epoch.

import type { Arithmetic } from '../wasm/features.ts'

/** The record of a training. Every metric is an array of its own (`loss`, `accuracy`, `valLoss`, ...), and all are in `history`. */
export interface History {
  /** Epochs that ran, from 0. */
  readonly epoch: number[]
  /** All metrics by name. */
  readonly history: Record<string, number[]>
  /** Wall-clock seconds of each epoch. */
  readonly seconds: number[]
  /** The arithmetic that the numbers are of. */
  readonly arithmetic: Arithmetic
  /** Threads that the steps ran on; 1 is the caller's own. The numbers do not depend on it. */
  readonly threads: number
  /** What a user should know of how it ran, such as why there were no threads. */
  readonly notes: readonly string[]
  readonly loss: number[]
  readonly accuracy: number[]
  readonly valLoss: number[]
  readonly valAccuracy: number[]
  readonly [metric: string]: number[] | Record<string, number[]> | Arithmetic | number | readonly string[]
}

/** An empty history. `accuracy`, `valLoss` and others appear as they are measured. */
export function makeHistory(arithmetic: Arithmetic, threads: number, notes: readonly string[]): History {
  const loss: number[] = []
  return { epoch: [], history: { loss }, seconds: [], arithmetic, threads, notes, loss } as unknown as History
}

/** Adds an epoch's logs. */
export function addEpoch(history: History, epoch: number, logs: Readonly<Record<string, number>>, seconds: number): void {
  history.epoch.push(epoch)
  history.seconds.push(seconds)
  for (const [name, value] of Object.entries(logs)) {
    const values = history.history[name] ?? []
    history.history[name] = values
    values.push(value)
    Object.assign(history, { [name]: values })
  }
}

/** The name of a metric measured on validation data: loss -> valLoss. */
export function validationName(name: string): string {
  return `val${name.charAt(0).toUpperCase()}${name.slice(1)}`
}
