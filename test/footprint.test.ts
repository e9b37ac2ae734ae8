// What argmax costs the process it runs in: memory and a timely event loop, measured on the built package in a process of its own.

import { execFileSync } from 'node:child_process'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'

const script = fileURLToPath(new URL('fixtures/footprint.js', import.meta.url))

function measure(name: string): Record<string, number> {
  return JSON.parse(execFileSync(process.execPath, ['--expose-gc', script, name], { encoding: 'utf8' }))
}

describe('memory', () => {
  test('100 fits in a row grow the process by less than 20 MB', () => {
    expect(measure('fits').megabytes).toBeLessThan(20)
  })

  // An engine frees compiled code and memories when it likes: between 0 and 25 MB were seen, however many there were.
  test('100 batch sizes and recipes on one model grow it by less than 40 MB: programs give their memory back', () => {
    expect(measure('programs').megabytes).toBeLessThan(40)
  })

  test('100 models, trained and forgotten, grow it by less than 40 MB', () => {
    expect(measure('models').megabytes).toBeLessThan(40)
  })

  test('a predictor allocates nothing: 10,000 calls leave less than 1,000 bytes', () => {
    expect(measure('predictor').bytes).toBeLessThan(1000)
  })
})

test('training on MNIST keeps the process under 400 MB, and 20 ms timers at most 100 ms late (p99)', () => {
  const { megabytes, timers, p99 } = measure('mnist')
  expect(megabytes).toBeLessThan(400)
  expect(timers).toBeGreaterThan(5)
  expect(p99).toBeLessThan(100)
})
