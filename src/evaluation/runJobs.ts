// Several jobs at a time. What runs when another fails is let finish, so that nothing that was computed is lost.

import { describe, UsageError } from '../errors.ts'
import { Pacer } from '../training/pacer.ts'

/** @throws UsageError unless `concurrency` is a whole number >= 1 */
export function checkConcurrency(concurrency: number, what: string): void {
  if (Number.isInteger(concurrency) && concurrency >= 1) return
  throw new UsageError(`${what}: concurrency must be a whole number >= 1; received ${describe(concurrency)}.`)
}

/**
 * Runs jobs in their order, at most `concurrency` at a time, and gives the thread back between them.
 *
 * @throws the signal's reason once it is aborted, else the first failure; both only when everything that had begun is over
 */
export async function runJobs<T>(
  jobs: readonly T[],
  concurrency: number,
  work: (job: T) => Promise<void>,
  signal?: AbortSignal,
): Promise<void> {
  let next = 0
  let failure: { error: unknown } | undefined
  const runInTurn = async (): Promise<void> => {
    const pacer = new Pacer()
    while (next < jobs.length && failure === undefined && !signal?.aborted) {
      const job = jobs[next++]
      try {
        await work(job)
      } catch (error) {
        failure ??= { error }
      }
      await pacer.pause()
    }
    pacer.close()
  }
  await Promise.all(Array.from({ length: Math.min(concurrency, jobs.length) }, runInTurn))
  signal?.throwIfAborted()
  if (failure !== undefined) throw failure.error
}
