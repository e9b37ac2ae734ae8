// argmax quiz run: takes a quiz in the terminal, keeps the attempt in a file, grades it at the end.

import type { Command } from 'commander'
import { UsageError } from '../../errors.ts'
import {
  type Attempt,
  bestResult,
  durationText,
  finishCurrent,
  type Grade,
  inlineText,
  limitOf,
  nextNumber,
  pauseAttempt,
  plainLines,
  presentQuiz,
  type Quiz,
  type QuizHistory,
  resumeAttempt,
  startAttempt,
  withAttempt,
} from '../../quiz/index.ts'
import { commandLine } from '../commandLine.ts'
import type { Context } from '../context.ts'
import { CommandStop, EXIT } from '../exitCodes.ts'
import { listenForInterruption } from '../interruption.ts'
import type { Output } from '../output.ts'
import { parseSeed } from '../parseOptions.ts'
import { shellQuote } from '../table.ts'
import { attemptPath, openAttempts, saveAttempts } from './attemptFile.ts'
import { gradeLines, wrap } from './itemText.ts'
import { LineReader } from './lineReader.ts'
import { DEFAULT_QUIZ, loadQuiz } from './quizFile.ts'
import { clock, QuizSession } from './runSession.ts'

interface RunFlags {
  seed?: number
  timer: boolean
  attempts?: string
  restart?: boolean
  json?: boolean
}

/** `passed, 100 %`, or `not yet, 67 %; 80 % needed`. */
export function bannerText({ percent, passed, passMark }: Pick<Grade, 'percent' | 'passed' | 'passMark'>): string {
  if (passed === null) return `${percent} %`
  return passed ? `passed, ${percent} %` : `not yet, ${percent} %; ${passMark} % needed`
}

/** The attempt to go on with, or a new one. */
function openAttempt(quiz: Quiz, history: QuizHistory, flags: RunFlags): { attempt: Attempt; resumed: boolean } {
  const { seed, timer, restart } = flags
  const now = clock()
  const { current } = history
  if (current !== null && !restart) {
    if (seed !== undefined && seed !== current.seed) {
      throw new UsageError(
        `An attempt with seed ${current.seed} is under way. Go on with it without --seed, or drop it with --restart.`,
      )
    }
    const attempt = timer ? current : { ...current, timer: { ...current.timer, limit: null } }
    return { attempt: resumeAttempt(attempt, now), resumed: true }
  }
  const number = nextNumber(history)
  return { attempt: startAttempt(quiz, now, { number, timed: timer, ...(seed === undefined ? {} : { seed }) }), resumed: false }
}

function introduce(quiz: Quiz, attempt: Attempt, resumed: boolean, out: Output): void {
  const { colors } = out
  const width = Math.min(out.columns, 100)
  out.show(`${colors.bold(inlineText(quiz.title))}, attempt ${attempt.number}${resumed ? ', resumed' : ''}\n`)
  for (const line of plainLines(quiz.description ?? '')) out.show(`${wrap(line, width).join('\n')}\n`)
  const limit = attempt.timer.limit === null ? 'no time limit' : durationText(limitOf(quiz) ?? 0)
  const mark = quiz.passMark === undefined ? 'no pass mark' : `pass mark ${quiz.passMark} %`
  const questions = quiz.draw ?? quiz.items.length
  out.show(`${questions} question${questions === 1 ? '' : 's'}, ${limit}, ${mark}.\n`)
}

async function showGrade(quiz: Quiz, grade: Grade, history: QuizHistory, timeUp: boolean, out: Output): Promise<void> {
  const { colors } = out
  const items = presentQuiz(quiz, grade.seed)
  const banner = bannerText(grade)
  const color = grade.passed === false ? colors.yellow : colors.green
  const lines = [
    '',
    ...(timeUp ? ['The time is over; what was answered is graded.'] : []),
    colors.bold(color(banner)),
    `${grade.score} of ${grade.maxScore} points`,
    '',
    ...items.flatMap((item, i) => [...gradeLines(item, grade.items[i] as Grade['items'][number], i + 1, out.columns, colors), '']),
  ]
  const best = bestResult(history)
  if (history.results.length > 1 && best !== undefined) {
    lines.push(`Attempts so far: ${history.results.length}; the best, number ${best.number}, had ${best.percent} %.`)
  }
  await out.write(`${lines.join('\n')}\n`)
}

async function runQuiz(nameOrFile: string, flags: RunFlags, { stdin, stdout, stderr }: Context): Promise<void> {
  const quiz = await loadQuiz(nameOrFile)
  const path = attemptPath(quiz, flags.attempts)
  let history = await openAttempts(path, quiz)
  const { attempt, resumed } = openAttempt(quiz, history, flags)
  // With --json stdout is for the grade alone.
  const out = flags.json ? stderr : stdout
  const save = async (next: Attempt): Promise<void> => {
    history = withAttempt(history, next)
    await saveAttempts(path, history)
  }
  await save(attempt)
  introduce(quiz, attempt, resumed, out)
  const lines = new LineReader(stdin)
  const interruption = listenForInterruption()
  try {
    const session = new QuizSession(quiz, attempt, { out, lines, signal: interruption.signal, save })
    const end = await session.run()
    if (end === 'left') {
      await save(pauseAttempt(session.attempt, clock()))
      const again = commandLine('quiz run', shellQuote(nameOrFile), { attempts: flags.attempts })
      throw new CommandStop(
        `The attempt is kept in ${path}, and its clock stands. Go on with: ${again}`,
        interruption.received?.exitCode ?? EXIT.interrupted,
      )
    }
    const finished = finishCurrent(quiz, history, clock())
    history = finished.history
    await saveAttempts(path, history)
    if (flags.json) await stdout.line(JSON.stringify(finished.grade))
    await showGrade(quiz, finished.grade, history, finished.result.reason === 'time', out)
    if (finished.grade.passed === false) throw new CommandStop(`${quiz.title}: ${bannerText(finished.grade)}.`, EXIT.gate)
  } finally {
    interruption.dispose()
    lines.close()
    stdin.destroy()
  }
}

const HELP = `
NAME is a quiz that comes with argmax: multiclass-classification (graded) or
multiclass-practice. Each attempt has fresh numbers; its seed is its number,
unless --seed gives one. Answers are kept as they are given, so that an attempt
goes on where it was left. Who must not be timed takes --no-timer; /more at
any question gives more time, ten times.

Exit codes: 0 passed, or nothing to pass; 5 not passed; 130 left unfinished.

Examples:
  $ npx argmax quiz run
  $ npx argmax quiz run multiclass-practice --seed 7
  $ npx argmax quiz run my-quiz.yaml --no-timer`

/** Adds the command. */
export function addRunQuiz(quiz: Command, context: Context): void {
  quiz
    .command('run')
    .description('Take a quiz in the terminal')
    .argument('[NAME|FILE]', 'a quiz of argmax, or a quiz file', DEFAULT_QUIZ)
    .option('--seed <n>', 'draw items, numbers and orders by this seed', parseSeed)
    .option('--no-timer', 'without the time limit')
    .option('--attempts <file>', 'keep the attempts here (default: quiz-attempts/<id>.json)')
    .option('--restart', 'drop the attempt under way')
    .option('--json', 'print the grade as one JSON object; questions go to stderr')
    .addHelpText('after', HELP)
    .action((name, flags) => runQuiz(name, flags, context))
}
