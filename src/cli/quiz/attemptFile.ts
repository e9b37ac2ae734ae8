// The file of attempts at a quiz: quiz-attempts/<id>.json in the working directory, unless another is named.

import { mkdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { readFileIfPresent, writeFile } from '../../node/platform.ts'
import { emptyHistory, type Quiz, type QuizHistory, readHistory, writeHistory } from '../../quiz/index.ts'
import { decodeText } from './quizFile.ts'

/** Where the attempts at a quiz are kept. */
export function attemptPath(quiz: Quiz, named: string | undefined): string {
  return named ?? join('quiz-attempts', `${quiz.id}.json`)
}

/** The attempts of a file; none where there is no file. @throws FormatError for a damaged, older or other file */
export async function openAttempts(path: string, quiz: Quiz): Promise<QuizHistory> {
  const bytes = await readFileIfPresent(path)
  return bytes === null ? emptyHistory(quiz) : readHistory(decodeText(bytes, path), quiz, path)
}

/** Writes the file, whole or not at all. */
export async function saveAttempts(path: string, history: QuizHistory): Promise<void> {
  await mkdir(dirname(path), { recursive: true })
  await writeFile(path, new TextEncoder().encode(writeHistory(history)))
}
