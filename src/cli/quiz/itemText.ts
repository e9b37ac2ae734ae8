// Items as a terminal shows them.

import { valueText } from '../../quiz/expression/numberText.ts'
import { type Answer, type ItemGrade, inlineText, type PresentedItem, plainLines, type Stimulus } from '../../quiz/index.ts'
import { oneLine } from '../../report/printable.ts'
import type { Colors } from '../output.ts'

/** Lines of at most so many characters, broken at spaces, the later ones indented. */
export function wrap(text: string, columns: number, indent = ''): string[] {
  if (text.startsWith('    ')) return [text]
  const lines: string[] = []
  const start = /^ */.exec(text)?.[0] ?? ''
  let line = ''
  for (const word of text.slice(start.length).split(' ')) {
    const next = line === '' ? `${start}${word}` : `${line} ${word}`
    if (next.length > columns && line.trim() !== '') {
      lines.push(line)
      line = `${indent}${word}`
    } else line = next
  }
  return [...lines, line]
}

/** The letter of the choice that is shown at a place. */
export function letterAt(place: number): string {
  return String.fromCharCode(97 + place)
}

/** The parts of an item that are shown with a letter. */
export function partsOf(item: PresentedItem): readonly { readonly id: string; readonly text: string }[] {
  if (item.kind === 'numeric') return []
  return item.kind === 'order' ? item.entries : item.choices
}

function stimulusLines(stimulus: Stimulus): string[] {
  switch (stimulus.kind) {
    case 'listing':
      return plainLines(`~~~~~~~~\n${stimulus.code.replace(/\n$/, '')}\n~~~~~~~~`)
    case 'figure':
      return [`${inlineText(stimulus.caption)} (${stimulus.link})`]
    case 'panel':
      return [
        ...(stimulus.title === undefined ? [] : [`  ${oneLine(stimulus.title)}`]),
        ...stimulus.lines.map((line) => `    ${inlineText(line)}`),
      ]
    default:
      throw stimulus satisfies never
  }
}

/** A question with its choices. */
export function itemLines(item: PresentedItem, columns: number, colors: Colors): string[] {
  const width = Math.min(columns, 100)
  const lines = item.stimulus.flatMap((stimulus) => [...stimulusLines(stimulus), ''])
  for (const line of plainLines(item.text, colors)) lines.push(...wrap(line, width))
  const parts = partsOf(item)
  if (parts.length > 0) lines.push('')
  for (const [i, { text }] of parts.entries()) lines.push(...wrap(`  ${letterAt(i)}) ${inlineText(text, colors)}`, width, '     '))
  return lines
}

/** What to type. */
export function askText(item: PresentedItem): string {
  const parts = partsOf(item)
  const last = letterAt(parts.length - 1)
  switch (item.kind) {
    case 'single':
      return `Your answer (a-${last})`
    case 'multiple':
      return 'Your answers (such as ac)'
    case 'numeric':
      return item.unit === undefined ? 'Your number' : `Your number, in ${oneLine(item.unit)}`
    case 'order':
      return `Your order (such as ${parts.map((_, i) => letterAt(parts.length - 1 - i)).join('')})`
    default:
      throw item satisfies never
  }
}

/** An answer in the letters of the screen. */
export function answerText(item: PresentedItem, answer: Answer): string {
  if (answer === null) return 'none'
  if (item.kind === 'numeric') return typeof answer === 'number' ? valueText(answer) : oneLine(String(answer))
  const places = [answer].flat().map((id) => partsOf(item).findIndex((part) => part.id === String(id)))
  const letters = places.map((place) => (place < 0 ? '?' : letterAt(place)))
  return (item.kind === 'order' ? letters : letters.sort()).join(', ') || 'none'
}

/** The grade of an item with all that is to be said of it. */
export function gradeLines(item: PresentedItem, grade: ItemGrade, place: number, columns: number, colors: Colors): string[] {
  const width = Math.min(columns, 100)
  const { score, maxScore, right, answer, rightAnswer, problem, feedback } = grade
  const mark = right
    ? colors.green('right')
    : score > 0
      ? colors.yellow('in part')
      : colors.red(grade.answered ? 'wrong' : 'no answer')
  const lines = [
    `${place}. ${mark}, ${valueText(score)} of ${valueText(maxScore)}: ${inlineText(item.text).slice(0, 60)}${item.text.length > 60 ? '...' : ''}`,
  ]
  const say = (text: string): void => {
    for (const line of plainLines(text, colors)) lines.push(...wrap(`   ${line}`, width, '   '))
  }
  if (problem !== undefined) say(problem)
  const parts = partsOf(item)
  if (right) lines.push(`   Your answer: ${answerText(item, answer)}`)
  else lines.push(`   Your answer: ${answerText(item, answer)}. Right: ${answerText(item, rightAnswer)}`)
  for (const { choice, text } of feedback) {
    const at = parts.findIndex(({ id }) => id === choice)
    say(at < 0 ? text : `${letterAt(at)}: ${text}`)
  }
  return lines
}
