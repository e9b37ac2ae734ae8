// Where the threads of a program meet: none goes on before all have arrived. A barrier is passed several times a step, so it
// spins at first (two threads pass it in a fraction of a microsecond) and sleeps only when the others take long.

import type { FunctionHandle, Local, ModuleBuilder } from './assembler/index.ts'

/** Bytes from a word to the next: each has a cache line of its own. */
const LINE = 64

/** The words that a team shares. */
export type TeamWord = 'arrived' | 'passed' | 'sleepers' | 'failed' | 'patience' | 'abort' | 'stop'

/** Where each word of a team stands, in bytes from the start of its block. All are int32. */
export const TEAM_WORDS: Readonly<Record<TeamWord, number>> = {
  /** How many threads have arrived at the barrier. */
  arrived: 0,
  /** How often all have passed it; waiting threads watch this one. */
  passed: LINE,
  /** How many threads sleep. */
  sleepers: 2 * LINE,
  /** Not 0 once a thread has failed: the others, which would wait for it, trap. */
  failed: 3 * LINE,
  /** How often a thread looks before it sleeps. */
  patience: 4 * LINE,
  /** Not 0 where the caller wants the threads to stop. */
  abort: 5 * LINE,
  /** The number of the first batch that is not run: thread 0 says so before the barrier, so that all stop at the same. */
  stop: 6 * LINE,
}

/** Bytes of the words. */
export const TEAM_BYTES: number = 7 * LINE

/** Nanoseconds after which a sleeping thread looks whether another has failed. */
const NAP = 50_000_000n

/** Defines and exports the function `barrier(threads)`, over the words at `address`. */
export function makeBarrier(module: ModuleBuilder, address: number): FunctionHandle {
  const wait = module.waitFunction()
  const { arrived, passed, sleepers, failed, patience } = TEAM_WORDS
  return module.function({ name: 'barrier', parameters: ['i32'], export: true }, (f) => {
    const [threads] = f.parameters as [Local]
    const [before, looks] = [f.local('i32'), f.local('i32')]
    const look = () => f.i32(address).load('i32.atomic.load', passed)
    f.get(threads).i32(1).op('i32.le_s')
    f.if(() => f.return())
    look().set(before)
    f.i32(address).i32(1).atomic('i32.atomic.rmw.add', arrived).plus(1).get(threads).op('i32.eq')
    f.if(() => {
      // The last one lets all go on. Whoever falls asleep counts itself first and looks again then, so that none is missed.
      f.i32(address).i32(0).store('i32.atomic.store', arrived)
      f.i32(address).i32(1).atomic('i32.atomic.rmw.add', passed).drop()
      f.i32(address).load('i32.atomic.load', sleepers)
      f.if(() => f.i32(address).i32(-1).atomic('memory.atomic.notify', passed).drop())
      f.return()
    })
    f.i32(address).load('i32.atomic.load', patience).set(looks)
    f.loop((again) => {
      look().get(before).op('i32.ne')
      f.if(() => f.return())
      f.get(looks).minus(1).tee(looks).i32(0).op('i32.gt_s').brIf(again)
    })
    f.i32(address).i32(1).atomic('i32.atomic.rmw.add', sleepers).drop()
    f.loop((again) => {
      f.i32(address + passed)
        .get(before)
        .i64(NAP)
        .call(wait)
        .drop()
      f.i32(address).load('i32.atomic.load', failed)
      f.if(() => {
        f.i32(address).i32(1).atomic('i32.atomic.rmw.sub', sleepers).drop()
        f.op('unreachable')
      })
      look().get(before).op('i32.eq').brIf(again)
    })
    f.i32(address).i32(1).atomic('i32.atomic.rmw.sub', sleepers).drop()
  })
}
