// The lock files, the package's and that of the benchmarks, install anywhere: they name no registry, and list the programs of every
// platform, not only of the one they were made on. (npm leaves those out that it could not fetch, and `npm ci` then refuses the file.)

import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'

interface Entry {
  readonly version?: string
  readonly resolved?: string
  readonly optionalDependencies?: Readonly<Record<string, string>>
}

describe.each(['package-lock.json', 'bench/package-lock.json', 'studio/package-lock.json'])('%s', (path) => {
  const lock = JSON.parse(readFileSync(new URL(`../${path}`, import.meta.url), 'utf8')) as { packages: Record<string, Entry> }
  const entries = Object.entries(lock.packages)

  test('names no registry', () => {
    expect(entries.filter(([, { resolved }]) => resolved !== undefined)).toEqual([])
  })

  test('lists every optional dependency, such as the program for another platform', () => {
    const missing = entries.flatMap(([path, { optionalDependencies = {} }]) =>
      Object.keys(optionalDependencies).filter(
        (name) => !lock.packages[`${path}/node_modules/${name}`] && !lock.packages[`node_modules/${name}`],
      ),
    )
    expect(missing).toEqual([])
  })
})
