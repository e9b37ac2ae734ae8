// What a schema can't say of a quiz: that names are unique, every item has a right answer, every expression evaluates, and choices
// are distinct, also when fresh numbers are put in. Drawn items are tried with a hundred seeds.

import { countOf } from '../attempt/drawNumbers.ts'
import { type PresentedItem, presentItem } from '../attempt/presentItem.ts'
import { parseExpression } from '../expression/parse.ts'
import { gradeItem } from '../grading/gradeItem.ts'
import { rightAnswer } from '../grading/gradeQuiz.ts'
import { hasPlaces } from '../text/fillText.ts'
import { durationMilliseconds } from './duration.ts'
import type { Path, Problem } from './schemaProblems.ts'
import { type Item, idAt, type Quiz } from './types.ts'

/** Seeds that an item with fresh numbers is tried with. */
const SEEDS = 100

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

/** Adds a problem for each value that a list has twice. */
function checkTwice(values: readonly string[], pathOf: (i: number) => Path, what: string, problems: Problem[]): void {
  const first = new Map<string, number>()
  for (const [i, value] of values.entries()) {
    const earlier = first.get(value)
    if (earlier === undefined) first.set(value, i)
    else problems.push({ path: pathOf(i), message: `${what} ${JSON.stringify(value.slice(0, 60))} is there twice. Change one.` })
  }
}

/** Links to figures in texts; what stands in for a value may be any number. */
const LINK = /\]\((studio:[^()\s]*)\)/g
const FIGURE = /^studio:(train|draw|softmax|loss|learn|export)(\/[a-z0-9-]{1,40})?(\?[A-Za-z0-9_.,=&+~-]{1,300})?$/

/** The first link to a figure that leads nowhere. */
function brokenLink(value: unknown): string | undefined {
  if (typeof value === 'string') {
    const links = Array.from(value.matchAll(LINK), ([, link]) => link as string)
    return links.find((link) => !FIGURE.test(link.replaceAll(/\{\{.*?\}\}/g, '0')))
  }
  if (typeof value !== 'object' || value === null) return undefined
  for (const part of Object.values(value)) {
    const broken = brokenLink(part)
    if (broken !== undefined) return broken
  }
  return undefined
}

/** A text as its reader sees it: white space and case aside. */
const looks = (text: string): string => text.trim().replaceAll(/\s+/g, ' ').toLowerCase()

function partsOf(
  item: Item,
): { key: 'choices' | 'entries'; parts: readonly { readonly id?: string; readonly text: string }[] } | undefined {
  if (item.kind === 'numeric') return undefined
  return item.kind === 'order' ? { key: 'entries', parts: item.entries } : { key: 'choices', parts: item.choices }
}

/** What can be said without drawing. */
function checkParts(item: Item, at: Path, problems: Problem[]): void {
  const list = partsOf(item)
  if (list !== undefined) {
    const { key, parts } = list
    checkTwice(
      parts.map((_, i) => idAt(parts, i)),
      (i) => [...at, key, i],
      'the id',
      problems,
    )
    checkTwice(
      parts.map(({ text }) => looks(text)),
      (i) => [...at, key, i],
      key === 'choices' ? 'the choice' : 'the entry',
      problems,
    )
  }
  if (item.kind === 'single' || item.kind === 'multiple') {
    const rights = item.choices.filter(({ right }) => right === true).length
    if (rights === 0) problems.push({ path: [...at, 'choices'], message: 'no choice is right. Mark it with right: true.' })
    if (item.kind === 'single' && rights > 1) {
      problems.push({ path: [...at, 'choices'], message: `${rights} choices are right, but one can be taken. Use kind: multiple.` })
    }
  }
}

/** The expressions of an item, with where they stand. */
function expressionsOf(item: Item): [Path, string | number][] {
  const found: [Path, string | number][] = Object.entries(item.values ?? {}).map(([name, value]) => [['values', name], value])
  if (item.where !== undefined) found.push([['where'], item.where])
  if (item.kind === 'numeric') {
    found.push([['answer'], item.answer])
    for (const [i, { value }] of (item.mistakes ?? []).entries()) found.push([['mistakes', i, 'value'], value])
  }
  return found
}

