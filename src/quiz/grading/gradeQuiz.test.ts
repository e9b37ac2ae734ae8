import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { presentItem, presentQuiz } from '../attempt/presentItem.ts'
import type { Answer, Answers, Item, Quiz } from '../format/types.ts'
import { gradeQuiz, judge, rightAnswer } from './gradeQuiz.ts'
import { decimal, fraction } from './rational.ts'

const quizOf = (items: readonly Item[], more: Partial<Quiz> = {}): Quiz => ({
  format: 'argmax-quiz/1',
  id: 'test',
  title: 'Test',
  items,
  ...more,
})
const single = (id: string, points = 1): Item => ({
  id,
  kind: 'single',
  points,
  text: id,
  choices: [{ text: 'yes', right: true }, { text: 'no', feedback: 'wrong' }, { text: 'maybe' }],
})
const numeric: Item = {
  id: 'n',
  kind: 'numeric',
  text: 'n',
  answer: 0.69,
  tolerance: 0.01,
  mistakes: [{ value: 0.31, feedback: 'that is 1 - a' }],
}
const order: Item = { id: 'o', kind: 'order', text: 'o', entries: [{ text: 'one' }, { text: 'two' }, { text: 'three' }] }

/** Any multiple item: which of its choices are right. */
const rights = fc.array(fc.boolean(), { minLength: 2, maxLength: 8 }).filter((list) => list.includes(true))
const multiple = (marks: readonly boolean[], points = 1): Item => ({
  id: 'm',
  kind: 'multiple',
  points,
  text: 'm',
  choices: marks.map((right, i) => ({ text: `choice ${i}`, ...(right ? { right } : {}) })),
})
const letter = (i: number): string => String.fromCharCode(97 + i)

describe('gradeQuiz', () => {
  const three = quizOf([single('a'), single('b'), single('c')], { passMark: 80 })

  it('does not pass two of three at 80 %, and passes three', () => {
    const two = gradeQuiz(three, { a: 'a', b: 'a', c: 'b' })
    expect(two).toMatchObject({ score: 2, maxScore: 3, percent: 67, passed: false, passMark: 80 })
    expect(two.items[2]).toMatchObject({
      id: 'c',
      score: 0,
      right: false,
      answered: true,
      rightAnswer: 'a',
      feedback: [{ choice: 'b', text: 'wrong' }],
    })
    expect(gradeQuiz(three, { a: 'a', b: 'a', c: 'a' })).toMatchObject({ score: 3, percent: 100, passed: true })
    expect(gradeQuiz(three, {})).toMatchObject({ score: 0, percent: 0, passed: false })
  })

  it('has no pass or fail without a mark', () => {
    expect(gradeQuiz(quizOf([single('a')]), { a: 'a' })).toMatchObject({ percent: 100, passed: null, passMark: null })
  })

  it('gives every subset of a multiple item (right - wrong) / right of its points, at least 0', () => {
    fc.assert(
      fc.property(rights, fc.integer({ min: 1, max: 20 }), (marks, points) => {
        const quiz = quizOf([multiple(marks, points)])
        const count = marks.filter(Boolean).length
        for (let subset = 0; subset < 2 ** marks.length; subset++) {
          const taken = marks.flatMap((_, i) => ((subset >> i) & 1 ? [i] : []))
          const hits = taken.filter((i) => marks[i]).length
          const expected = Math.max(0, hits - (taken.length - hits)) / count
          const { score, items } = gradeQuiz(quiz, { m: taken.map(letter) })
          expect(score).toBeCloseTo(expected * points, 10)
          expect(items[0]?.right).toBe(expected === 1)
        }
      }),
      { numRuns: 30, seed: 1 },
    )
  })

  it('gives the same score whatever the order of choices and items, the seed, and the order in which ids are given', () => {
    const quiz = quizOf([single('a', 2), multiple([true, true, false, true], 3), numeric, order], {
      passMark: 50,
      shuffle: { items: true },
    })
    const answer = fc.record({
      a: fc.constantFrom('a', 'b', 'c'),
      m: fc.shuffledSubarray(['a', 'b', 'c', 'd']),
      n: fc.constantFrom(0.69, '0.7', '0,69', '0.5'),
      o: fc.constantFrom(['a', 'b', 'c'], ['b', 'a', 'c']),
    })
    fc.assert(
      fc.property(answer, fc.nat(), fc.nat(), (answers, seed, other) => {
        const summary = (s: number, shuffle: NonNullable<Quiz['shuffle']>): unknown => {
          const { score, percent, passed, items } = gradeQuiz({ ...quiz, shuffle }, { ...answers, m: [...answers.m].reverse() }, s)
          return { score, percent, passed, items: Object.fromEntries(items.map((item) => [item.id, item.score])) }
        }
        expect(summary(seed, { items: true })).toEqual(summary(other, { items: false, choices: false }))
      }),
      { seed: 1 },
    )
  })

  it('gives all points for the right answers of any seed, and what is shown is what is graded', () => {
    const quiz = quizOf([
      {
        id: 'x',
        kind: 'numeric',
        text: '{{p}}',
        numbers: { p: { from: 0.1, to: 0.9, step: 0.1 } },
        answer: '-log(p)',
        tolerance: 0.001,
      },
      {
        id: 'y',
        kind: 'single',
        text: 't',
        numbers: { k: { from: 1, to: 9 } },
        choices: [{ text: '{{k}}', right: true }, { text: '{{k + 1}}' }],
      },
      order,
    ])
    fc.assert(
      fc.property(fc.nat(), (seed) => {
        const answers: Record<string, Answer> = {}
        for (const item of presentQuiz(quiz, seed)) answers[item.id] = rightAnswer(item)
        expect(gradeQuiz(quiz, answers, seed)).toMatchObject({ score: 3, percent: 100 })
      }),
      { seed: 1 },
    )
  })

  it('counts what it can not read as not answered, and says so', () => {
    const quiz = quizOf([single('a'), numeric, order, multiple([true, false])])
    const answers: Answers = { a: 'z', n: '1,234', o: ['a', 'b'], m: 'q' }
    const { items, score } = gradeQuiz(quiz, answers)
    expect(score).toBe(0)
    for (const item of items) expect(item).toMatchObject({ answered: false, problem: expect.any(String) })
    expect(gradeQuiz(quiz, { a: ['a', 'b'], n: ['1'], o: 'a', m: [] }).items.map(({ answered }) => answered)).toEqual([
      false,
      false,
      false,
      false,
    ])
  })

  it('does not take an inherited property for an answer', () => {
    expect(gradeQuiz(quizOf([{ ...single('a'), id: 'constructor' }]), {}).items[0]).toMatchObject({ answered: false, score: 0 })
  })

  it('takes decimals at the edge of a tolerance as who wrote it meant', () => {
    const near = (answer: Answer): boolean => gradeQuiz(quizOf([numeric]), { n: answer }).score === 1
    for (const good of [0.69, 0.7, 0.68, '0.70', '.68', '0,7', '6.9e-1']) expect(near(good), String(good)).toBe(true)
    for (const bad of [0.7001, 0.6799, -0.69, 69, '69 %']) expect(near(bad), String(bad)).toBe(false)
    expect(gradeQuiz(quizOf([numeric]), { n: 0.31 }).items[0]?.feedback).toEqual([{ text: 'that is 1 - a' }])
  })

  it('adds points exactly: ten times 0.1 of 1 passes at 100 %', () => {
    const quiz = quizOf(
      Array.from({ length: 10 }, (_, i) => single(`i${i}`, 0.1)),
      { passMark: 100 },
    )
    const answers = Object.fromEntries(quiz.items.map(({ id }) => [id, 'a']))
    expect(gradeQuiz(quiz, answers)).toMatchObject({ score: 1, maxScore: 1, percent: 100, passed: true })
  })
})

