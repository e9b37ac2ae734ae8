// What the host has: `argmax studio` serves MNIST and a model; a static host has neither.

import { signal } from '@preact/signals'
import type { Places } from '../training/protocol.ts'

/** What studio.json says. */
export interface HostFacts {
  readonly mnist: boolean
  readonly fashionMnist: boolean
  /** The name of the model that the studio was opened with. */
  readonly model: string | null
}

const NOTHING: HostFacts = { mnist: false, fashionMnist: false, model: null }

const address = (path: string): string => new URL(path, document.baseURI).href

/** Where data is fetched. */
export const places: Places = { mnist: address('mnist'), fashionMnist: address('fashion-mnist') }
export const shippedModel: string = address('data/digits.safetensors')
export const servedModel: string = address('model.safetensors')

/** The four files of a set like MNIST, by their addresses. */
export function idxFilesOf(data: string): string[] {
  const folder = data === 'mnist' ? places.mnist : data === 'fashion-mnist' ? places.fashionMnist : undefined
  const names = ['train-images-idx3-ubyte', 'train-labels-idx1-ubyte', 't10k-images-idx3-ubyte', 't10k-labels-idx1-ubyte']
  return folder === undefined ? [] : names.map((name) => `${folder}/${name}`)
}

export const host = signal<HostFacts>(NOTHING)
/** Resolves when `host` is known. */
export const hostKnown: Promise<void> = fetch(address('studio.json'))
  .then((response) => (response.ok ? response.json() : NOTHING))
  .then(
    (facts: Partial<HostFacts>) => {
      const { mnist = false, fashionMnist = false, model = null } = facts
      host.value = { mnist: mnist === true, fashionMnist: fashionMnist === true, model: typeof model === 'string' ? model : null }
    },
    () => undefined,
  )
