// The runtime of several threads: one shared memory for each session, programs with a barrier behind each phase, and workers
// that run them. What manages the workers is fetched when a first program is to run on several: threadProgram.ts and pool.ts.

import { availableThreads, startThread } from '#platform'
import type { Place } from '../compiler/memory.ts'
import { TEAM_WORDS } from '../wasm/barrier.ts'
import { MOST_PAGES } from '../wasm/emit.ts'
import type { Arithmetic } from '../wasm/features.ts'
import { copyRange, makeFeed, nextId } from './feed.ts'
import type { Pool } from './pool.ts'
import type { Program, Runtime, Session } from './runtime.ts'
import { MemorySession, type SessionOptions } from './session.ts'
import { slotsOf } from './slots.ts'
import type { TeamModule, ThreadTools } from './threadProgram.ts'

/**
 * What threadProgram.ts needs of modules that import much. It is handed over because a bundler that makes one file of all wraps
 * whatever a module that is fetched later imports.
 */
const tools: ThreadTools = { availableThreads, copyRange, makeFeed, nextId, TEAM_WORDS }

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
    pool ??= (await import('./threadProgram.ts')).poolOf(startThread)
    await pool.grow(threads)
  }

  /** How many threads there are. */
  static get started(): number {
    return pool?.size ?? 0
  }

  open(): Session {
    const team: SessionOptions['team'] = ({ plan, module, threads, apart, cutting }, memory, words, giveBack) => {
      const places = [...plan.graph.states.values()].map((node) => plan.memory.places.get(node) as Place)
      const states = apart ? places.map(({ address, layout: { size } }) => ({ address, size })) : undefined
      return loadTeam({ module, threads, memory, slots: slotsOf(plan), words, states, cutting }, giveBack)
    }
    return new MemorySession({ arithmetic: this.arithmetic, memory: sharedMemory(), team })
  }
}

/** The threads of this process, once some were asked for. */
let pool: Pool | undefined

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

/** A module's program in worker threads, which have been started. */
export async function loadTeam(made: TeamModule, giveBack: () => void): Promise<Program> {
  const { poolOf, ThreadProgram } = await import('./threadProgram.ts')
  return new ThreadProgram(tools, poolOf(startThread), made, giveBack)
}