describe('judge', () => {
  const score = fc
    .tuple(fc.integer({ min: 0, max: 3000 }), fc.integer({ min: 1, max: 3000 }))
    .map(([a, b]) => [Math.min(a, b), b] as const)
  const mark = fc.oneof(
    fc.integer({ min: 0, max: 100 }),
    fc.integer({ min: 0, max: 1000 }).map((tenth) => tenth / 10),
  )

  it('compares exactly, and shows no percent that says otherwise', () => {
    fc.assert(
      fc.property(score, mark, ([points, most], passMark) => {
        const { percent, passed } = judge(fraction(points, 1), fraction(most, 1), passMark)
        // In whole numbers: points / most >= mark / 100, as ten times each.
        expect(passed).toBe(points * 1000 >= Math.round(passMark * 10) * most)
        expect(percent >= passMark).toBe(passed)
        expect(Math.abs(percent - (100 * points) / most)).toBeLessThanOrEqual(1)
        expect(Number.isInteger(percent) && percent >= 0 && percent <= 100).toBe(true)
        if (percent === 100 && passMark <= 99) expect(points).toBe(most)
      }),
      { numRuns: 5000, seed: 1 },
    )
  })

  it.each([
    [796, 1000, 80, 79, false],
    [7999, 10000, 80, 79, false],
    [8000, 10000, 80, 80, true],
    [2, 3, 66.7, 66, false],
    [2, 3, 66.6, 67, true],
    [999, 1000, 80, 99, true],
  ])('%s of %s at %s %% is %s %%', (points, most, passMark, percent, passed) => {
    expect(judge(fraction(points, 1), fraction(most, 1), passMark)).toEqual({ percent, passed })
  })

  it('reads marks and points as the decimals that they are', () => {
    expect(decimal(0.1)).toEqual({ numerator: 1n, denominator: 10n })
    expect(decimal(1e-7)).toEqual({ numerator: 1n, denominator: 10n ** 7n })
    expect(decimal(2.5e21).numerator).toBe(25n * 10n ** 20n)
    expect(judge(decimal(0.3), decimal(0.1 + 0.2), 100).passed).toBe(false) // 0.30000000000000004
  })
})

describe('presentItem', () => {
  it('draws the same for the same seed, and other numbers for other seeds', () => {
    const item: Item = { id: 'x', kind: 'numeric', text: '{{k}}', numbers: { k: { from: 0, to: 1_000_000 - 1 } }, answer: 'k' }
    const texts = Array.from({ length: 20 }, (_, seed) => presentItem({ id: 'q' }, item, seed).text)
    expect(new Set(texts).size).toBeGreaterThan(18)
    expect(presentItem({ id: 'q' }, item, 7)).toEqual(presentItem({ id: 'q' }, item, 7))
  })

  it('shows every order of choices sooner or later, and never entries in the right order', () => {
    const first = (seed: number): string | undefined => {
      const shown = presentItem({ id: 'q' }, single('a'), seed)
      return shown.kind === 'single' ? shown.choices[0]?.id : undefined
    }
    expect(new Set(Array.from({ length: 50 }, (_, seed) => first(seed)))).toEqual(new Set(['a', 'b', 'c']))
    for (let seed = 0; seed < 50; seed++) {
      const shown = presentItem({ id: 'q' }, order, seed)
      expect(shown.kind === 'order' && shown.entries.map(({ id }) => id)).not.toEqual(['a', 'b', 'c'])
    }
  })
})
