// A quiz as this browser knows it: the attempts so far, the one under way, and the review of the last. It outlives rooms, as signals,
// and reloads, in local storage. The engine is pure; here are the clock and the storage that it asks for.

import { batch, type Signal, signal } from '@preact/signals'
import {
  type Answers,
  type Attempt,
  type AttemptResult,
  emptyHistory,
  finishCurrent,
  type Grade,
  gradeQuiz,
  isOver,
  nextNumber,
  type Quiz,
  type QuizHistory,
  readAnswers,
  readHistory,
  startAttempt,
  withAttempt,
  writeHistory,
} from 'argmax/quiz'

/** What is shown once an attempt has ended. */
export interface Review {
  readonly grade: Grade
  readonly result: AttemptResult
}

export interface Session {
  readonly quiz: Quiz
  readonly key: string
  readonly history: Signal<QuizHistory>
  readonly review: Signal<Review | undefined>
  /** Why what was kept can't be read; empty where it could. */
  readonly refusal: Signal<string>
  /** Whether the browser keeps anything. */
  readonly isKept: Signal<boolean>
  /** Whether the next attempt has the quiz's time limit. */
  readonly isTimed: Signal<boolean>
}

const KEY = 'argmax-studio-quiz/'
const sessions = new Map<string, Session>()

/** Reads from local storage, which can be switched off. */
export function readKept(key: string): string | null {
  try {
    return localStorage.getItem(key)
  } catch {
    return null
  }
}

/** Writes to local storage; null takes away. Says whether that was possible. */
export function keep(key: string, text: string | null): boolean {
  try {
    if (text === null) localStorage.removeItem(key)
    else localStorage.setItem(key, text)
    return true
  } catch {
    return false
  }
}

const answersKey = (key: string): string => `${key}/answers`

/** The review of the latest attempt, made again of its answers; undefined where they are not those of its result. */
function readReview(quiz: Quiz, key: string, { results }: QuizHistory): Review | undefined {
  const result = results.at(-1)
  const text = readKept(answersKey(key))
  if (result === undefined || text === null) return undefined
  try {
    const { seed = 1, answers } = readAnswers(text, quiz.id)
    if (seed !== result.seed) return undefined
    const grade = gradeQuiz(quiz, answers, seed)
    return grade.score === result.score && grade.maxScore === result.maxScore ? { grade, result } : undefined
  } catch {
    return undefined // The result stands in the history; only its feedback is lost.
  }
}

/** The session of a quiz. @param name tells its attempts from those of another quiz with its id */
export function sessionOf(quiz: Quiz, name: string): Session {
  const key = KEY + name
  const known = sessions.get(key)
  if (known?.quiz === quiz) return known
  let history = emptyHistory(quiz)
  let refusal = ''
  const text = readKept(key)
  if (text !== null) {
    try {
      history = readHistory(text, quiz, 'What this browser has kept of your attempts')
    } catch (error) {
      refusal = error instanceof Error ? error.message : String(error)
    }
  }
  const session: Session = {
    quiz,
    key,
    history: signal(history),
    review: signal(refusal === '' && history.current === null ? readReview(quiz, key, history) : undefined),
    refusal: signal(refusal),
    isKept: signal(true),
    // Who took the last one without a clock need not ask again.
    isTimed: signal(history.current === null || history.current.timer.limit !== null),
  }
  sessions.set(key, session)
  if (history.current !== null && isOver(history.current.timer, Date.now())) finish(session)
  return session
}

function save(session: Session, history: QuizHistory): void {
  session.history.value = history
  session.isKept.value = keep(session.key, writeHistory(history))
}

/** Begins an attempt with fresh numbers. */
export function begin(session: Session): void {
  const { quiz, history, review, isTimed } = session
  const number = nextNumber(history.value)
  batch(() => {
    review.value = undefined
    save(session, withAttempt(history.value, startAttempt(quiz, Date.now(), { number, timed: isTimed.value })))
  })
}

/** Takes a step of the attempt under way; where its time is over, it is graded instead. */
export function change(session: Session, step: (attempt: Attempt, now: number) => Attempt): void {
  const { current } = session.history.value
  if (current === null) return
  const now = Date.now()
  if (isOver(current.timer, now)) finish(session)
  else save(session, withAttempt(session.history.value, step(current, now)))
}

/** Ends the attempt under way and grades what was answered. */
export function finish(session: Session): void {
  const { quiz, key, history, review } = session
  const { current } = history.value
  if (current === null) return
  const ended = finishCurrent(quiz, history.value, Date.now())
  batch(() => {
    review.value = { grade: ended.grade, result: ended.result }
    save(session, ended.history)
  })
  const answers: Answers = current.answers
  keep(answersKey(key), JSON.stringify({ format: 'argmax-answers/1', quiz: quiz.id, seed: current.seed, answers }))
}

/** Leaves the review for the start page. */
export function close(session: Session): void {
  session.review.value = undefined
}

/** Sets what can't be read aside, and begins with an empty history. */
export function setAside(session: Session): void {
  const text = readKept(session.key)
  if (text !== null) keep(`${session.key}/set-aside`, text)
  batch(() => {
    session.refusal.value = ''
    session.review.value = undefined
    save(session, emptyHistory(session.quiz))
  })
}
