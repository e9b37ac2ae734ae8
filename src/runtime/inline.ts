// The runtime of this thread: private memory, no atomics.

import type { Arithmetic } from '../wasm/features.ts'
import type { Runtime, Session } from './runtime.ts'
import { MemorySession } from './session.ts'

/** Runs programs in the calling thread. */
export class InlineRuntime implements Runtime {
  readonly name = 'inline'
  readonly numerics = 'exact'
  readonly arithmetic: Arithmetic

  constructor(arithmetic: Arithmetic) {
    this.arithmetic = arithmetic
  }

  open(): Session {
    return new MemorySession({ arithmetic: this.arithmetic, memory: new WebAssembly.Memory({ initial: 1 }) })
  }
}
