// The worker threads of this process, shared by all models. Jobs go to the first so many threads, in one order, so that two
// programs can't wait for each other; an idle thread keeps no process alive.

import type { startThread, Thread } from '#platform'
import { ArgmaxError } from '../errors.ts'
import type { ProgramData, SentFeed, ThreadAnswer, ThreadMessage } from './batches.ts'
import type { Batches } from './runtime.ts'

/** A program that threads run, and which of them have it. */
export interface TeamProgram {
  readonly data: ProgramData
  /** Tells the threads that one of them is gone, so that none waits for it. */
  fail(): void
}

interface Member {
  readonly thread: Thread
  readonly known: Set<number>
}

interface Job {
  readonly program: TeamProgram
  readonly threads: number
  readonly resolve: (done: number) => void
  readonly reject: (error: unknown) => void
  answered: number
  done: number
  error: unknown
}

/** Threads, started when they are first needed. */
export class Pool {
  readonly #startThread: typeof startThread
  /** Has the threads forget programs that nobody holds any more, by their ids. */
  readonly forgotten: FinalizationRegistry<number> = new FinalizationRegistry((id) => this.drop(id))
  #members: Member[] = []
  #starting: Promise<void> = Promise.resolve()
  #jobs = new Map<number, Job>()
  #lastJob = 0
  #lost: unknown

  constructor(start: typeof startThread) {
    this.#startThread = start
  }

  /** How many threads there are. */
  get size(): number {
    return this.#members.length
  }

  /** Starts threads until there are `count`. @throws the reason why one can't start */
  async grow(count: number): Promise<void> {
    this.#starting = this.#starting.catch(() => undefined).then(() => this.#start(count))
    return this.#starting
  }

  async #start(count: number): Promise<void> {
    const missing = count - this.#members.length
    if (missing <= 0) return
    const started = await Promise.allSettled(Array.from({ length: missing }, () => this.#startOne()))
    const failed = started.find((result) => result.status === 'rejected')
    if (!failed) {
      this.#members.push(...started.map((result) => (result as PromiseFulfilledResult<Member>).value))
      return
    }
    for (const result of started) if (result.status === 'fulfilled') result.value.thread.terminate()
    throw failed.reason
  }

  #startOne(): Promise<Member> {
    return new Promise((resolve, reject) => {
      const thread = this.#startThread({
        onMessage: (answer) => {
          if ('ready' in (answer as ThreadAnswer)) {
            thread.unref()
            resolve({ thread, known: new Set() })
          } else this.#answer(answer as Exclude<ThreadAnswer, { ready: true }>)
        },
        onEnd: (error) => {
          reject(error)
          this.#end(thread, error)
        },
      })
    })
  }

  /** Runs batches on `threads` threads, and gives the rows that are done. @throws what the first failing thread threw */
  run(program: TeamProgram, feed: SentFeed, batches: Batches, threads: number): Promise<number> {
    const team = this.#members.slice(0, threads)
    if (team.length < threads) return Promise.reject(this.#lost ?? new ArgmaxError('The threads of this program have ended.'))
    const id = ++this.#lastJob
    const { promise, job } = makeJob(program, threads)
    this.#jobs.set(id, job)
    team.forEach((member, thread) => {
      member.thread.ref()
      this.#send(member, program.data.id, { load: program.data })
      this.#send(member, feed.data.id, { feed })
      member.thread.post({
        job: id,
        program: program.data.id,
        feed: feed.data.id,
        batches,
        thread,
        threads,
      } satisfies ThreadMessage)
    })
    return promise
  }

  /** Has all threads forget a program or a feed. */
  drop(id: number): void {
    for (const { thread, known } of this.#members) if (known.delete(id)) thread.post({ drop: id } satisfies ThreadMessage)
  }

  #send({ thread, known }: Member, id: number, message: ThreadMessage): void {
    if (known.has(id)) return
    known.add(id)
    thread.post(message)
  }

  #answer(answer: Exclude<ThreadAnswer, { ready: true }>): void {
    const job = this.#jobs.get(answer.job)
    if (!job) return
    job.answered++
    if ('done' in answer) job.done = answer.done
    else if (answer.first || job.error === undefined) job.error = errorFrom(answer.error)
    if (job.answered === job.threads) this.#finish(answer.job, job)
  }

  #finish(id: number, job: Job): void {
    this.#jobs.delete(id)
    if (this.#jobs.size === 0) for (const { thread } of this.#members) thread.unref()
    if (job.error === undefined) job.resolve(job.done)
    else job.reject(job.error)
  }

  /** A thread is gone: what it had to do fails, and the others are let go. */
  #end(thread: Thread, error: unknown): void {
    if (!this.#members.some((member) => member.thread === thread)) return
    this.#lost = error
    const members = this.#members
    this.#members = []
    for (const { program } of this.#jobs.values()) program.fail()
    for (const member of members) if (member.thread !== thread) member.thread.terminate()
    for (const [id, job] of this.#jobs) {
      job.error = error
      this.#finish(id, job)
    }
  }
}

let pool: Pool | undefined

/** The threads of this process. @param start how the platform starts one */
export function poolOf(start: typeof startThread): Pool {
  pool ??= new Pool(start)
  return pool
}

function makeJob(program: TeamProgram, threads: number): { promise: Promise<number>; job: Job } {
  let job: Job | undefined
  const promise = new Promise<number>((resolve, reject) => {
    job = { program, threads, resolve, reject, answered: 0, done: 0, error: undefined }
  })
  return { promise, job: job as unknown as Job }
}

/** A thread's error with its own stack. */
function errorFrom({ name, message, stack }: { name: string; message: string; stack: string }): Error {
  const error = new ArgmaxError(`A thread failed: ${name}: ${message}`)
  if (stack !== '') error.stack = `${error.name}: ${error.message}\n${stack}`
  return error
}
