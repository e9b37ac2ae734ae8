import { setFlagsFromString } from 'node:v8'
import { expect, test } from 'vitest'
import { detectFeatures, findArithmetic, supportsRelaxedFma, supportsSharedMemory, supportsSimd } from './features.ts'

// Node 20 has relaxed SIMD behind a flag; later versions don't know the flag.
function switchOn(): void {
  if (!supportsRelaxedFma()) setFlagsFromString('--experimental-wasm-relaxed-simd')
}

test('the engine that runs the tests has SIMD and shared memory', () => {
  expect(supportsSimd()).toBe(true)
  expect(supportsSharedMemory()).toBe(true)
})

test('after the flag is set, detectFeatures asks again, and what it finds decides the arithmetic', () => {
  switchOn()
  const found = detectFeatures()
  expect(detectFeatures()).toEqual(found)
  expect(supportsRelaxedFma()).toBe(found.relaxedFma)
  expect(findArithmetic()).toBe(found.relaxedFma ? 'fma' : 'strict')
})

test('an engine that validates relaxed_madd but rounds twice, or in float64, counts as strict', () => {
  const real = WebAssembly.Instance
  const pretend = (compute: (a: number, b: number, c: number) => number) => {
    // biome-ignore lint/complexity/useArrowFunction: it is called with `new`
    WebAssembly.Instance = function () {
      return { exports: { run: compute } }
    } as unknown as typeof WebAssembly.Instance
    try {
      return detectFeatures().relaxedFma
    } finally {
      WebAssembly.Instance = real
    }
  }
  switchOn()
  expect(pretend((a, b, c) => Math.fround(Math.fround(a * b) + c))).toBe(false)
  expect(pretend((a, b, c) => Math.fround(a * b + c))).toBe(false)
  detectFeatures()
})
