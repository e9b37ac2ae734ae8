// One sitting at a quiz in a terminal: questions one after the other, answers kept as they come, the clock beside them.

import { performance } from 'node:perf_hooks'
import { setTimeout as sleep } from 'node:timers/promises'
import {
  type Answer,
  type Attempt,
  answerItem,
  clockText,
  dueAnnouncement,
  extendAttempt,
  isOver,
  type PresentedItem,
  pauseAttempt,
  plainLines,
  presentQuiz,
  type Quiz,
  readNumber,
  resumeAttempt,
  timeLeft,
} from '../../quiz/index.ts'
import type { Output } from '../output.ts'
import { answerText, askText, itemLines, letterAt, partsOf, wrap } from './itemText.ts'
import type { LineReader } from './lineReader.ts'

/** Milliseconds of the clock on the wall; only differences count. */
export const clock = (): number => performance.timeOrigin + performance.now()

/** How a sitting ended. */
export type SessionEnd = 'submitted' | 'time' | 'left'

/** What a sitting works with. */
export interface SessionTools {
  readonly out: Output
  readonly lines: LineReader
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal
  /** Called after every change. */
  readonly save: (attempt: Attempt) => Promise<void>
}

/** Words, because single letters are choices. */
const COMMANDS = [
  ['/hint', 'help'],
  ['/back', 'the question before'],
  ['/skip', 'the next one'],
  ['/pause', 'stops the clock'],
  ['/more', 'more time'],
  ['/quit', 'leaves, and keeps the attempt'],
] as const

/** An answer as it was typed, or what is wrong with it. */
export function readTyped(item: PresentedItem, typed: string): { answer: Answer } | { problem: string } {
  if (item.kind === 'numeric') {
    const read = readNumber(typed)
    return 'problem' in read ? read : { answer: read.value }
  }
  const parts = partsOf(item)
  const letters = [...typed.toLowerCase().replaceAll(/[\s,;)]+/g, '')]
  const last = letterAt(parts.length - 1)
  const ids = letters.flatMap((letter) => parts[letter.charCodeAt(0) - 97]?.id ?? [])
  if (letters.length === 0 || ids.length < letters.length) return { problem: `Type letters from a to ${last}.` }
  if (new Set(ids).size < ids.length) return { problem: 'A letter is there twice.' }
  if (item.kind === 'single')
    return ids.length === 1 ? { answer: ids[0] as string } : { problem: 'One letter, as one choice is right.' }
  if (item.kind === 'order' && ids.length < parts.length) return { problem: `All ${parts.length} letters, in your order.` }
  return { answer: ids }
}

/** A sitting. */
export class QuizSession {
  readonly #quiz: Quiz
  readonly #tools: SessionTools
  readonly #items: readonly PresentedItem[]
  #attempt: Attempt
  #lastLeft: number

  constructor(quiz: Quiz, attempt: Attempt, tools: SessionTools) {
    this.#quiz = quiz
    this.#tools = tools
    this.#items = presentQuiz(quiz, attempt.seed)
    this.#attempt = attempt
    this.#lastLeft = timeLeft(attempt.timer, clock()) ?? Number.POSITIVE_INFINITY
  }

  get attempt(): Attempt {
    return this.#attempt
  }

