import { describe, expect, it } from 'vitest'
import { UsageError } from '../errors.ts'
import { checkConcurrency, runJobs } from './runJobs.ts'

const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 1))

describe('runJobs', () => {
  it('runs every job, in order, never more at a time than asked for', async () => {
    for (const concurrency of [1, 3, 50]) {
      const started: number[] = []
      let running = 0
      let most = 0
      await runJobs(
        Array.from({ length: 12 }, (_, i) => i),
        concurrency,
        async (job) => {
          started.push(job)
          most = Math.max(most, ++running)
          await pause()
          running--
        },
      )
      expect(started).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11])
      expect(most).toBe(Math.min(12, concurrency))
    }
    await runJobs([], 4, () => Promise.reject(new Error('there is no job')))
  })

  it('after a failure begins nothing more, lets finish what had begun, and rejects with the first failure', async () => {
    const done: number[] = []
    const run = runJobs([0, 1, 2, 3, 4, 5], 3, async (job) => {
      if (job === 1) throw new Error('first')
      await pause()
      if (job === 2) throw new Error('second')
      done.push(job)
    })
    await expect(run).rejects.toThrow('first')
    expect(done).toEqual([0])
  })

  it("rejects with the signal's reason, whatever the jobs say of it", async () => {
    const controller = new AbortController()
    const started: number[] = []
    const run = runJobs(
      [0, 1, 2, 3],
      2,
      async (job) => {
        started.push(job)
        await pause()
        controller.abort(new Error('reason'))
        throw new Error('other')
      },
      controller.signal,
    )
    await expect(run).rejects.toThrow('reason')
    expect(started).toEqual([0, 1])
  })

  it('checks concurrency', () => {
    for (const concurrency of [0, 1.5, Number.NaN]) expect(() => checkConcurrency(concurrency, 'f')).toThrow(UsageError)
    expect(() => checkConcurrency(1, 'f')).not.toThrow()
  })
})
