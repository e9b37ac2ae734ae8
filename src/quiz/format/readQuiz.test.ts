import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { FormatError } from '../../errors.ts'
import { durationMilliseconds, durationText } from './duration.ts'
import { readAnswers } from './readAnswers.ts'
import { inspectQuiz, problemText, readQuiz } from './readQuiz.ts'

const GOOD = `format: argmax-quiz/1
id: test
title: Test
items:
  - id: first
    kind: single
    text: What?
    choices:
      - text: This
        right: true
      - text: That
  - id: second
    kind: numeric
    numbers:
      p: { from: 0.1, to: 0.9, step: 0.1 }
    text: "{{p}}"
    answer: -log(p)
    tolerance: 0.01
`

/** The problems of the good quiz with some text replaced. */
function problemsAfter(from: string, to: string): string[] {
  expect(GOOD).toContain(from)
  return inspectQuiz(GOOD.replace(from, to), 'q.yaml').problems.map((problem) => problemText(problem, 'q.yaml'))
}

describe('readQuiz', () => {
  it('reads a quiz, as YAML and as JSON', () => {
    const quiz = readQuiz(GOOD)
    expect(quiz.items.map(({ id }) => id)).toEqual(['first', 'second'])
    expect(readQuiz(JSON.stringify(quiz))).toEqual(quiz)
  })

  it.each([
    ['title: Test', 'titel: Test', 'q.yaml:1:1: "title" is missing.'],
    ['title: Test', 'titel: Test', 'q.yaml:1:1: "titel" is no property here. Did you mean "title"?'],
    ['argmax-quiz/1', 'argmax-quiz/2', 'q.yaml:1:1: format must be "argmax-quiz/1"; received "argmax-quiz/2".'],
    [
      'kind: single',
      'kind: singel',
      'q.yaml:6:5: item first: kind must be one of single, multiple, numeric, order; received "singel".',
    ],
    ['    kind: single\n', '', 'q.yaml:5:5: item first: "kind" is missing.'],
    ['text: What?', 'text: 5', 'q.yaml:7:5: item first: text must be string; received 5.'],
    ['id: first', 'id: 1st', /q\.yaml:5:5: item 1st: id must be a name of letters.*received "1st"/],
    [
      '    choices:\n      - text: This\n        right: true\n      - text: That\n',
      '',
      'q.yaml:5:5: item first: "choices" is missing.',
    ],
    ['      - text: That\n', '', 'q.yaml:8:5: item first: choices must have at least 2 entries; received [an Object].'],
    ['        right: true\n', '', 'q.yaml:8:5: item first: no choice is right. Mark it with right: true.'],
    ['- text: That', '- text: That\n        right: true', /item first: 2 choices are right.*kind: multiple/],
    ['- text: That', '- text: "this "', /q\.yaml:11:9: item first: the choice "this" is there twice/],
    ['- text: That', '- text: That\n        id: a', /q\.yaml:11:9: item first: the id "a" is there twice/],
    ['id: second', 'id: first', /q\.yaml:12:5: item first: the item id "first" is there twice/],
    ['answer: -log(p)', 'answer: -log(q)', /q\.yaml:12:5: item second: .*no value "q"; known are p/],
    ['answer: -log(p)', 'answer: -log(p', /q\.yaml:17:5: item second: .*expected "\)" at character 7/],
    ['answer: -log(p)', 'answer: log(-p)', /not finite.*With seed 1/],
    ['    tolerance: 0.01\n', '', /no whole number: say with tolerance/],
    ['tolerance: 0.01', 'tolerance: { relativ: 0.1 }', /"relativ" is no property here\. Did you mean "relative"\?/],
    ['tolerance: 0.01', 'tolerance: [1]', /tolerance has none of the allowed forms; received \[1\]/],
    ['to: 0.9', 'to: 0', /q\.yaml:15:7: item second: The range from 0\.1 to 0 by 0\.1 has no number/],
    ['{ from: 0.1, to: 0.9, step: 0.1 }', '{ from: 0.1 }', 'q.yaml:15:7: item second: "to" is missing.'],
    ['"{{p}}"', '"{{p}} {{r}}"', /no value "r"/],
    ['text: What?', 'text: "What {{p}}?"', /shown as it stands/],
    ['text: What?', 'text: "[What](studio:nowhere)?"', /the link studio:nowhere leads to no figure/],
    ['title: Test', 'title: Test\ntimeLimit: 30', /timeLimit must be string/],
    ['title: Test', 'title: Test\ntimeLimit: 30 minutes', /timeLimit must be an ISO 8601 duration, such as PT30M/],
    ['title: Test', 'title: Test\ntimeLimit: PT0S', /more than 0 seconds/],
    ['title: Test', 'title: Test\npassMark: 120', /passMark must be 100 or less; received 120/],
    ['title: Test', 'title: Test\ndraw: 3', /can't draw 3 of 2 items/],
    ['tolerance: 0.01', 'tolerance: 0.01\n    where: p > 2', /No drawn numbers meet the condition/],
  ])('%j as %j is a problem', (from, to, message) => {
    const problems = problemsAfter(from, to)
    if (typeof message === 'string') expect(problems).toContain(message)
    else expect(problems.join('\n')).toMatch(message)
  })

  it('finds choices that become the same with some numbers', () => {
    const text = GOOD.replace('    text: What?\n', '    text: What?\n    numbers: { k: { from: 1, to: 20 } }\n')
    const { problems } = inspectQuiz(text.replace('- text: This', '- text: "{{k}}"').replace('- text: That', '- text: "7"'))
    expect(problems[0]?.message).toMatch(/"7" is there twice.*With seed \d+/)
  })

  it('throws all problems together, and no more than twenty lines', () => {
    const items = Array.from({ length: 40 }, (_, i) => `  - id: item-${i}\n    kind: single\n    text: x\n`).join('')
    const bad = `format: argmax-quiz/1\nid: a\ntitle: b\nitems:\n${items}`
    expect(() => readQuiz(bad, 'q.yaml')).toThrow(FormatError)
    try {
      readQuiz(bad, 'q.yaml')
    } catch (error) {
      expect((error as Error).message.split('\n')).toHaveLength(21)
      expect((error as Error).message).toMatch(/and 20 more\.$/)
    }
  })

  it.each(['', 'x', '[]', '5', 'null', '{}', 'items: 5', 'items: [5]', 'items: [[]]', 'items: {a: 1}', '"\\u0000"'])(
    'refuses %j',
    (text) => {
      expect(() => readQuiz(text)).toThrow(FormatError)
    },
  )
})

describe('validators', () => {
  it.each(['Quiz', 'Answers', 'History'])('validate%s is plain code: nothing in it makes code', (name) => {
    const source = readFileSync(new URL(`validate${name}.generated.ts`, import.meta.url), 'utf8')
    expect(source).not.toMatch(/new\s+Function|\bFunction\s*\(|\beval\s*\(|import\s*\(/)
  })
})

describe('readAnswers', () => {
  const file = { format: 'argmax-answers/1', quiz: 'test', seed: 3, answers: { a: 'b', c: ['d'], e: 2, f: null } }

  it('reads answers', () => {
    expect(readAnswers(JSON.stringify(file), 'test')).toEqual(file)
  })

  it.each([
    ['{', /no JSON/],
    ['{"format":"argmax-answers/1"}', /"quiz" is missing/],
    [JSON.stringify({ ...file, quiz: 'other' }), /answers the quiz "other", not "test"/],
    [JSON.stringify({ ...file, seed: -1 }), /seed must be 0 or more/],
    [JSON.stringify({ ...file, answers: { a: { b: 1 } } }), /at \/answers\/a: .*none of the allowed forms/],
    [JSON.stringify({ ...file, answers: { a: ['x', 'x'] } }), /twice/],
    [JSON.stringify({ ...file, more: 1 }), /"more" is no property/],
  ])('refuses %s', (text, message) => {
    expect(() => readAnswers(text, 'test')).toThrow(message)
  })
})

describe('durations', () => {
  it.each([
    ['PT30M', 1_800_000, '30 min'],
    ['PT1H30M', 5_400_000, '1 h 30 min'],
    ['PT90S', 90_000, '1 min 30 s'],
    ['P1DT1H', 90_000_000, '25 h'],
  ])('%s is %s ms', (text, milliseconds, shown) => {
    expect(durationMilliseconds(text)).toBe(milliseconds)
    expect(durationText(milliseconds)).toBe(shown)
  })

  it.each(['', 'P', 'PT', '30M', 'PT30', 'PT-5M', 'P1M', 'PT1.5H', 'PT0S'])('refuses %j', (text) => {
    expect(() => durationMilliseconds(text)).toThrow(FormatError)
  })
})
