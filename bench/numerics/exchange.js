// What a program that measures one library reads and writes: the rows, in groups of one number of classes each, and what the library
// makes of them. Numbers travel as base64 of their little-endian bytes, so none is ever printed and parsed.

import { readFileSync, writeFileSync } from 'node:fs'
import process from 'node:process'

const bytesOf = (text) => new Uint8Array(Buffer.from(text, 'base64')).buffer

/**
 * Runs a library's paths over the rows in the file named by the first argument and writes the results to the second.
 *
 * @param {{ library: string, versions: Record<string, string>, paths: Record<string, Path> }} measured where a Path has
 *   `loss(logits, labels, classes)` and perhaps `softmax(logits, classes)` and `gradient(logits, labels, classes)` (of the sum
 *   of the rows' losses), each giving or promising a Float32Array; `clips: true` where it clips probabilities or logits
 */
export async function measure({ library, versions, paths }) {
  const [input, output] = process.argv.slice(2)
  const { groups } = JSON.parse(readFileSync(input, 'utf8'))
  const results = []
  for (const [name, { clips = false, softmax, loss, gradient }] of Object.entries(paths)) {
    const result = { name, clips }
    for (const [kind, compute] of Object.entries({ softmax, loss, gradient })) {
      if (compute === undefined) continue
      result[kind] = []
      for (const { classes, logits, labels } of groups) {
        const x = new Float32Array(bytesOf(logits))
        const y = new Int32Array(bytesOf(labels))
        const values = await (kind === 'softmax' ? compute(x, classes) : compute(x, y, classes))
        if (!(values instanceof Float32Array)) throw new Error(`${name}: ${kind} is not float32`)
        result[kind].push(Buffer.from(values.buffer, values.byteOffset, values.byteLength).toString('base64'))
      }
    }
    results.push(result)
  }
  writeFileSync(output, JSON.stringify({ library, versions, paths: results }))
}

/** The version of an installed package. Read as a file: a package need not export its package.json. */
export function versionOf(name) {
  return JSON.parse(readFileSync(new URL(`../node_modules/${name}/package.json`, import.meta.url), 'utf8')).version
}
