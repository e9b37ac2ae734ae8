// What came of a search, as a ranked table and as one JSON object.

import type { GridCandidate, GridSearch } from '../../evaluation/index.ts'
import { commandLine, flagText } from '../commandLine.ts'
import type { Output } from '../output.ts'
import { renderTable } from '../table.ts'
import type { Candidate } from './gridOption.ts'

/** Candidates shown to people. */
const MOST_SHOWN = 20

/** A candidate as flags of argmax train: `--l2 0.1 --hidden 25,15`. */
function flagsOf(candidate: Candidate): string {
  return Object.entries(candidate)
    .map(([name, value]) => flagText(name, value))
    .join(' ')
}

/** The best first; those that failed last. */
function ranked(candidates: readonly GridCandidate<Candidate>[]): GridCandidate<Candidate>[] {
  const place = ({ rank }: GridCandidate<Candidate>): number => rank ?? Number.POSITIVE_INFINITY
  return [...candidates].sort((a, b) => (place(a) === place(b) ? 0 : place(a) - place(b)))
}

/** The command that trains the best candidate, with what all candidates share. */
export function trainCommand(words: string, shared: Readonly<Record<string, unknown>>, best: Candidate): string {
  return commandLine('train', words, { ...shared, ...best })
}

/** The lines for people. */
export function tuneLines(search: GridSearch<Candidate>, command: string, file: string, { colors }: Output): string[] {
  const all = ranked(search.candidates)
  const figure = (value: number | null | undefined): string => (value === null || value === undefined ? '–' : value.toFixed(4))
  const rows = all
    .slice(0, MOST_SHOWN)
    .map(({ rank, mean, std, metrics, parameters, error }) => [
      rank === null ? '–' : String(rank),
      figure(mean),
      figure(std),
      figure(metrics.logLoss?.mean),
      error === null ? flagsOf(parameters) : `${flagsOf(parameters)} (failed)`,
    ])
  const columns = [
    { title: 'rank' },
    { title: 'accuracy' },
    { title: '±' },
    { title: 'log loss' },
    { title: 'settings', align: 'left' as const },
  ]
  const [header, ...lines] = renderTable(columns, rows)
  const more = all.length > MOST_SHOWN ? [colors.dim(`${MOST_SHOWN} of ${all.length}; all are in ${file}.`)] : []
  return [
    colors.bold(header as string),
    ...lines,
    ...more,
    '',
    ...wrap(search.best.note),
    '',
    'Train it, and test it on rows that took no part in the search:',
    `  ${colors.cyan(command)}`,
  ]
}

/** Sentences in lines of at most 80 characters. */
function wrap(text: string): string[] {
  const lines: string[] = []
  for (const word of text.split(' ')) {
    const last = lines.at(-1)
    if (last !== undefined && last.length + 1 + word.length <= 80) lines[lines.length - 1] = `${last} ${word}`
    else lines.push(word)
  }
  return lines
}

/** The object for machines. */
export function tuneObject(run: string, folds: number, search: GridSearch<Candidate>, command: string): object {
  const { scoring, best, candidates, warnings } = search
  return {
    ...{ run, scoring, folds },
    best: { parameters: best.parameters, score: best.score, optimistic: best.optimistic, note: best.note, command },
    candidates: ranked(candidates).map(({ rank, parameters, mean, std, values, metrics, error, warnings: own }) => ({
      ...{ rank, parameters, mean, std, values },
      logLoss: metrics.logLoss?.mean ?? null,
      ...{ error, warnings: own },
    })),
    warnings,
  }
}
