// argmax quiz check: everything that is wrong with a quiz file, each with its line.

import type { Command } from 'commander'
import { FormatError } from '../../errors.ts'
import { inspectQuiz, problemText } from '../../quiz/index.ts'
import type { Context } from '../context.ts'
import { CommandStop, EXIT } from '../exitCodes.ts'
import { plural } from '../table.ts'
import { quizText } from './quizFile.ts'

async function checkFile(file: string, { json }: { json?: boolean }, { stdout, stderr }: Context): Promise<void> {
  const { text, name } = await quizText(file)
  let checked: ReturnType<typeof inspectQuiz>
  try {
    checked = inspectQuiz(text, name)
  } catch (error) {
    if (!json || !(error instanceof FormatError)) throw error
    await stdout.line(JSON.stringify({ file: name, valid: false, problems: [{ message: error.message }] }))
    throw new CommandStop(error.message, EXIT.data)
  }
  const { quiz, problems } = checked
  if (json) await stdout.line(JSON.stringify({ file: name, valid: problems.length === 0, problems }))
  if (quiz === undefined) {
    if (!json) for (const problem of problems) stderr.show(`${problemText(problem, name)}\n`)
    throw new CommandStop(`${name} has ${plural(problems.length, 'problem')}.`, EXIT.data)
  }
  if (json) return
  const fresh = quiz.items.filter(({ numbers }) => numbers !== undefined).length
  await stdout.line(
    `${name} is fine: ${plural(quiz.items.length, 'item')}, ${fresh} of them with fresh numbers (tried with 100 seeds each).`,
  )
}

/** Adds the command. */
export function addCheckQuiz(quiz: Command, context: Context): void {
  quiz
    .command('check')
    .description('Check a quiz file: schema, right answers, expressions, choices')
    .argument('<FILE>', 'a quiz file, or a quiz of argmax')
    .option('--json', 'print one JSON object')
    .addHelpText('after', '\nExit codes: 0 the file is fine; 3 it is not: every problem is listed with its line.')
    .action((file, flags) => checkFile(file, flags, context))
}
