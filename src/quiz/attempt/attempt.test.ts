import { describe, expect, it } from 'vitest'
import type { Quiz } from '../format/types.ts'
import { answerItem, extendAttempt, finishAttempt, pauseAttempt, resumeAttempt, startAttempt } from './attempt.ts'
import {
  bestResult,
  emptyHistory,
  finishCurrent,
  latestResult,
  nextNumber,
  readHistory,
  withAttempt,
  writeHistory,
} from './history.ts'
import { dueAnnouncement, isOver, timeLeft } from './timer.ts'

const MINUTE = 60_000
const quiz: Quiz = {
  format: 'argmax-quiz/1',
  id: 'test',
  title: 'Test',
  passMark: 80,
  timeLimit: 'PT30M',
  items: ['a', 'b'].map((id) => ({ id, kind: 'single', text: id, choices: [{ text: 'yes', right: true }, { text: 'no' }] })),
}

describe('an attempt', () => {
  it('keeps answers, takes them back, and grades what there is', () => {
    let attempt = startAttempt(quiz, 0)
    attempt = answerItem(quiz, attempt, 'a', 'a', 1000)
    attempt = answerItem(quiz, attempt, 'b', 'b', 2000)
    attempt = answerItem(quiz, attempt, 'b', null, 3000)
    const { grade, result } = finishAttempt(quiz, attempt, 61_500)
    expect(grade).toMatchObject({ score: 1, percent: 50, passed: false })
    expect(result).toEqual({
      number: 1,
      seed: 1,
      score: 1,
      maxScore: 2,
      percent: 50,
      passed: false,
      reason: 'submitted',
      seconds: 61,
    })
    expect(() => answerItem(quiz, attempt, 'zzz', 'a', 0)).toThrow(/no item "zzz"/)
  })

  it('ends with its time: later answers are refused, earlier ones graded', () => {
    let attempt = startAttempt(quiz, 0)
    attempt = answerItem(quiz, attempt, 'a', 'a', 29 * MINUTE)
    expect(() => answerItem(quiz, attempt, 'b', 'a', 30 * MINUTE)).toThrow(/time is over/)
    const { result } = finishAttempt(quiz, attempt, 45 * MINUTE)
    expect(result).toMatchObject({ score: 1, reason: 'time', seconds: 1800 })
  })

  it('stands while it is paused', () => {
    let attempt = startAttempt(quiz, 0)
    attempt = pauseAttempt(attempt, 10 * MINUTE)
    expect(pauseAttempt(attempt, 12 * MINUTE)).toEqual(attempt)
    expect(timeLeft(attempt.timer, 500 * MINUTE)).toBe(20 * MINUTE)
    expect(() => answerItem(quiz, attempt, 'a', 'a', 11 * MINUTE)).toThrow(/paused/)
    attempt = resumeAttempt(attempt, 500 * MINUTE)
    expect(timeLeft(attempt.timer, 505 * MINUTE)).toBe(15 * MINUTE)
    expect(timeLeft(attempt.timer, 400 * MINUTE)).toBe(20 * MINUTE) // a clock that was set back
  })

  it('can be extended ten times, before its time is over', () => {
    let attempt = startAttempt(quiz, 0)
    for (let i = 1; i <= 10; i++) {
      attempt = extendAttempt(quiz, attempt, 0)
      expect(timeLeft(attempt.timer, 0)).toBe((30 + 5 * i) * MINUTE)
    }
    expect(() => extendAttempt(quiz, attempt, 0)).toThrow(/10 times/)
    expect(() => extendAttempt(quiz, startAttempt(quiz, 0), 30 * MINUTE)).toThrow(/over/)
    expect(() => extendAttempt(quiz, startAttempt(quiz, 0, { timed: false }), 0)).toThrow(/no time limit/)
  })

  it('has no limit without one, or where it is not timed', () => {
    expect(timeLeft(startAttempt(quiz, 0, { timed: false }).timer, 1e12)).toBeNull()
    const { timeLimit: _, ...untimed } = quiz
    expect(isOver(startAttempt(untimed, 0).timer, 1e12)).toBe(false)
  })

  it('is announced at 10, 5 and 1 minute, once each, also where looks are far apart', () => {
    expect(dueAnnouncement(10.5 * MINUTE, 9.9 * MINUTE)).toBe(10)
    expect(dueAnnouncement(10 * MINUTE, 9.9 * MINUTE)).toBeUndefined()
    expect(dueAnnouncement(30 * MINUTE, 0.5 * MINUTE)).toBe(1)
    expect(dueAnnouncement(6 * MINUTE, 5 * MINUTE)).toBe(5)
    expect(dueAnnouncement(2 * MINUTE, 0)).toBeUndefined()
  })

  it('counts attempts', () => {
    const limited = { ...quiz, attempts: 1 }
    expect(() => startAttempt(limited, 0, { number: 2 })).toThrow(/allows 1 attempt/)
    expect(startAttempt(quiz, 0, { number: 3 }).seed).toBe(3)
  })
})

