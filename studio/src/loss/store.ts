// What the figures of the loss show: the true class, and the two logits of the four recipes. A link to a figure sets it.

import { batch, signal } from '@preact/signals'
import { query } from '../app/router.ts'
import { readNumbers } from '../softmax/store.ts'

export type Side = 'wrong' | 'right'

/** How far apart the logits of the recipes can be, by the side of the true class. */
export const MOST_GAP: Readonly<Record<Side, number>> = { wrong: 800, right: 110 }

/** The true class, from 1. */
export const truth = signal(1)
/** Whether the true class of the recipes is behind or ahead. */
export const side = signal<Side>('wrong')
/** How far. */
export const gap = signal(20)

/** Changes the side; the gap stays within what that side shows. */
export function setSide(next: Side): void {
  batch(() => {
    side.value = next
    gap.value = Math.min(gap.value, MOST_GAP[next])
  })
}

/** Shows the true class `y`, and the `gap` and `side` of the recipes, as far as a link names them. */
export function showLoss(state: URLSearchParams): void {
  const y = readNumbers(state.get('y'), 1, 10)?.[0]
  const wanted = state.get('side')
  batch(() => {
    if (y !== undefined) truth.value = Math.round(y)
    if (wanted === 'wrong' || wanted === 'right') setSide(wanted)
    const wide = readNumbers(state.get('gap'), 0, MOST_GAP[side.value])?.[0]
    if (wide !== undefined) gap.value = wide
  })
}

query.subscribe(showLoss)
