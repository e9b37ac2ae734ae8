// The attempts at a quiz: the one under way, and the results of those before, as text for local storage or a file. Answers ship with
// the quiz and the text lies open, so its checksum shows accidents (half a file, an edit), not cheating.

import { FormatError } from '../../errors.ts'
import { hashPurpose } from '../../random.ts'
import { readJson } from '../format/readAnswers.ts'
import { schemaProblems } from '../format/schemaProblems.ts'
import type { Quiz } from '../format/types.ts'
import { validateHistory } from '../format/validateHistory.generated.ts'
import type { Grade } from '../grading/gradeQuiz.ts'
import { type Attempt, type AttemptResult, finishAttempt } from './attempt.ts'

/** The attempts at a quiz. */
export interface QuizHistory {
  readonly quiz: string
  /** The fingerprint of the quiz's content. */
  readonly version: string
  readonly current: Attempt | null
  /** In the order in which they ended. */
  readonly results: readonly AttemptResult[]
}

const FORMAT = 'argmax-attempts/1'
/** The longest text of a history. */
const MOST_CHARACTERS = 4 * 1024 * 1024

/** JSON with the keys of every object in order: the same content gives the same text. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null'
  const entries = Object.entries(value).filter(([, part]) => part !== undefined)
  const sorted = entries.sort(([a], [b]) => (a < b ? -1 : 1))
  return `{${sorted.map(([key, part]) => `${JSON.stringify(key)}:${canonical(part)}`).join(',')}}`
}

const checksum = (value: unknown): string => hashPurpose(canonical(value)).toString(16).padStart(8, '0')

/** A fingerprint of what a quiz asks: two quizzes that differ in any value have different ones, but for accidents. */
export function quizVersion(quiz: Quiz): string {
  return checksum(quiz)
}

/** The history of a quiz that was never tried. */
export function emptyHistory(quiz: Quiz): QuizHistory {
  return { quiz: quiz.id, version: quizVersion(quiz), current: null, results: [] }
}

/** A history as text. */
export function writeHistory(history: QuizHistory): string {
  const body = { format: FORMAT, ...history }
  return `${JSON.stringify({ ...body, checksum: checksum(body) }, null, 2)}\n`
}

/**
 * Reads a history.
 *
 * @param quiz the quiz it must be of. An attempt under way at another version of it is refused; results of other versions stay
 * @throws FormatError for text that is damaged, of another format or quiz, or holds an attempt at an older version
 */
export function readHistory(text: string, quiz: Quiz, name = 'the attempt file'): QuizHistory {
  const anew = 'Move it away to start anew.'
  const value = readJson(text, name, MOST_CHARACTERS) as { format?: unknown } | null
  const format = typeof value === 'object' && value !== null ? value.format : undefined
  if (typeof format === 'string' && format.startsWith('argmax-attempts/') && format !== FORMAT) {
    throw new FormatError(`${name} has the format ${JSON.stringify(format.slice(0, 40))}, and this argmax reads ${FORMAT}. ${anew}`)
  }
  const [problem] = schemaProblems(validateHistory, value)
  if (problem !== undefined) throw new FormatError(`${name} is damaged, at /${problem.path.join('/')}: ${problem.message} ${anew}`)
  const { checksum: stored, ...body } = value as QuizHistory & { format: string; checksum: string }
  if (stored !== checksum(body)) {
    throw new FormatError(`${name} is damaged: its checksum is ${stored}, but its content has ${checksum(body)}. ${anew}`)
  }
  const { quiz: id, version, current, results } = body
  if (id !== quiz.id) throw new FormatError(`${name} is of the quiz ${JSON.stringify(id)}, not ${JSON.stringify(quiz.id)}. ${anew}`)
  if (version !== quizVersion(quiz)) {
    if (current === null) return { quiz: id, version: quizVersion(quiz), current, results }
    throw new FormatError(
      `${name} holds an attempt at an older version of ${JSON.stringify(id)}: the quiz has changed since. ${anew}`,
    )
  }
  return { quiz: id, version, current, results }
}

/** The number of the next attempt. */
export function nextNumber({ results }: QuizHistory): number {
  return results.reduce((most, { number }) => Math.max(most, number), 0) + 1
}

/** A history with its current attempt replaced. */
export function withAttempt(history: QuizHistory, current: Attempt | null): QuizHistory {
  return { ...history, current }
}

/** Grades the attempt under way, and puts its result to the others. */
export function finishCurrent(
  quiz: Quiz,
  history: QuizHistory,
  now: number,
): { grade: Grade; result: AttemptResult; history: QuizHistory } {
  if (history.current === null) throw new FormatError('There is no attempt under way.')
  const { grade, result } = finishAttempt(quiz, history.current, now)
  return { grade, result, history: { ...history, current: null, results: [...history.results, result] } }
}

/** The best result: most percent, then the earliest. */
export function bestResult({ results }: QuizHistory): AttemptResult | undefined {
  return results.reduce<AttemptResult | undefined>(
    (best, result) => (best === undefined || result.score * best.maxScore > best.score * result.maxScore ? result : best),
    undefined,
  )
}

/** The latest result. */
export function latestResult({ results }: QuizHistory): AttemptResult | undefined {
  return results[results.length - 1]
}
