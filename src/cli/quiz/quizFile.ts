// The quiz that a NAME or FILE means: one that comes with argmax, or a file.

import { mkdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { DataError, UsageError } from '../../errors.ts'
import { listFolder, readFileIfPresent, writeFile } from '../../node/platform.ts'
import { type Quiz, readQuiz } from '../../quiz/index.ts'
import { exists } from '../runFolder.ts'

/** The quiz that is taken where none is named. */
export const DEFAULT_QUIZ = 'multiclass-classification'

/** The quizzes of the package. */
const FOLDER = fileURLToPath(new URL('../../../quizzes/', import.meta.url))

/** The names of the quizzes that come with argmax. */
export async function quizNames(): Promise<string[]> {
  return ((await listFolder(FOLDER)) ?? []).filter((name) => name.endsWith('.yaml')).map((name) => name.slice(0, -5))
}

/** Bytes as text. @throws DataError where they are no UTF-8 */
export function decodeText(bytes: Uint8Array, name: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (cause) {
    throw new DataError(`${name} is no text in UTF-8. Save it as UTF-8.`, { cause })
  }
}

/** The text of a file. @throws DataError if there is none */
export async function readText(path: string, what: string): Promise<string> {
  const bytes = await readFileIfPresent(path)
  if (bytes === null) throw new DataError(`There is no ${what} at ${path}. Check the path.`)
  return decodeText(bytes, path)
}

/** The text of the quiz that a name or a path means, and what to call it. @throws UsageError if there is neither */
export async function quizText(nameOrFile: string): Promise<{ text: string; name: string }> {
  const bytes = await readFileIfPresent(nameOrFile).catch((error) => {
    if (/^[\w-]+$/.test(nameOrFile)) return null // a folder may have the name of a quiz
    throw error
  })
  if (bytes !== null) return { text: decodeText(bytes, nameOrFile), name: nameOrFile }
  const names = await quizNames()
  if (names.includes(nameOrFile)) return { text: await readText(`${FOLDER}${nameOrFile}.yaml`, 'quiz'), name: `${nameOrFile}.yaml` }
  throw new UsageError(
    `There is no quiz file ${JSON.stringify(nameOrFile)}. Give a file, or one of the quizzes of argmax: ${names.join(', ')}. argmax quiz new makes a file.`,
  )
}

/** The quiz that a name or a path means. @throws FormatError with the lines of what is wrong */
export async function loadQuiz(nameOrFile: string): Promise<Quiz> {
  const { text, name } = await quizText(nameOrFile)
  return readQuiz(text, name)
}

/** Writes a new file, and the folders above it. @throws UsageError if there is one, unless it is to be replaced */
export async function writeNew(path: string, text: string, { overwrite = false }: { overwrite?: boolean } = {}): Promise<void> {
  if (!overwrite && (await exists(path))) throw new UsageError(`There is a file ${path} already. Name another, or add --overwrite.`)
  await mkdir(dirname(path), { recursive: true })
  await writeFile(path, new TextEncoder().encode(text))
}
