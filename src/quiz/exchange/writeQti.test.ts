import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { validateXML } from 'xmllint-wasm'
import { readQuiz } from '../format/readQuiz.ts'
import type { Item, Quiz } from '../format/types.ts'
import { writeQti } from './writeQti.ts'

const quizOf = (items: readonly Item[], more: Partial<Quiz> = {}): Quiz => ({
  format: 'argmax-quiz/1',
  id: 'test',
  title: 'A <test> & "more"',
  items,
  ...more,
})
const shipped = (name: string): Quiz =>
  readQuiz(readFileSync(new URL(`../../../quizzes/${name}.yaml`, import.meta.url), 'utf8'), name)

async function expectWellFormed(files: ReadonlyMap<string, string>): Promise<void> {
  const xml = Array.from(files, ([fileName, contents]) => ({ fileName: fileName.replace('/', '-'), contents }))
  const { valid, errors } = await validateXML({ xml, schema: [{ fileName: 'any.xsd', contents: ANY }] })
  expect(errors.map(({ message }) => message)).toEqual([])
  expect(valid).toBe(true)
}

/** A schema that takes any element: what is left is that the text is XML. */
const ANY = `<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" targetNamespace="http://www.imsglobal.org/xsd/imsqtiasi_v3p0">
${['qti-assessment-item', 'qti-assessment-test']
  .map(
    (name) =>
      `<xs:element name="${name}"><xs:complexType mixed="true"><xs:sequence><xs:any minOccurs="0" maxOccurs="unbounded" processContents="skip"/></xs:sequence><xs:anyAttribute processContents="skip"/></xs:complexType></xs:element>`,
  )
  .join('')}</xs:schema>`

/** Without the manifest, whose namespace is another. */
const content = (files: ReadonlyMap<string, string>): ReadonlyMap<string, string> =>
  new Map([...files].filter(([name]) => name !== 'imsmanifest.xml'))

describe('writeQti', () => {
  it.each(['multiclass-classification', 'multiclass-practice'])('writes all items of %s as XML', async (name) => {
    const quiz = shipped(name)
    const { output } = writeQti(quiz, { seed: 1 })
    expect([...output.keys()]).toEqual(['imsmanifest.xml', 'test.xml', ...quiz.items.map(({ id }) => `items/${id}.xml`)])
    await expectWellFormed(content(output))
  })

  it('stays XML whatever texts hold', async () => {
    const nasty =
      '</p> <script>x</script> & ]]> <!-- \u0000 \u001b[31m "quoted" [a](javascript:x) `<b>` $a < b$ $$x$$ ![i](http://x.y/z)'
    const items: Item[] = [
      {
        id: 'a',
        kind: 'single',
        text: nasty,
        hint: nasty,
        feedback: nasty,
        choices: [{ text: nasty, right: true, feedback: nasty }, { text: 'b' }],
        stimulus: [
          { kind: 'listing', code: nasty },
          { kind: 'panel', title: nasty, lines: [nasty] },
        ],
      },
      { id: 'b', kind: 'numeric', text: nasty, answer: 1, unit: nasty, mistakes: [{ value: 2, feedback: nasty }] },
      { id: 'c', kind: 'order', text: nasty, entries: [{ text: nasty }, { text: 'b' }] },
    ]
    await expectWellFormed(
      content(writeQti(quizOf(items, { passMark: 80, timeLimit: 'PT1H', attempts: 3, draw: 2, shuffle: { items: true } })).output),
    )
  })

  it('scores as argmax does: counts and a quotient, an exact tolerance, a whole order', () => {
    const { output } = writeQti(
      quizOf(
        [
          {
            id: 'm',
            kind: 'multiple',
            points: 2,
            text: 'm',
            choices: [{ text: 'a', right: true }, { text: 'b', right: true }, { text: 'c', right: true }, { text: 'd' }],
          },
          { id: 'n', kind: 'numeric', text: 'n', answer: 0.69, tolerance: { relative: 0.5 } },
        ],
        { passMark: 80 },
      ),
    )
    const multiple = output.get('items/m.xml')
    expect(multiple).toContain('<qti-mapping lower-bound="0" default-value="0"><qti-map-entry map-key="a" mapped-value="1"/>')
    expect(multiple).toContain('<qti-map-entry map-key="d" mapped-value="-1"/>')
    expect(multiple).toContain(
      '<qti-divide><qti-product><qti-map-response identifier="RESPONSE"/><qti-base-value base-type="float">2</qti-base-value></qti-product><qti-base-value base-type="float">3</qti-base-value></qti-divide>',
    )
    expect(output.get('items/n.xml')).toContain('<qti-equal tolerance-mode="absolute" tolerance="0.345 0.345">')
    expect(output.get('test.xml')).toMatch(/<qti-gte>.*<qti-base-value base-type="float">80</)
    expect(output.get('test.xml')).toContain('title="A &lt;test&gt; &amp; &quot;more&quot;"')
  })

  it('refuses fresh numbers by item, unless a seed fixes them', () => {
    const quiz = quizOf([{ id: 'x', kind: 'numeric', text: '{{k}}', numbers: { k: { from: 1, to: 9 } }, answer: 'k' }])
    expect(() => writeQti(quiz)).toThrow(/item x: it draws fresh numbers/)
    expect(writeQti(quiz, { seed: 1 }).output.get('items/x.xml')).toMatch(/<p>\d<\/p>/)
  })
})
