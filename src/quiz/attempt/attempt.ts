// An attempt at a quiz, from its start to its grade. Every step takes a state and returns a new one; nothing here knows a page, a
// terminal or a clock.

import { UsageError } from '../../errors.ts'
import { durationMilliseconds } from '../format/duration.ts'
import type { Answer, Answers, Quiz } from '../format/types.ts'
import { type Grade, gradeQuiz } from '../grading/gradeQuiz.ts'
import { extendTimer, isOver, pauseTimer, resumeTimer, startTimer, type Timer, usedTime } from './timer.ts'

/** An attempt under way. */
export interface Attempt {
  /** From 1. */
  readonly number: number
  /** Draws its items, numbers and orders. */
  readonly seed: number
  readonly answers: Answers
  readonly timer: Timer
}

/** A graded attempt, as a history keeps it. */
export interface AttemptResult {
  readonly number: number
  readonly seed: number
  readonly score: number
  readonly maxScore: number
  readonly percent: number
  readonly passed: boolean | null
  /** Whether it was handed in, or its time ran out. */
  readonly reason: 'submitted' | 'time'
  /** Seconds that it took, pauses aside. */
  readonly seconds: number
}

/** How an attempt starts. */
export interface StartOptions {
  /** Which attempt it is, from 1. Default 1. */
  readonly number?: number
  /** Default: the attempt's number, so that each has fresh numbers. */
  readonly seed?: number
  /** Whether the quiz's time limit holds. Default true. */
  readonly timed?: boolean
}

/** A quiz's time limit in milliseconds; null without one. */
export function limitOf({ timeLimit }: Quiz): number | null {
  return timeLimit === undefined ? null : durationMilliseconds(timeLimit)
}

/**
 * Starts an attempt.
 *
 * @param now the clock, in milliseconds
 * @throws UsageError where the quiz allows no more attempts
 */
export function startAttempt(quiz: Quiz, now: number, options: StartOptions = {}): Attempt {
  const { number = 1, seed = number, timed = true } = options
  if (quiz.attempts !== undefined && number > quiz.attempts) {
    throw new UsageError(`${quiz.title} allows ${quiz.attempts} attempt${quiz.attempts === 1 ? '' : 's'}, and all are used.`)
  }
  return { number, seed, answers: {}, timer: startTimer(timed ? limitOf(quiz) : null, now) }
}

/**
 * Takes an answer in; null takes it back.
 *
 * @throws UsageError for an item that the quiz doesn't have, while the attempt is paused, and once the time is over
 */
export function answerItem(quiz: Quiz, attempt: Attempt, itemId: string, answer: Answer, now: number): Attempt {
  if (!quiz.items.some(({ id }) => id === itemId)) throw new UsageError(`${quiz.title} has no item ${JSON.stringify(itemId)}.`)
  if (isOver(attempt.timer, now)) throw new UsageError('The time is over: what was answered before is graded.')
  if (attempt.timer.since === null) throw new UsageError('The attempt is paused. Let it go on to answer.')
  return { ...attempt, answers: { ...attempt.answers, [itemId]: answer } }
}

/** Stops an attempt's time. */
export function pauseAttempt(attempt: Attempt, now: number): Attempt {
  return { ...attempt, timer: pauseTimer(attempt.timer, now) }
}

/** Lets an attempt's time go on. */
export function resumeAttempt(attempt: Attempt, now: number): Attempt {
  return { ...attempt, timer: resumeTimer(attempt.timer, now) }
}

/** Gives an attempt more time. @throws UsageError where that isn't possible: see extendTimer */
export function extendAttempt(quiz: Quiz, attempt: Attempt, now: number): Attempt {
  return { ...attempt, timer: extendTimer(attempt.timer, limitOf(quiz) ?? 0, now) }
}

/** Ends an attempt: what was answered is graded, whether it is handed in or its time ran out. */
export function finishAttempt(quiz: Quiz, attempt: Attempt, now: number): { grade: Grade; result: AttemptResult } {
  const grade = gradeQuiz(quiz, attempt.answers, attempt.seed)
  const { score, maxScore, percent, passed } = grade
  const { timer, number, seed } = attempt
  const used = Math.min(usedTime(timer, now), timer.limit ?? Number.POSITIVE_INFINITY)
  const reason = isOver(timer, now) ? 'time' : 'submitted'
  return { grade, result: { number, seed, score, maxScore, percent, passed, reason, seconds: Math.floor(used / 1000) } }
}
