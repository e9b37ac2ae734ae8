// argmax quiz, from outside: taking a quiz, leaving and going on, its clock, and the commands for authors and teachers.

import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { gradeQuiz, presentQuiz, readQuiz } from '../src/quiz/index.ts'
import { argmax, type Finished, removeTemporaryFolders, temporaryFolder } from './support/cli.ts'

let cwd: string
const quiz = (args: readonly string[], input = ''): Promise<Finished> => argmax(['quiz', ...args], { cwd, input })
const graded = readQuiz(readFileSync(new URL('../quizzes/multiclass-classification.yaml', import.meta.url), 'utf8'))

/** The letters of the right choices, or of others, as the attempt of a seed shows them. */
function letters(seed: number, right: boolean): string[] {
  return presentQuiz(graded, seed).map((item) => {
    const at = item.kind === 'single' ? item.choices.findIndex((choice) => choice.right === right) : -1
    return String.fromCharCode(97 + at)
  })
}
const SHORT = `format: argmax-quiz/1
id: short
title: Short
passMark: 80
timeLimit: PT1S
items:
  - id: one
    kind: numeric
    text: One and one?
    answer: 2
  - id: two
    kind: numeric
    text: Two and two?
    answer: 4
`

beforeEach(() => {
  cwd = temporaryFolder()
})
afterAll(removeTemporaryFolders)

describe('argmax quiz run', () => {
  it('passes who answers all three, with exit code 0 and the feedback of each', async () => {
    const { code, stdout } = await quiz(['run', '--seed', '5'], `${letters(5, true).join('\n')}\n\n`)
    expect(code).toBe(0)
    expect(stdout).toMatch(/passed, 100 %/)
    expect(stdout).toMatch(/3 of 3 points/)
    expect(stdout).toMatch(/studio:softmax/)
    for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(120)
  })

  it('does not pass who misses one: exit code 5; the next attempt has another seed', async () => {
    const [first, second] = letters(1, true)
    const failed = await quiz(['run', '--json'], `${first}\n${second}\n${letters(1, false)[2]}\n\n`)
    expect(failed.code).toBe(5)
    expect(JSON.parse(failed.stdout)).toMatchObject({ score: 2, maxScore: 3, percent: 67, passed: false, seed: 1 })
    expect(failed.stderr).toMatch(/not yet, 67 %; 80 % needed/)
    const passed = await quiz(['run', '--json'], `${letters(2, true).join('\n')}\n\n`)
    expect(passed.code).toBe(0)
    expect(JSON.parse(passed.stdout)).toMatchObject({ seed: 2, passed: true })
    expect(passed.stderr).toMatch(/Attempts so far: 2; the best, number 2, had 100 %/)
  })

  it('keeps an attempt that is left, and goes on with it', async () => {
    const right = letters(1, true)
    const left = await quiz(['run'], `${right[0]}\n/quit\n`)
    expect(left.code).toBe(130)
    expect(left.stderr).toMatch(/kept in quiz-attempts\/multiclass-classification\.json.*npx argmax quiz run/)
    const ended = await quiz(['run'], `${right[1]}\n`) // the input ends
    expect(ended.code).toBe(130)
    const { code, stdout } = await quiz(['run'], `${right[2]}\n\n`)
    expect(code).toBe(0)
    expect(stdout).toMatch(/attempt 1, resumed/)
    expect(stdout).toMatch(/Question 3 of 3/)
    expect(stdout).not.toMatch(/Question 2 of 3/)
  })

  it('gives hints, says what can be typed, goes back, and takes an answer back to change it', async () => {
    const [first, second, third] = letters(1, true)
    const wrong = letters(1, false)[0]
    const typed = ['/hint', 'zz', '', wrong, '/back', first, '/more', '/pause', '', second, '/skip', '3', third, '']
    const { code, stdout } = await quiz(['run'], `${typed.join('\n')}\n`)
    expect(stdout).toMatch(/same denominator/)
    expect(stdout).toMatch(/Type letters from a to d/)
    expect(stdout).toMatch(/35:00 left; extended 1 of 10 times|34:5\d left; extended 1 of 10 times/)
    expect(stdout).toMatch(/Paused/)
    expect(code).toBe(0)
  })

  it('ends with its time, and grades what was answered', async () => {
    writeFileSync(join(cwd, 'short.yaml'), SHORT)
    const started = await import('./support/cli.ts').then(({ start }) => start(['quiz', 'run', 'short.yaml', '--json'], { cwd }))
    started.child.stdin?.write('2\n') // and no more; the input stays open
    const { code, stdout, stderr } = await started.finished
    expect(code).toBe(5)
    expect(JSON.parse(stdout)).toMatchObject({ score: 1, maxScore: 2, percent: 50, passed: false })
    expect(stderr).toMatch(/time is over; what was answered is graded/)
  })

  it('has no clock with --no-timer', async () => {
    writeFileSync(join(cwd, 'short.yaml'), SHORT)
    const { code, stdout } = await quiz(['run', 'short.yaml', '--no-timer'], '2\n4\n\n')
    expect(code).toBe(0)
    expect(stdout).toMatch(/no time limit/)
    expect(stdout).not.toMatch(/left\)/)
  })

  it('refuses a damaged attempt file, another seed, and what is no quiz', async () => {
    await quiz(['run'], '/quit\n')
    const path = join(cwd, 'quiz-attempts/multiclass-classification.json')
    expect(await quiz(['run', '--seed', '9'])).toMatchObject({ code: 2, stderr: expect.stringMatching(/--restart/) })
    writeFileSync(path, readFileSync(path, 'utf8').slice(0, 60))
    expect(await quiz(['run'])).toMatchObject({ code: 3, stderr: expect.stringMatching(/is no JSON/) })
    writeFileSync(path, '{"format":"argmax-attempts/0"}')
    expect(await quiz(['run'])).toMatchObject({ code: 3, stderr: expect.stringMatching(/this argmax reads argmax-attempts\/1/) })
    expect(await quiz(['run', 'nothing'])).toMatchObject({ code: 2, stderr: expect.stringMatching(/multiclass-practice/) })
  })
})

