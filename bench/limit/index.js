// The physical limit, measured in every round of a benchmark: multiply-adds that never leave the registers.

import { enableRelaxedSimd } from '../../dist/node/index.js'
import { nativeLoops } from './native.js'
import { registerLoop } from './registerLoop.js'

/** Measures all limits once each time that `measure` is called; `samples` has GFLOP/s on one core by what was measured. */
export class Limits {
  samples = {}
  #loops = new Map()

  constructor() {
    const arithmetic = enableRelaxedSimd() === 'fma' ? 'fma' : 'strict'
    this.#loops.set('wasm 128', registerLoop(arithmetic))
    for (const [bits, loop] of nativeLoops()) this.#loops.set(`native ${bits}`, loop)
    for (let i = 0; i < 20; i++) this.#loops.get('wasm 128')() // until the optimising compiler has taken over
  }

  measure() {
    for (const [name, loop] of this.#loops) {
      const best = Math.max(loop(), loop(), loop()) // a limit is what was reached at best
      this.samples[name] = [...(this.samples[name] ?? []), best]
    }
  }
}