describe('a history', () => {
  const attempt = answerItem(quiz, startAttempt(quiz, 0), 'a', 'a', 1000)
  const history = withAttempt(emptyHistory(quiz), attempt)
  const text = writeHistory(history)

  it('reads back what it writes, in the middle of an attempt and after it', () => {
    expect(readHistory(text, quiz)).toEqual(history)
    const done = finishCurrent(quiz, history, 5000).history
    expect(readHistory(writeHistory(done), quiz)).toEqual(done)
    expect(done.current).toBeNull()
    expect(nextNumber(done)).toBe(2)
  })

  it('knows the best and the latest', () => {
    let all = finishCurrent(quiz, history, 0).history
    const full = { ...startAttempt(quiz, 0, { number: 2 }), answers: { a: 'a', b: 'a' } }
    all = finishCurrent(quiz, withAttempt(all, full), 0).history
    all = finishCurrent(quiz, withAttempt(all, startAttempt(quiz, 0, { number: 3 })), 0).history
    expect(bestResult(all)).toMatchObject({ number: 2, percent: 100, passed: true })
    expect(latestResult(all)).toMatchObject({ number: 3, percent: 0 })
    expect(bestResult(emptyHistory(quiz))).toBeUndefined()
  })

  it.each([
    ['half a file', text.slice(0, 100), /no JSON/],
    ['an edited answer', text.replace('"a": "a"', '"a": "b"'), /damaged: its checksum/],
    [
      'another format',
      text.replace('attempts/1', 'attempts/9'),
      /has the format "argmax-attempts\/9", and this argmax reads argmax-attempts\/1/,
    ],
    ['what is no attempt file', '{}', /damaged.*missing/],
    ['a list', '[]', /damaged/],
    ['null', 'null', /damaged/],
    ['wrong types', text.replace('"number": 1', '"number": "1"'), /damaged, at \/current\/number/],
    ['an endless file', `"${'x'.repeat(5_000_000)}"`, /characters; at most/],
  ])('refuses %s', (_, damaged, message) => {
    expect(() => readHistory(damaged, quiz, 'attempts.json')).toThrow(message)
  })

  it('refuses any change of any character that reads as JSON', () => {
    for (let at = 0; at < text.length; at++) {
      const changed = `${text.slice(0, at)}${text[at] === '1' ? '2' : '1'}${text.slice(at + 1)}`
      if (/\s/.test(text[at] as string)) continue
      expect(() => readHistory(changed, quiz), `at ${at}`).toThrow()
    }
  })

  it('refuses an attempt at another quiz, or an older version; results of older versions stay', () => {
    const changed: Quiz = { ...quiz, title: 'Changed' }
    expect(() => readHistory(text, { ...quiz, id: 'other' })).toThrow(/of the quiz "test", not "other"/)
    expect(() => readHistory(text, changed)).toThrow(/older version/)
    const done = finishCurrent(quiz, history, 5000).history
    expect(readHistory(writeHistory(done), changed).results).toEqual(done.results)
  })
})
