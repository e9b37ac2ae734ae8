// argmax quiz grade: one file of answers, or a folder of them.

import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { type Command, Option } from 'commander'
import { DataError } from '../../errors.ts'
import { listFolder } from '../../node/platform.ts'
import { type AnswerFile, type Grade, gradeQuiz, presentQuiz, type Quiz, readAnswers } from '../../quiz/index.ts'
import { oneLine } from '../../report/printable.ts'
import type { Context } from '../context.ts'
import { CommandStop, EXIT } from '../exitCodes.ts'
import { renderTable } from '../table.ts'
import { gradeLines } from './itemText.ts'
import { loadQuiz, readText } from './quizFile.ts'
import { bannerText } from './runQuiz.ts'

interface GradeFlags {
  format: 'text' | 'json' | 'csv'
  json?: boolean
}

/** The grade of a file. */
interface FileGrade {
  readonly file: string
  readonly name?: string
  readonly grade: Grade
}

/** Grades what a file of answers holds. Answers to items that the quiz doesn't have are an error: they may be misspelt. */
async function gradeFile(quiz: Quiz, path: string, file: string): Promise<FileGrade> {
  const answers: AnswerFile = readAnswers(await readText(path, 'file of answers'), quiz.id, file)
  const known = quiz.items.map(({ id }) => id)
  const unknown = Object.keys(answers.answers).find((id) => !known.includes(id))
  if (unknown !== undefined) {
    throw new DataError(
      `${file} answers the item ${JSON.stringify(unknown)}, which ${quiz.id} doesn't have. Its items: ${known.join(', ')}.`,
    )
  }
  const { name, seed = 1 } = answers
  return { file, ...(name === undefined ? {} : { name }), grade: gradeQuiz(quiz, answers.answers, seed) }
}

/** A cell of a CSV; what a spreadsheet would take for a formula is quoted by an apostrophe. */
function cell(value: string | number | boolean | null): string {
  const text = value === null ? '' : String(value)
  const safe = typeof value === 'string' && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

function csvText(quiz: Quiz, grades: readonly FileGrade[]): string {
  const ids = quiz.items.map(({ id }) => id)
  const header = ['file', 'name', 'score', 'maxScore', 'percent', 'passed', ...ids]
  const rows = grades.map(({ file, name = '', grade }) => [
    ...[file, name, grade.score, grade.maxScore, grade.percent, grade.passed],
    ...ids.map((id) => grade.items.find((item) => item.id === id)?.score ?? null),
  ])
  return `${[header, ...rows].map((row) => row.map(cell).join(',')).join('\n')}\n`
}

function textOf(quiz: Quiz, { file, name, grade }: FileGrade, { stdout }: Context): string {
  const { colors, columns } = stdout
  const items = presentQuiz(quiz, grade.seed)
  const lines = items.flatMap((item, i) => gradeLines(item, grade.items[i] as Grade['items'][number], i + 1, columns, colors))
  return `${[`${oneLine(name ?? file)}: ${bannerText(grade)} (${grade.score} of ${grade.maxScore} points)`, ...lines].join('\n')}\n`
}

function tableOf(grades: readonly FileGrade[]): string {
  const left = { align: 'left' } as const
  const rows = grades.map(({ file, name = '', grade }) => [
    file,
    oneLine(name),
    `${grade.score}`,
    `${grade.maxScore}`,
    bannerText(grade),
  ])
  const columns = [
    { title: 'file', ...left },
    { title: 'name', ...left },
    { title: 'score' },
    { title: 'of' },
    { title: 'grade', ...left },
  ]
  return `${renderTable(columns, rows).join('\n')}\n`
}

async function grade(file: string, answers: string, flags: GradeFlags, context: Context): Promise<void> {
  const quiz = await loadQuiz(file)
  const { stdout } = context
  const format = flags.json ? 'json' : flags.format
  const isFolder = (await stat(answers).catch(() => null))?.isDirectory() === true
  if (!isFolder) {
    const one = await gradeFile(quiz, answers, answers)
    if (format === 'json')
      await stdout.line(JSON.stringify({ file: one.file, ...(one.name === undefined ? {} : { name: one.name }), ...one.grade }))
    else await stdout.write(format === 'csv' ? csvText(quiz, [one]) : textOf(quiz, one, context))
    if (one.grade.passed === false) throw new CommandStop(`${one.name ?? answers}: ${bannerText(one.grade)}.`, EXIT.gate)
    return
  }
  const names = ((await listFolder(answers)) ?? []).filter((name) => name.endsWith('.json'))
  if (names.length === 0) throw new DataError(`The folder ${answers} holds no .json file of answers.`)
  const grades: FileGrade[] = []
  for (const name of names) grades.push(await gradeFile(quiz, join(answers, name), name))
  if (format === 'json') {
    await stdout.line(JSON.stringify(grades.map(({ grade: each, ...rest }) => ({ ...rest, ...each }))))
  } else await stdout.write(format === 'csv' ? csvText(quiz, grades) : tableOf(grades))
}

const HELP = `
ANSWERS is a .json file, or a folder of them:
  {"format": "argmax-answers/1", "quiz": "multiclass-classification",
   "name": "Ada", "seed": 1, "answers": {"softmax-sum": "a"}}
schemas/answers.schema.json of the package describes it. Answers name choices by
their ids: a, b, c in the order of the quiz file, where it gives no others.

Exit codes: 0 graded (one file: and passed, or nothing to pass); 3 a file that
can't be read; 5 one file, and not passed.`

/** Adds the command. */
export function addGradeAnswers(quiz: Command, context: Context): void {
  quiz
    .command('grade')
    .description('Grade a file of answers, or a folder of them')
    .argument('<FILE>', 'a quiz file, or a quiz of argmax')
    .argument('<ANSWERS>', 'a .json file of answers, or a folder of such files')
    .addOption(new Option('--format <name>', 'how to write the grades').choices(['text', 'json', 'csv']).default('text'))
    .addOption(new Option('--json', 'as --format json').conflicts('format'))
    .addHelpText('after', HELP)
    .action((file, answers, flags) => grade(file, answers, flags, context))
}
