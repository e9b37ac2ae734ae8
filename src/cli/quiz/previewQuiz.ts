// argmax quiz preview: a quiz as its author wants to see it, with all answers and all feedback.

import type { Command } from 'commander'
import { valueText } from '../../quiz/expression/numberText.ts'
import type { PresentedItem } from '../../quiz/index.ts'
import { inlineText, plainLines, presentQuiz } from '../../quiz/index.ts'
import type { Context } from '../context.ts'
import type { Output } from '../output.ts'
import { parseSeed } from '../parseOptions.ts'
import { itemLines, letterAt, partsOf, wrap } from './itemText.ts'
import { DEFAULT_QUIZ, loadQuiz } from './quizFile.ts'

/** The right answer, and what is said to whom. */
function keyLines(item: PresentedItem, { columns, colors }: Output): string[] {
  const lines: string[] = []
  const say = (text: string): void => {
    for (const line of plainLines(text, colors)) lines.push(...wrap(`  ${line}`, Math.min(columns, 100), '    '))
  }
  switch (item.kind) {
    case 'numeric':
      say(`Right: ${valueText(item.answer)}, within ${valueText(item.tolerance)}`)
      for (const { value, feedback } of item.mistakes) say(`${valueText(value)}: ${feedback}`)
      break
    case 'order':
      say(`Right: ${item.rightOrder.map((id) => letterAt(partsOf(item).findIndex((part) => part.id === id))).join(', ')}`)
      break
    default:
      say(`Right: ${item.choices.flatMap(({ right }, i) => (right ? [letterAt(i)] : [])).join(', ')}`)
      for (const [i, { feedback }] of item.choices.entries()) if (feedback !== undefined) say(`${letterAt(i)}: ${feedback}`)
  }
  if (item.hint !== undefined) say(`Hint: ${item.hint}`)
  if (item.feedback !== undefined) say(`Always: ${item.feedback}`)
  return lines
}

async function preview(file: string, { seed = 1 }: { seed?: number }, { stdout }: Context): Promise<void> {
  const quiz = await loadQuiz(file)
  const { colors } = stdout
  const items = presentQuiz({ ...quiz, draw: quiz.items.length, shuffle: { items: false, choices: false } }, seed)
  const lines = [
    colors.bold(inlineText(quiz.title)),
    ...plainLines(quiz.description ?? '').flatMap((line) => wrap(line, Math.min(stdout.columns, 100))),
  ]
  for (const item of items) {
    lines.push('', `${colors.bold(item.id)} (${item.kind}, ${item.points} point${item.points === 1 ? '' : 's'})`, '')
    lines.push(...itemLines(item, stdout.columns, colors), '', ...keyLines(item, stdout))
  }
  await stdout.write(`${lines.join('\n')}\n`)
}

/** Adds the command. */
export function addPreviewQuiz(quiz: Command, context: Context): void {
  quiz
    .command('preview')
    .description('Show a quiz with all its answers and feedback')
    .argument('[FILE]', 'a quiz file, or a quiz of argmax', DEFAULT_QUIZ)
    .option('--seed <n>', 'draw fresh numbers by this seed', parseSeed)
    .action((file, flags) => preview(file, flags, context))
}
