// A file of answers, as `argmax quiz grade` reads it.

import { FormatError } from '../../errors.ts'
import { schemaProblems } from './schemaProblems.ts'
import type { Answers } from './types.ts'
import { validateAnswers } from './validateAnswers.generated.ts'

/** Someone's answers to a quiz. */
export interface AnswerFile {
  readonly format: 'argmax-answers/1'
  /** The id of the quiz. */
  readonly quiz: string
  readonly name?: string
  /** The attempt's seed; default 1. */
  readonly seed?: number
  readonly answers: Answers
}

/** The longest file of answers. */
const MOST_CHARACTERS = 1024 * 1024

/** JSON that follows a schema. @throws FormatError that says what is wrong and where */
export function readJson(text: string, name: string, most: number): unknown {
  if (text.length > most) throw new FormatError(`${name} has ${text.length} characters; at most ${most} are read.`)
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new FormatError(`${name} is no JSON: ${error instanceof Error ? error.message : String(error)}.`, { cause: error })
  }
}

/**
 * Reads a file of answers to a quiz.
 *
 * @param quizId the quiz that they must be for
 * @throws FormatError for what is no such file, or answers another quiz
 */
export function readAnswers(text: string, quizId: string, name = 'the answers'): AnswerFile {
  const value = readJson(text, name, MOST_CHARACTERS)
  const [problem] = schemaProblems(validateAnswers, value)
  if (problem !== undefined) {
    throw new FormatError(
      `${name}, at /${problem.path.join('/')}: ${problem.message} schemas/answers.schema.json describes such files.`,
    )
  }
  const file = value as AnswerFile
  if (file.quiz !== quizId) {
    throw new FormatError(
      `${name} answers the quiz ${JSON.stringify(file.quiz)}, not ${JSON.stringify(quizId)}. Grade it with that quiz.`,
    )
  }
  return file
}
