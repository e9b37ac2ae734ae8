// What others made and the built app holds, with their licences: licences.txt beside the page.

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const MODULES = fileURLToPath(new URL('../node_modules/', import.meta.url))
const ARGMAX_MODULES = fileURLToPath(new URL('../../node_modules/', import.meta.url))
/** A package and all that it brings along; types and what is left out of builds for use are no part of the app. */
function withDependencies(name, known = new Set()) {
  if (known.has(name) || name.startsWith('@types/') || name === 'debug') return known
  known.add(name)
  const { dependencies = {} } = JSON.parse(readFileSync(join(ARGMAX_MODULES, name, 'package.json'), 'utf8'))
  for (const other of Object.keys(dependencies)) withDependencies(other, known)
  return known
}

const PACKAGES = [
  ...['preact', '@preact/signals', '@preact/signals-core', 'uplot', 'temml', '@fontsource/stix-two-math'].map((name) =>
    join(MODULES, name),
  ),
  ...['papaparse', 'yaml', ...withDependencies('micromark')].map((name) => join(ARGMAX_MODULES, name)),
]

function licenceOf(folder) {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry))
  if (file === undefined) throw new Error(`${name} has no file of its licence in ${folder}.`)
  return `${name} ${version}, ${license}\n\n${readFileSync(join(folder, file), 'utf8').trim()}\n`
}

/** Emits the file. */
export function licences() {
  return {
    name: 'argmax-licences',
    apply: 'build',
    generateBundle() {
      const source = PACKAGES.map(licenceOf).join(`\n${'-'.repeat(80)}\n\n`)
      this.emitFile({ type: 'asset', fileName: 'licences.txt', source })
    },
  }
}
