import { describe, expect, test } from 'vitest'
import type { Program } from '../runtime/runtime.ts'
import { Programs } from './programs.ts'

/** A stand-in that only knows whether it was released. */
function standIn(): Program & { released: boolean } {
  const program = {
    released: false,
    release: () => {
      program.released = true
    },
  }
  return program as unknown as Program & { released: boolean }
}

describe('Programs', () => {
  test('finds a program of the same purpose for as many rows, or up to half of them', () => {
    const programs = new Programs()
    const program = standIn()
    programs.keep('train', 32, program)
    expect([32, 16].map((rows) => programs.find('train', rows))).toEqual([program, program])
    expect([33, 15].map((rows) => programs.find('train', rows))).toEqual([undefined, undefined])
    expect(programs.find('evaluate', 32)).toBeUndefined()
  })

  test('makes room by releasing what was not used for longest, but nothing that is held', () => {
    const programs = new Programs()
    const made = [1, 10, 100, 1000].map((rows) => {
      const program = standIn()
      programs.keep('predict', rows, program)
      return program
    })
    const holder = {}
    programs.find('predict', 1)
    programs.hold('predict', made[1] as Program, holder)
    programs.trim('predict')
    expect(made.map(({ released }) => released)).toEqual([false, false, true, false])
    expect(programs.find('predict', 100)).toBeUndefined()
    expect(holder).toBeDefined()
  })

  test('drops all programs of chosen purposes, those still loading too, and forgets those that failed to load', async () => {
    const programs = new Programs()
    const [ready, late, other] = [standIn(), standIn(), standIn()]
    programs.keep('train', 8, ready)
    programs.keep('train', 80, Promise.resolve(late))
    programs.keep('predict', 8, other)
    programs.drop((purpose) => purpose === 'train')
    await Promise.resolve()
    await Promise.resolve()
    expect([ready.released, late.released, other.released]).toEqual([true, true, false])
    const failing = Promise.reject(new Error('no'))
    programs.keep('train', 8, failing)
    await failing.catch(() => undefined)
    expect(programs.find('train', 8)).toBeUndefined()
  })
})