  async #keep(attempt: Attempt): Promise<void> {
    this.#attempt = attempt
    await this.#tools.save(attempt)
  }

  #say(text = ''): void {
    for (const line of wrap(text, Math.min(this.#tools.out.columns, 100))) this.#tools.out.show(`${line}\n`)
  }

  /** Announces what the clock says since the last look. */
  #announce(): void {
    const left = timeLeft(this.#attempt.timer, clock())
    if (left === null) return
    const minutes = dueAnnouncement(this.#lastLeft, left)
    if (minutes !== undefined) this.#say(`\n${minutes} minute${minutes === 1 ? '' : 's'} left. /more gives more.`)
    this.#lastLeft = left
  }

  /** A line, while the clock is watched; undefined where the sitting ends. */
  async #line(prompt: string): Promise<string | undefined> {
    const { out, lines, signal } = this.#tools
    out.show(`${prompt} > `)
    const end = new AbortController()
    const watch = async (): Promise<void> => {
      while (!end.signal.aborted) {
        if (isOver(this.#attempt.timer, clock())) return end.abort()
        this.#announce()
        const left = timeLeft(this.#attempt.timer, clock())
        await sleep(Math.max(1, Math.min(1000, left ?? 1000)), undefined, { signal: end.signal }).catch(() => undefined)
      }
    }
    const watching = watch()
    const line = await lines.next(AbortSignal.any([signal, end.signal]))
    end.abort()
    await watching
    if (line === undefined) out.show('\n')
    return line
  }

  /** Stops the clock, hides the question, and waits. */
  async #pause(): Promise<'left' | undefined> {
    await this.#keep(pauseAttempt(this.#attempt, clock()))
    for (let i = 0; i < 40 && this.#tools.out.isTerminal; i++) this.#say()
    const line = await this.#line('Paused; the clock stands. Enter goes on')
    if (line === undefined) return 'left'
    await this.#keep(resumeAttempt(this.#attempt, clock()))
    return undefined
  }

  async #moreTime(): Promise<void> {
    try {
      await this.#keep(extendAttempt(this.#quiz, this.#attempt, clock()))
      const left = timeLeft(this.#attempt.timer, clock()) ?? 0
      this.#lastLeft = left
      this.#say(`${clockText(left)} left; extended ${this.#attempt.timer.extensions} of 10 times.`)
    } catch (error) {
      this.#say((error as Error).message)
    }
  }

  #show(at: number): void {
    const { out } = this.#tools
    const item = this.#items[at] as PresentedItem
    const left = timeLeft(this.#attempt.timer, clock())
    const clockPart = left === null ? '' : `, ${clockText(left)} left`
    const points = `${item.points} point${item.points === 1 ? '' : 's'}`
    out.show(`\n${out.colors.bold(`Question ${at + 1} of ${this.#items.length}`)} (${points}${clockPart})\n\n`)
    for (const line of itemLines(item, out.columns, out.colors)) out.show(`${line}\n`)
    const given = this.#attempt.answers[item.id] ?? null
    if (given !== null) this.#say(`\nSo far: ${answerText(item, given)}`)
    out.show('\n')
  }

  /** Asks one question. */
  async #ask(at: number): Promise<'next' | 'before' | 'left' | 'ended'> {
    const item = this.#items[at] as PresentedItem
    this.#show(at)
    for (;;) {
      const line = await this.#line(askText(item))
      if (line === undefined) return 'ended'
      const typed = line.trim()
      if (typed === '/quit') return 'left'
      if (typed === '/back') return 'before'
      if (typed === '/skip' || (typed === '' && this.#attempt.answers[item.id] != null)) return 'next'
      if (typed === '/hint') for (const hint of plainLines(item.hint ?? 'There is no hint.')) this.#say(hint)
      else if (typed === '/more') await this.#moreTime()
      else if (typed === '/pause') {
        if ((await this.#pause()) === 'left') return 'ended'
        this.#show(at)
      } else if (typed === '') this.#say(COMMANDS.map(([key, does]) => `${key} (${does})`).join(', '))
      else {
        const read = readTyped(item, typed)
        if ('problem' in read) this.#say(read.problem)
        else if (isOver(this.#attempt.timer, clock())) return 'ended'
        else {
          await this.#keep(answerItem(this.#quiz, this.#attempt, item.id, read.answer, clock()))
          return 'next'
        }
      }
    }
  }

  /** Why no line came. */
  #endOf(): SessionEnd {
    return isOver(this.#attempt.timer, clock()) ? 'time' : 'left'
  }

  /** Runs until the answers are handed in, the time is over, or someone leaves. */
  async run(): Promise<SessionEnd> {
    this.#say(`At any question: ${COMMANDS.map(([key, does]) => `${key} (${does})`).join(', ')}.`)
    const firstOpen = this.#items.findIndex(({ id }) => this.#attempt.answers[id] == null)
    let at = firstOpen < 0 ? this.#items.length : firstOpen
    for (;;) {
      if (isOver(this.#attempt.timer, clock())) return 'time'
      if (at < this.#items.length) {
        const step = await this.#ask(at)
        if (step === 'ended') return this.#endOf()
        if (step === 'left') return 'left'
        at = step === 'before' ? Math.max(0, at - 1) : at + 1
        continue
      }
      const open = this.#items.flatMap(({ id }, i) => (this.#attempt.answers[id] == null ? [i + 1] : []))
      const note = open.length === 0 ? 'All questions are answered.' : `Not answered: ${open.join(', ')}.`
      this.#say(`\n${note} Enter hands in; a number goes to that question.`)
      const line = await this.#line('Hand in')
      if (line === undefined) return this.#endOf()
      const typed = line.trim().toLowerCase()
      const number = Number(typed)
      if (typed === '') return isOver(this.#attempt.timer, clock()) ? 'time' : 'submitted'
      if (typed === '/quit') return 'left'
      if (typed === '/more') await this.#moreTime()
      else if (typed === '/pause') {
        if ((await this.#pause()) === 'left') return this.#endOf()
      } else if (typed === '/back') at = this.#items.length - 1
      else if (Number.isInteger(number) && number >= 1 && number <= this.#items.length) at = number - 1
      else this.#say(`Type Enter, or a number from 1 to ${this.#items.length}.`)
    }
  }
}