describe('argmax quiz check', () => {
  it('finds the shipped quizzes and a new one fine', async () => {
    for (const name of ['multiclass-classification', 'multiclass-practice']) expect((await quiz(['check', name])).code).toBe(0)
    expect((await quiz(['new', 'my.yaml'])).code).toBe(0)
    expect((await quiz(['new', 'my.yaml'])).code).toBe(2)
    expect(await quiz(['check', 'my.yaml'])).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/4 items, 1 of them with fresh numbers/),
    })
    expect((await quiz(['preview', 'my.yaml'])).stdout).toMatch(/Right: a, b/)
  })

  it('lists every problem with its line, and exits 3', async () => {
    writeFileSync(
      join(cwd, 'bad.yaml'),
      SHORT.replace('answer: 2', 'answer: log(').replace('answer: 4', 'answer: 4\n    points: 0'),
    )
    const schema = await quiz(['check', 'bad.yaml'])
    expect(schema).toMatchObject({
      code: 3,
      stderr: expect.stringMatching(/^bad\.yaml:15:5: item two: points must be greater than 0; received 0\./),
    })
    writeFileSync(join(cwd, 'bad.yaml'), SHORT.replace('answer: 2', 'answer: log('))
    expect(await quiz(['check', 'bad.yaml'])).toMatchObject({
      code: 3,
      stderr: expect.stringMatching(/^bad\.yaml:10:5: item one: the expression "log\("/),
    })
    const json = await quiz(['check', 'bad.yaml', '--json'])
    expect(JSON.parse(json.stdout)).toMatchObject({ valid: false, problems: [{ line: 10, column: 5, item: 'one' }] })
  })

  it.each([
    ['no YAML', 'a: [1'],
    ['a bomb', 'a: &a [x]\nb: [*a, *a]'],
    ['10 MB', `a: ${'x'.repeat(10 * 1024 * 1024)}`],
    ['deep lists', '['.repeat(100_000)],
    ['bytes', '\u0000\u0001'],
  ])('refuses %s with exit code 3', async (_, text) => {
    writeFileSync(join(cwd, 'bad.yaml'), text)
    const { code, stderr } = await quiz(['check', 'bad.yaml'])
    expect(code).toBe(3)
    expect(stderr).toMatch(/bad\.yaml/)
    expect(stderr.length).toBeLessThan(1000)
  })

  it('shows HTML and escape sequences as text', async () => {
    writeFileSync(join(cwd, 'short.yaml'), SHORT.replace('One and one?', '"<b>One</b> \\u001b[2J and one?"'))
    const { stdout } = await quiz(['preview', 'short.yaml'])
    expect(stdout).toContain('<b>One</b>')
    expect(stdout).not.toContain('\u001b')
  })
})

