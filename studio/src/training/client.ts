// The page's end of the line to its worker.

import type { Answer, Request, TrainingEvent, WorkerMethods } from './protocol.ts'

type Waiting = { resolve(value: unknown): void; reject(error: Error): void }

const waiting = new Map<number, Waiting>()
const listeners = new Set<(event: TrainingEvent) => void>()
let worker: Worker | undefined
let lastId = 0

function start(): Worker {
  const started = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module', name: 'argmax-studio' })
  started.onmessage = ({ data }: MessageEvent<Answer>) => {
    if ('event' in data) {
      for (const listener of listeners) listener(data.event)
      return
    }
    const request = waiting.get(data.id)
    waiting.delete(data.id)
    if ('error' in data) request?.reject(new Error(data.error))
    else request?.resolve(data.value)
  }
  started.onerror = (event) => {
    event.preventDefault()
    const error = new Error(event.message || 'The worker of the page could not be started. Reload the page.')
    for (const { reject } of waiting.values()) reject(error)
    waiting.clear()
    worker = undefined
  }
  return started
}

/** Asks the worker, which is started with the first question. */
export function ask<M extends keyof WorkerMethods>(
  method: M,
  ...args: Parameters<WorkerMethods[M]>
): Promise<Awaited<ReturnType<WorkerMethods[M]>>> {
  worker ??= start()
  const id = ++lastId
  const request: Request = { id, method, args }
  const answer = new Promise((resolve, reject) => {
    waiting.set(id, { resolve, reject })
  })
  worker.postMessage(request)
  return answer as Promise<Awaited<ReturnType<WorkerMethods[M]>>>
}

/** Calls a function for each event of trainings. */
export function listen(listener: (event: TrainingEvent) => void): void {
  listeners.add(listener)
}
