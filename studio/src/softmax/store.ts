// The logits of the rooms Softmax and Loss: both show the same ones, and a link keeps them.

import { batch, computed, signal } from '@preact/signals'
import { softmax } from 'argmax/numerics'
import { query } from '../app/router.ts'

/** Logits z_1 ... z_N. */
export const logits = signal<readonly number[]>([2, 1, 0.5, -1])
/** What is added to all of them. */
export const shift = signal(0)
/** What they are divided by. */
export const temperature = signal(1)

/** The logits that softmax is given, in float32. */
export const given = computed(() => Float32Array.from(logits.value, (z) => (z + shift.value) / temperature.value))
/** a_1 ... a_N. */
export const probabilities = computed(() => softmax(given.value, given.value.length))

/** Logits whose softmax is .30, .20, .15, .35: their logarithms. */
export const EXAMPLE: readonly number[] = [0.3, 0.2, 0.15, 0.35]

export function setLogit(index: number, value: number): void {
  logits.value = logits.value.map((old, i) => (i === index ? value : old))
}

/** Adds logits of 0, or drops the last. */
export function setCount(count: number): void {
  logits.value = Array.from({ length: count }, (_, i) => logits.value[i] ?? 0)
}

/** The numbers of a list such as `2,-1,0.5`, each within the sliders; undefined for what is no such list. */
export function readNumbers(text: string | null, least: number, most: number): number[] | undefined {
  const numbers = (text ?? '').split(',').map((part) => (part.trim() === '' ? Number.NaN : Number(part)))
  return numbers.every(Number.isFinite) ? numbers.map((value) => Math.min(most, Math.max(least, value))) : undefined
}

/** Shows the logits `z` and the temperature `t` of a link to a figure; one that names no logits changes nothing. */
export function showLogits(state: URLSearchParams): void {
  const z = readNumbers(state.get('z'), -10, 10)
  if (z === undefined || z.length < 2 || z.length > 10) return
  const [t = 1] = readNumbers(state.get('t'), 0.1, 10) ?? []
  batch(() => {
    logits.value = z
    shift.value = 0
    temperature.value = t
  })
}

query.subscribe(showLogits)