/** What is wrong with one drawn item, or undefined. */
function drawnProblem(item: Item, shown: PresentedItem): { path: Path; message: string } | undefined {
  if (shown.kind === 'numeric' && item.kind === 'numeric') {
    if (item.tolerance === undefined && !Number.isInteger(shown.answer)) {
      return {
        path: ['answer'],
        message: `the answer ${shown.answer} is no whole number: say with tolerance how near is near enough.`,
      }
    }
    for (const [i, { value }] of shown.mistakes.entries()) {
      if (gradeItem(shown, value).share.numerator !== 0n) {
        return {
          path: ['mistakes', i],
          message: `the mistake ${value} is right, as the answer is ${shown.answer} within ${shown.tolerance}.`,
        }
      }
    }
  } else if (shown.kind !== 'numeric') {
    const texts = (shown.kind === 'order' ? shown.entries : shown.choices).map(({ text }) => looks(text))
    const twice = texts.find((text, i) => texts.indexOf(text) !== i)
    if (twice !== undefined) {
      return {
        path: [shown.kind === 'order' ? 'entries' : 'choices'],
        message: `with its numbers put in, ${JSON.stringify(twice)} is there twice.`,
      }
    }
  }
  const { share } = gradeItem(shown, rightAnswer(shown))
  return share.numerator === share.denominator ? undefined : { path: [], message: 'its right answer does not get all points.' }
}

function checkItem(quiz: Quiz, item: Item, at: Path): Problem[] {
  const problems: Problem[] = []
  checkParts(item, at, problems)
  for (const [path, expression] of expressionsOf(item)) {
    try {
      parseExpression(expression)
    } catch (error) {
      problems.push({ path: [...at, ...path], message: `the expression ${JSON.stringify(expression)}: ${messageOf(error)}.` })
    }
  }
  for (const [name, range] of Object.entries(item.numbers ?? {})) {
    try {
      countOf(range)
    } catch (error) {
      problems.push({ path: [...at, 'numbers', name], message: messageOf(error) })
    }
    if (item.values !== undefined && Object.hasOwn(item.values, name)) {
      problems.push({ path: [...at, 'values', name], message: `${name} is drawn under numbers. Give the value another name.` })
    }
  }
  const texts = [item.text, ...(partsOf(item)?.parts.map(({ text }) => text) ?? [])]
  if (item.numbers === undefined && item.values === undefined && texts.some(hasPlaces)) {
    problems.push({
      path: [...at, 'text'],
      message: '{{...}} is shown as it stands, because the item has neither numbers nor values.',
    })
  }
  const broken = brokenLink(item)
  if (broken !== undefined) {
    const message = `the link ${broken} leads to no figure. Links are studio:, a room (train, draw, softmax, loss, learn, export), and what to show: studio:softmax?z=1,2,3.`
    problems.push({ path: at, message })
  }
  if (problems.length > 0) return problems
  const seeds = item.numbers === undefined ? 1 : SEEDS
  for (let seed = 1; seed <= seeds; seed++) {
    let problem: { path: Path; message: string } | undefined
    try {
      problem = drawnProblem(item, presentItem(quiz, item, seed))
    } catch (error) {
      problem = { path: [], message: messageOf(error) }
    }
    if (problem !== undefined) {
      const which = item.numbers === undefined ? '' : ` (With seed ${seed}.)`
      return [{ path: [...at, ...problem.path], message: `${problem.message}${which}` }]
    }
  }
  return []
}

/** Everything that is wrong with a quiz that follows the schema. */
export function checkQuiz(quiz: Quiz): Problem[] {
  const problems: Problem[] = []
  const { items, timeLimit, draw } = quiz
  if (timeLimit !== undefined) {
    try {
      durationMilliseconds(timeLimit)
    } catch (error) {
      problems.push({ path: ['timeLimit'], message: messageOf(error) })
    }
  }
  if (draw !== undefined && draw > items.length) {
    problems.push({ path: ['draw'], message: `an attempt can't draw ${draw} of ${items.length} items.` })
  }
  checkTwice(
    items.map(({ id }) => id),
    (i) => ['items', i, 'id'],
    'the item id',
    problems,
  )
  for (const [i, item] of items.entries()) problems.push(...checkItem(quiz, item, ['items', i]))
  return problems
}
