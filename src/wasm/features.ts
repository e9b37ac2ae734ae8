// What this WebAssembly engine can do, found by trying: each question assembles a few bytes and asks the engine. Answers are kept;
// detectFeatures() asks again, for callers that have switched engine flags on.
import { type FunctionBuilder, ModuleBuilder, type ValType } from './assembler/index.ts'

/** How products are added: `fma` with one rounding, `strict` with two. Recorded in histories and model files. */
export type Arithmetic = 'fma' | 'strict'

export interface Features {
  /** 128-bit SIMD. argmax needs it. */
  readonly simd: boolean
  /** Relaxed multiply-add that really rounds once. */
  readonly relaxedFma: boolean
  /** Shared memory and atomics that this page or process may hand to workers. */
  readonly sharedMemory: boolean
}

let known: Features | undefined

/** Asks the engine again and remembers the answers. Call it after setting engine flags. */
export function detectFeatures(): Features {
  known = { simd: detectSimd(), relaxedFma: detectRelaxedFma(), sharedMemory: detectSharedMemory() }
  return known
}

export function supportsSimd(): boolean {
  return (known ?? detectFeatures()).simd
}

/** Whether f32x4 and f64x2 relaxed_madd and relaxed_nmadd exist and round once; some engines have them but round twice. */
export function supportsRelaxedFma(): boolean {
  return (known ?? detectFeatures()).relaxedFma
}

export function supportsSharedMemory(): boolean {
  return (known ?? detectFeatures()).sharedMemory
}

/** The arithmetic to use where no portable result was asked for. */
export function findArithmetic(): Arithmetic {
  return supportsRelaxedFma() ? 'fma' : 'strict'
}

function assemble(
  parameters: readonly ValType[],
  results: readonly ValType[],
  body: (f: FunctionBuilder) => void,
): Uint8Array<ArrayBuffer> {
  const module = new ModuleBuilder()
  module.function({ name: 'run', parameters, results, export: true }, body)
  return module.toBytes()
}

function detectSimd(): boolean {
  return WebAssembly.validate(assemble([], ['v128'], (f) => f.f32x4(1).f32x4(2).op('f32x4.mul')))
}

/**
 * Runs a b + c on triples whose rounding is known. With u = 2^-12 and a = b = 1 + u the product 1 + 2u + u^2 lies midway between
 * two float32 values and, rounded alone, goes to the even one, 1 + 2u. So c = -(1 + 2u) gives u^2 with one rounding and 0 with two; and a
 * tiny c > 0 lifts the sum over the midpoint to 1 + 2u + 2u^2, except where it is formed in float64 and rounded again. For float64 the
 * same holds with u = 2^-27. The negated form computes c - a b, and so gets -a.
 */
function detectRelaxedFma(): boolean {
  const checks = [
    { type: 'f32', operations: ['f32x4.relaxed_madd', 'f32x4.relaxed_nmadd'], u: 1 / 4096 },
    { type: 'f64', operations: ['f64x2.relaxed_madd', 'f64x2.relaxed_nmadd'], u: 1 / 134217728 },
  ] as const
  return checks.every(({ type, operations, u }) =>
    operations.every((operation, negated) => {
      const bytes = assemble([type, type, type], [type], (f) => {
        for (const parameter of f.parameters) f.get(parameter).op(type === 'f32' ? 'f32x4.splat' : 'f64x2.splat')
        f.op(operation).laneOp(type === 'f32' ? 'f32x4.extract_lane' : 'f64x2.extract_lane', 1)
      })
      if (!WebAssembly.validate(bytes)) return false
      const run = instantiate(bytes)
      if (!run) return false
      const a = 1 + u
      const first = negated === 0 ? a : -a
      const tiny = u * u * u * u * u * u
      return run(first, a, -(1 + 2 * u)) === u * u && run(first, a, tiny) === 1 + 2 * u + 2 * u * u
    }),
  )
}

/** The module's `run`, or undefined where a page's security policy lets no module be compiled. */
function instantiate(bytes: Uint8Array): ((a: number, b: number, c: number) => number) | undefined {
  try {
    return new WebAssembly.Instance(new WebAssembly.Module(bytes)).exports.run as (a: number, b: number, c: number) => number
  } catch {
    return undefined
  }
}

function detectSharedMemory(): boolean {
  // Without cross-origin isolation a page can't send shared memory to its workers, even where it can make one.
  if (typeof SharedArrayBuffer === 'undefined') return false
  if ((globalThis as { crossOriginIsolated?: boolean }).crossOriginIsolated === false) return false
  const module = new ModuleBuilder()
  module.importMemory('env', 'memory', { initial: 1, maximum: 1, shared: true })
  module.function({ name: 'run', results: ['i32'] }, (f) => f.i32(0).i32(1).atomic('i32.atomic.rmw.add').atomicFence())
  return WebAssembly.validate(module.toBytes())
}
