// Chooses tiles by measuring: each product's candidates run alone, and the fastest stays. Since no tile changes the order of a
// sum, a tuned program has the bits of the untuned one.

import type { ProgramPlan } from '../compiler/plan.ts'
import type { EmitOptions, emitAlone } from './emit.ts'
import { type ProductShape, type Tiling, tileCandidates } from './kernels/tileCandidates.ts'
import type { DotTiling, OuterTiling, Tiler } from './kernels/tiling.ts'

/** Gives the seconds that a module takes to run; `end` is where its memory ends. */
export type Measure = (bytes: Uint8Array<ArrayBuffer>, end: number) => number

/** What programs are emitted for; its tiles are where the search begins. */
export type TuneOptions = EmitOptions & { readonly tiles: Tiler }

/** The tiles that were chosen, by shape. */
export class ChosenTiles implements Tiler {
  readonly pairs: boolean
  readonly #usual: Tiler
  readonly #choices = new Map<string, Tiling>()
  /** The shapes that were asked for. */
  readonly asked: Map<string, ProductShape> = new Map()

  /** @param usual chooses for all other shapes */
  constructor(usual: Tiler) {
    this.#usual = usual
    this.pairs = usual.pairs
  }

  dot(shape: Parameters<Tiler['dot']>[0]): DotTiling {
    return (this.#chosen(shape) as DotTiling | undefined) ?? this.#usual.dot(shape)
  }

  outer(shape: Parameters<Tiler['outer']>[0]): OuterTiling {
    return (this.#chosen(shape) as OuterTiling | undefined) ?? this.#usual.outer(shape)
  }

  choose(shape: ProductShape, tiling: Tiling): void {
    this.#choices.set(JSON.stringify(shape), tiling)
  }

  #chosen(shape: ProductShape): Tiling | undefined {
    const key = JSON.stringify(shape)
    this.asked.set(key, shape)
    return this.#choices.get(key)
  }
}

/** Tunes the products of a plan at once; see {@link tuneInSteps}. */
export function tuneTiles(plan: ProgramPlan, emit: typeof emitAlone, options: TuneOptions, measure: Measure): Tiler {
  const tuning = tuneInSteps(plan, emit, options, measure)
  for (;;) {
    const step = tuning.next()
    if (step.done) return step.value
  }
}

/**
 * Tunes the products of a plan, stopping after each measurement, so that a caller may give its thread back.
 *
 * @param emit `emitAlone`, which who tunes has in any case: this file is fetched by itself, where tuning is asked for
 * @param options its `tiles` are where the search begins, and what the other shapes keep
 * @param measure runs a module of one kernel, in a memory where it can harm nothing
 */
export function* tuneInSteps(
  plan: ProgramPlan,
  emit: typeof emitAlone,
  options: TuneOptions,
  measure: Measure,
): Generator<undefined, Tiler> {
  const usual = options.tiles
  const tiles = new ChosenTiles(usual)
  const tuned = new Set<string>()
  for (const group of plan.groups) {
    const time = (): number => {
      const { bytes, end } = emit(plan, group, { ...options, tiles })
      return measure(bytes, end)
    }
    tiles.asked.clear()
    emit(plan, group, { ...options, tiles })
    for (const [key, shape] of [...tiles.asked]) {
      if (tuned.has(key)) continue
      tuned.add(key)
      let best = Number.POSITIVE_INFINITY
      let fastest: Tiling | undefined
      for (const candidate of tileCandidates(shape, usual)) {
        tiles.choose(shape, candidate)
        const seconds = time()
        if (seconds < best) [best, fastest] = [seconds, candidate]
        yield
      }
      tiles.choose(shape, fastest as Tiling)
    }
  }
  return tiles
}

/**
 * A measure by the clock: the shortest of several bursts, in a memory of its own, after as much warming up as an engine's
 * optimizing compiler needs.
 *
 * @param rows rows in the batch
 * @param milliseconds how long a burst takes, about
 */
export function measureByClock(rows: number, milliseconds = 2): Measure {
  return (bytes, end) => {
    const memory = new WebAssembly.Memory({ initial: Math.floor(end / 65536) + 1 })
    const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes), { env: { memory } })
    const run = exports.run as (rows: number, thread: number, threads: number) => void
    let repeats = 1
    let shortest = Number.POSITIVE_INFINITY
    for (let burst = 0; burst < 12; burst++) {
      const start = performance.now()
      for (let i = 0; i < repeats; i++) run(rows, 0, 1)
      const spent = performance.now() - start
      shortest = Math.min(shortest, spent / repeats)
      repeats = Math.max(1, Math.floor((repeats * milliseconds) / Math.max(spent, 0.01)))
    }
    return shortest / 1000
  }
}
