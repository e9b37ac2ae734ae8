// The runtime of several threads: one shared memory for each session, programs with a barrier behind each phase, and workers
// that run them. All computing is in the workers; the caller waits for messages alone, as a browser's main thread must.

import { MOST_PAGES } from '../wasm/emit.ts'
import type { Arithmetic } from '../wasm/features.ts'
import type { Runtime, Session } from './runtime.ts'
import { MemorySession, type SessionOptions } from './session.ts'

/** Runs programs in worker threads, and in the calling one where a program is for one thread. */
export class ThreadsRuntime implements Runtime {
  readonly name = 'threads'
  readonly numerics = 'exact'
  readonly arithmetic: Arithmetic

  constructor(arithmetic: Arithmetic) {
    this.arithmetic = arithmetic
  }

  /** Starts as many threads. @throws the reason why that can't be done here */
  static async start(threads: number): Promise<void> {
    const { pool } = await import('./threadProgram.ts')
    await pool.grow(threads)
  }

  open(): Session {
    const team: SessionOptions['team'] = async (...given) => {
      const { ThreadProgram } = await import('./threadProgram.ts')
      return new ThreadProgram(...given)
    }
    return new MemorySession({ arithmetic: this.arithmetic, memory: sharedMemory(), team })
  }
}

/** A shared memory, whose limit engines may reserve at once: where they can't, a lower one does. */
function sharedMemory(): WebAssembly.Memory {
  for (let maximum = MOST_PAGES; ; maximum /= 4) {
    try {
      return new WebAssembly.Memory({ initial: 1, maximum, shared: true })
    } catch (error) {
      if (maximum < 2048) throw error
    }
  }
}
