// V8's own switches. Only the command line and users of argmax/node set them: a library that changes the engine behind its
// caller's back would change other people's WebAssembly too.

import { setFlagsFromString } from 'node:v8'
import { type Arithmetic, detectFeatures, findArithmetic } from '../wasm/features.ts'

/** From this Node on relaxed SIMD is on by itself, and its switch is gone: naming it would print a complaint. */
const RELAXED_SIMD_IS_ON_SINCE = 22

/**
 * Switches relaxed SIMD on where Node has it behind a flag (Node 20 and 21), so that models train in `fma` arithmetic, 1.5
 * to 2 times as fast as in `strict`. To be called before the first model is compiled; elsewhere it does nothing.
 *
 * @returns the arithmetic that models will now use by default
 */
export function enableRelaxedSimd(): Arithmetic {
  if (Number.parseInt(process.versions.node, 10) < RELAXED_SIMD_IS_ON_SINCE) setFlagsFromString('--experimental-wasm-relaxed-simd')
  detectFeatures()
  return findArithmetic()
}
