// argmax quiz new: a file to begin with, which already runs.

import type { Command } from 'commander'
import { UsageError } from '../../errors.ts'
import type { Context } from '../context.ts'
import { shellQuote } from '../table.ts'
import { writeNew } from './quizFile.ts'

const template = (id: string): string => `# A quiz of argmax. Try it: argmax quiz run FILE; check it: argmax quiz check FILE.
# Texts are Markdown, with TeX between $ signs. docs/quiz.md explains everything that may stand here.
format: argmax-quiz/1
id: ${id}
title: My quiz
passMark: 80 # percent; leave it out for practice
timeLimit: PT15M # ISO 8601; leave it out for no limit
items:
  - id: first
    kind: single # one choice is right
    text: What does softmax make of logits?
    hint: They add up to something.
    choices:
      - text: Probabilities.
        right: true
        feedback: And [they add up to one](studio:softmax?z=2,1,0).
      - text: Class numbers.
        feedback: That is what argmax does.
    feedback: Shown with the grade, whatever was answered.

  - id: second
    kind: multiple # (right - wrong) / right, at least 0
    points: 2
    text: Which of these are losses?
    choices:
      - text: Cross-entropy
        right: true
      - text: Squared error
        right: true
      - text: Accuracy

  - id: third
    kind: numeric # with fresh numbers in each attempt
    numbers:
      p: { from: 0.1, to: 0.9, step: 0.1 }
    text: The true class got a probability of {{p}}. What is the loss?
    answer: -log(p)
    tolerance: 0.01
    feedback: It is {{ -log(p) | 3 }}.

  - id: fourth
    kind: order # the entries stand in the right order
    text: From inputs to a class, in order.
    entries:
      - text: Inputs
      - text: Logits
      - text: Probabilities
      - text: The class
`

/** An id from a file's name. */
function idOf(file: string): string {
  const name = file.replace(/^.*[\\/]/, '').replace(/\.ya?ml$/i, '')
  const id = name
    .replaceAll(/[^A-Za-z0-9_-]+/g, '-')
    .replace(/^[^A-Za-z]+/, '')
    .slice(0, 64)
  return id === '' ? 'my-quiz' : id
}

async function newQuiz(file: string, flags: { overwrite?: boolean }, { stdout }: Context): Promise<void> {
  if (!/\.ya?ml$/i.test(file)) throw new UsageError(`The file of a quiz ends in .yaml; received ${JSON.stringify(file)}.`)
  await writeNew(file, template(idOf(file)), flags)
  await stdout.line(`${file} is written. Try it: argmax quiz run ${shellQuote(file)}`)
}

/** Adds the command. */
export function addNewQuiz(quiz: Command, context: Context): void {
  quiz
    .command('new')
    .description('Write a quiz file to begin with')
    .argument('[FILE]', 'the file', 'quiz.yaml')
    .option('--overwrite', 'replace the file')
    .action((file, flags) => newQuiz(file, flags, context))
}