describe('argmax quiz grade', () => {
  const answers = (more: object): string =>
    JSON.stringify({ format: 'argmax-answers/1', quiz: 'multiclass-classification', ...more })
  const right = { 'softmax-sum': 'a', 'cross-entropy-class-3': 'a', 'accurate-recipe': 'a' }

  it('grades a file as the engine does', async () => {
    writeFileSync(join(cwd, 'ada.json'), answers({ name: 'Ada', answers: right }))
    const ada = await quiz(['grade', 'multiclass-classification', 'ada.json', '--json'])
    expect(ada.code).toBe(0)
    expect(JSON.parse(ada.stdout)).toMatchObject({
      file: 'ada.json',
      name: 'Ada',
      ...JSON.parse(JSON.stringify(gradeQuiz(graded, right))),
    })
    writeFileSync(join(cwd, 'bob.json'), answers({ answers: { ...right, 'softmax-sum': 'b' } }))
    const bob = await quiz(['grade', 'multiclass-classification', 'bob.json'])
    expect(bob.code).toBe(5)
    expect(bob.stdout).toMatch(/not yet, 67 %; 80 % needed/)
  })

  it('grades a folder, as CSV that no spreadsheet takes for formulas', async () => {
    mkdirSync(join(cwd, 'answers'))
    writeFileSync(join(cwd, 'answers/1.json'), answers({ name: '=1+1', answers: right }))
    writeFileSync(join(cwd, 'answers/2.json'), answers({ answers: {} }))
    const { code, stdout } = await quiz(['grade', 'multiclass-classification', 'answers', '--format', 'csv'])
    expect(code).toBe(0)
    expect(stdout).toBe(
      `file,name,score,maxScore,percent,passed,softmax-sum,cross-entropy-class-3,accurate-recipe\n1.json,'=1+1,3,3,100,true,1,1,1\n2.json,,0,3,0,false,0,0,0\n`,
    )
    expect(JSON.parse((await quiz(['grade', 'multiclass-classification', 'answers', '--json'])).stdout)).toHaveLength(2)
  })

  it.each([
    ['{', /is no JSON/],
    [answers({ answers: { nothing: 'a' } }), /the item "nothing"/],
    [answers({ quiz: 'other', answers: {} }), /answers the quiz "other"/],
  ])('refuses %s with exit code 3', async (text, message) => {
    writeFileSync(join(cwd, 'bad.json'), text)
    expect(await quiz(['grade', 'multiclass-classification', 'bad.json'])).toMatchObject({
      code: 3,
      stderr: expect.stringMatching(message),
    })
  })
})

describe('argmax quiz export and import', () => {
  it('writes GIFT that reads back equal', async () => {
    writeFileSync(join(cwd, 'short.yaml'), SHORT)
    expect((await quiz(['export', 'short.yaml', '--to', 'gift', '--out', 'short.gift'])).code).toBe(0)
    expect((await quiz(['import', 'short.gift', '--out', 'back.yaml'])).code).toBe(0)
    expect(readQuiz(readFileSync(join(cwd, 'back.yaml'), 'utf8')).items).toEqual(readQuiz(SHORT).items)
  })

  it('writes QTI, and refuses by item what a format can not hold', async () => {
    expect((await quiz(['export', 'multiclass-classification', '--to', 'qti', '--out', 'qti'])).code).toBe(0)
    for (const file of ['imsmanifest.xml', 'test.xml', 'items/softmax-sum.xml'])
      expect(existsSync(join(cwd, 'qti', file))).toBe(true)
    expect((await quiz(['export', 'multiclass-classification', '--to', 'qti', '--out', 'qti'])).code).toBe(2)
    const gift = await quiz(['export', 'multiclass-classification', '--to', 'gift'])
    expect(gift).toMatchObject({ code: 3, stderr: expect.stringMatching(/item softmax-sum: GIFT has no stimulus/) })
    expect(await quiz(['export', 'multiclass-practice', '--to', 'qti'])).toMatchObject({
      code: 3,
      stderr: expect.stringMatching(/item softmax-of-three: it draws fresh numbers/),
    })
  })
})
