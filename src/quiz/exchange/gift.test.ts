import fc from 'fast-check'
import { parse } from 'gift-pegjs'
import { describe, expect, it } from 'vitest'
import { FormatError } from '../../errors.ts'
import type { Item, Quiz } from '../format/types.ts'
import { type GiftParser, readGift } from './readGift.ts'
import { writeGift } from './writeGift.ts'

const parser = parse as unknown as GiftParser
const quizOf = (items: readonly Item[]): Quiz => ({ format: 'argmax-quiz/1', id: 'test', title: 'A test', items })
const readBack = (quiz: Quiz): Quiz => readGift(writeGift(quiz).output, parser).quiz

/** A text with all that GIFT, Markdown and TeX find special; no white space at its ends, which GIFT drops. */
const bits = [
  'a',
  'b',
  '~',
  '=',
  '#',
  '{',
  '}',
  ':',
  '\\',
  '$x_1$',
  '*',
  '`',
  '%50%',
  '//',
  '\n\n',
  ' ',
  '[markdown]',
  '::',
  '####',
  '"',
  '<b>',
  'ä',
  '∑',
]
const text = fc.array(fc.constantFrom(...bits), { minLength: 1, maxLength: 12 }).map((parts) => `x${parts.join('')}y`)
const id = fc.stringMatching(/^[a-z][a-z0-9-]{0,10}[a-z]$/)
const feedback = fc.option(text, { nil: undefined }).map((said) => (said === undefined ? {} : { feedback: said }))
const choices = fc.uniqueArray(text, {
  minLength: 2,
  maxLength: 6,
  selector: (said) => said.trim().replaceAll(/\s+/g, ' ').toLowerCase(),
})

const item: fc.Arbitrary<Item> = fc
  .record({
    id,
    text,
    choices,
    right: fc.nat(),
    wrong: feedback,
    always: feedback,
    kind: fc.nat(2),
    marks: fc.array(fc.boolean(), { minLength: 6, maxLength: 6 }),
    answer: fc.double({ min: -1e6, max: 1e6, noNaN: true }),
    tolerance: fc.constantFrom(0.5, 0.001, 2),
  })
  .map((made): Item => {
    const base = { id: made.id, text: made.text, ...made.always }
    if (made.kind === 2) return { ...base, kind: 'numeric', answer: Number(made.answer.toFixed(6)) + 0, tolerance: made.tolerance }
    const right = made.right % made.choices.length
    const isRight = (i: number): boolean => (made.kind === 0 ? i === right : i === right || made.marks[i] === true)
    const list = made.choices.map((said, i) => ({ text: said, ...(isRight(i) ? { right: true } : made.wrong) }))
    // One right choice and no wrong one in a multiple item would weigh 100 % alone, which GIFT says of single items.
    const several = list.filter((_, i) => isRight(i)).length > 1
    return { ...base, kind: made.kind === 1 && several ? 'multiple' : 'single', choices: list } as Item
  })
  .filter((made) => made.kind !== 'single' || made.choices.filter(({ right }) => right).length === 1)

describe('GIFT', () => {
  it('reads single, multiple and fixed numeric items back equal', () => {
    fc.assert(
      fc.property(fc.uniqueArray(item, { minLength: 1, maxLength: 4, selector: (made) => made.id }), (items) => {
        expect(readBack(quizOf(items))).toEqual(quizOf(items))
      }),
      { numRuns: 300, seed: 1 },
    )
  })

  it('keeps what is said of wrong numbers', () => {
    const items: Item[] = [
      { id: 'n', kind: 'numeric', text: 'n', answer: 20175, tolerance: 0.5, mistakes: [{ value: 20125, feedback: 'biases: 50' }] },
    ]
    expect(readBack(quizOf(items))).toEqual(quizOf(items))
  })

  it.each<[string, Partial<Item>, RegExp]>([
    ['hints', { hint: 'h' }, /item x: GIFT has no hints/],
    ['points', { points: 2 }, /item x: GIFT has no points/],
    ['stimuli', { stimulus: [{ kind: 'listing', code: 'x' }] }, /item x: GIFT has no stimulus/],
    ['fresh numbers', { numbers: { k: { from: 1, to: 2 } } }, /item x: it draws fresh numbers.*Give a seed/],
    [
      'order',
      { kind: 'order', entries: [{ text: 'a' }, { text: 'b' }] } as Partial<Item>,
      /item x: GIFT has no questions of order/,
    ],
  ])('refuses %s by item, or leaves the item out and says so', (_, more, message) => {
    const fixed: Item = { id: 'y', kind: 'numeric', text: 't', answer: 1 }
    const quiz = quizOf([{ id: 'x', kind: 'numeric', text: 't', answer: 1, ...more } as Item, fixed])
    expect(() => writeGift(quiz)).toThrow(message)
    const { output, skipped } = writeGift(quiz, { skip: true })
    expect(skipped.map(({ id: left }) => left)).toEqual(['x'])
    expect(readGift(output, parser).quiz.items).toEqual([fixed])
  })

  it('writes fresh numbers as a seed draws them', () => {
    const drawn: Item = { id: 'x', kind: 'numeric', text: 'Twice {{k}}?', numbers: { k: { from: 1, to: 1000 } }, answer: '2 * k' }
    const [fixed] = readGift(writeGift(quizOf([drawn]), { seed: 5 }).output, parser).quiz.items
    const k = Number(/\d+/.exec(fixed?.text ?? '')?.[0])
    expect(fixed).toEqual({ id: 'x', kind: 'numeric', text: `Twice ${k}?`, answer: 2 * k })
  })

  it('reads what Moodle writes', () => {
    const { quiz, skipped } = readGift(
      `$CATEGORY: a/b

::First question::What is 2 + 2? { =4#Good. ~3#Too few. ~5 #### Count. }

::Two::[html]<b>Which</b>? { ~%50%a ~%50%b ~%-50%c }

True or not? {T#wrong#right}

::Range::How many? {#1..3}
`,
      parser,
    )
    expect(skipped).toEqual([])
    expect(quiz.items).toEqual([
      {
        id: 'First-question',
        kind: 'single',
        text: 'What is 2 + 2?',
        feedback: 'Count.',
        choices: [{ text: '4', right: true, feedback: 'Good.' }, { text: '3', feedback: 'Too few.' }, { text: '5' }],
      },
      {
        id: 'Two',
        kind: 'multiple',
        text: '<b>Which</b>?',
        choices: [{ text: 'a', right: true }, { text: 'b', right: true }, { text: 'c' }],
      },
      {
        id: 'item-4',
        kind: 'single',
        text: 'True or not?',
        choices: [
          { text: 'True', right: true, feedback: 'right' },
          { text: 'False', feedback: 'wrong' },
        ],
      },
      { id: 'Range', kind: 'numeric', text: 'How many?', answer: 2, tolerance: 1 },
    ])
  })

  it.each([
    ['::q:: Essay {}', /question q: questions of the type Essay/],
    ['::q:: Short {=a =b}', /type Short/],
    ['::q:: Odd {~%30%a ~%70%b ~c}', /question q: its weights are not/],
    ['::q:: Open {', /Line 1|no GIFT/],
    ['', /no GIFT|makes no quiz/],
    ['x'.repeat(1_100_000), /characters; at most/],
  ])('refuses %j', (gift, message) => {
    expect(() => readGift(gift, parser)).toThrow(message)
    expect(() => readGift(gift, parser)).toThrow(FormatError)
  })
})
