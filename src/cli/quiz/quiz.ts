// argmax quiz: the group of commands.

import type { Command } from 'commander'
import type { Context } from '../context.ts'
import { addCheckQuiz } from './checkQuizFile.ts'
import { addExportQuiz } from './exportQuiz.ts'
import { addGradeAnswers } from './gradeAnswers.ts'
import { addImportQuiz } from './importQuiz.ts'
import { addNewQuiz } from './newQuiz.ts'
import { addPreviewQuiz } from './previewQuiz.ts'
import { addRunQuiz } from './runQuiz.ts'

const HELP = `
Examples:
  $ npx argmax quiz run
  $ npx argmax quiz new my-quiz.yaml
  $ npx argmax quiz check my-quiz.yaml
  $ npx argmax quiz grade my-quiz.yaml answers/ --format csv > grades.csv`

/** Adds the commands to the program. */
export function addQuiz(program: Command, context: Context): void {
  const quiz = program.command('quiz').description('Take, write, check and grade quizzes').addHelpText('after', HELP)
  for (const add of [addRunQuiz, addNewQuiz, addPreviewQuiz, addCheckQuiz, addGradeAnswers, addImportQuiz, addExportQuiz]) {
    add(quiz, context)
  }
}
