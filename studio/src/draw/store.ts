// What is drawn, and what the chosen model says of it. It stays while one visits other rooms.

import { batch, signal } from '@preact/signals'
import { announce } from '../app/announce.tsx'
import { percent } from '../app/format.ts'
import { host, hostKnown, servedModel, shippedModel } from '../app/places.ts'
import { facts } from '../train/store.ts'
import { ask } from '../training/client.ts'
import type { Classified } from '../training/protocol.ts'
import { normalise, type Stroke } from './normalise.ts'

export type Source = 'shipped' | 'served' | 'trained' | 'file'

export const strokes = signal<readonly Stroke[]>([])
export const picture = signal<Float32Array | undefined>(undefined)
export const result = signal<Classified | undefined>(undefined)
export const source = signal<Source | undefined>(undefined)
export const classNames = signal<readonly string[]>(Array.from({ length: 10 }, (_, i) => String(i)))
export const modelText = signal('Reading the model …')
export const problem = signal('')

let turn = 0

/** Whether the network of the room Train takes such pictures. */
export function canUseTrained(): boolean {
  return facts.value?.width === 784 && facts.value.kind === 'image'
}

/** Asks the model of what is drawn; of several questions the latest counts. */
export async function classify(): Promise<void> {
  const pixels = normalise(strokes.value)
  picture.value = pixels
  const asked = ++turn
  if (pixels === undefined || source.value === undefined) {
    result.value = undefined
    return
  }
  try {
    const said = await ask('classify', pixels, source.value === 'trained' ? 'trained' : 'file')
    if (asked !== turn) return
    result.value = said
    const best = said.probabilities.indexOf(Math.max(...said.probabilities))
    announce(`${classNames.value[best]} with ${percent(said.probabilities[best] as number)}`)
  } catch (error) {
    problem.value = error instanceof Error ? error.message : String(error)
  }
}

export function draw(next: readonly Stroke[]): void {
  strokes.value = next
  classify()
}

/** Takes another model. @param file one of your own */
export async function useModel(next: Source, file?: File): Promise<void> {
  problem.value = ''
  try {
    if (next === 'trained') {
      batch(() => {
        classNames.value = facts.value?.classNames ?? []
        modelText.value = 'The network of the room Train, as it is now.'
        source.value = next
      })
    } else {
      const bytes = file && new Uint8Array(await file.arrayBuffer())
      const { classNames: names, parameters } = await ask('useModel', bytes, next === 'served' ? servedModel : shippedModel)
      const what = { shipped: 'Ships with the studio', served: host.value.model ?? '', file: file?.name ?? '' }[next]
      batch(() => {
        classNames.value = names
        modelText.value = `${what}: ${parameters.toLocaleString('en')} parameters.`
        source.value = next
      })
    }
    await classify()
  } catch (error) {
    problem.value = error instanceof Error ? error.message : String(error)
  }
}

/** The model that one starts with: the one that the studio was opened with, else the one that ships with it. */
export async function start(): Promise<void> {
  if (source.value === 'trained') return classify()
  if (source.value !== undefined) return
  await hostKnown
  await useModel(host.value.model === null ? 'shipped' : 'served')
}
