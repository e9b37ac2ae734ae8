// A quiz file: YAML (or JSON, which is YAML), checked by the schema and by what no schema can say, with the line of every problem.

import { readYaml, type YamlText } from '../../adapters/yaml.ts'
import { FormatError } from '../../errors.ts'
import { checkQuiz } from './checkQuiz.ts'
import { type Path, type Problem, schemaProblems } from './schemaProblems.ts'
import type { Quiz } from './types.ts'
import { validateQuiz } from './validateQuiz.generated.ts'

/** A problem of a quiz file. */
export interface QuizProblem {
  /** From 1. */
  readonly line: number
  readonly column: number
  /** The id of the item, or its position in the file. */
  readonly item?: string
  readonly message: string
}

/** Most problems that a message lists. */
const MOST_LISTED = 20

function itemOf(value: unknown, [first, at]: Path): string | undefined {
  if (first !== 'items' || typeof at !== 'number') return undefined
  const id = (value as { items?: { id?: unknown }[] }).items?.[at]?.id
  return typeof id === 'string' ? id.slice(0, 64) : `${at + 1}`
}

function located({ path, message }: Problem, yaml: YamlText): QuizProblem {
  const item = itemOf(yaml.value, path)
  return { ...yaml.placeOf(path), ...(item === undefined ? {} : { item }), message }
}

/** A problem as a line: `quiz.yaml:12:5: item sum: no choice is right.` */
export function problemText({ line, column, item, message }: QuizProblem, name: string): string {
  return `${name}:${line}:${column}: ${item === undefined ? '' : `item ${item}: `}${message}`
}

/**
 * All problems of a quiz file, and the quiz where there are none.
 *
 * @throws FormatError where the text is no YAML that is read
 */
export function inspectQuiz(text: string, name = 'the quiz'): { quiz?: Quiz; problems: readonly QuizProblem[] } {
  const yaml = readYaml(text, name)
  const faults = schemaProblems(validateQuiz, yaml.value)
  const problems = faults.length > 0 ? faults : checkQuiz(yaml.value as Quiz)
  if (problems.length === 0) return { quiz: yaml.value as Quiz, problems: [] }
  const places = problems.map((problem) => located(problem, yaml))
  return { problems: places.sort((a, b) => a.line - b.line || a.column - b.column) }
}

/**
 * Reads a quiz from the text of a file.
 *
 * @param name what the file is called in messages
 * @throws FormatError that lists what is wrong, each with its line
 */
export function readQuiz(text: string, name = 'the quiz'): Quiz {
  const { quiz, problems } = inspectQuiz(text, name)
  if (quiz !== undefined) return quiz
  const listed = problems.slice(0, MOST_LISTED).map((problem) => problemText(problem, name))
  const more = problems.length > MOST_LISTED ? [`... and ${problems.length - MOST_LISTED} more.`] : []
  throw new FormatError([...listed, ...more].join('\n'))
}
