// --grid NAME=VALUE,VALUE: the settings that argmax tune tries, and every combination of them.

import { InvalidArgumentError } from 'commander'
import { UsageError } from '../../errors.ts'
import { parameterGrid } from '../../evaluation/gridSearch.ts'
import type { FamilyName } from '../models/families.ts'
import { FAMILIES } from '../models/families.ts'
import { parseCount, parsePenalty, parsePositive, parseSizes } from '../parseOptions.ts'

/** Settings of one candidate, by the names of argmax train's flags in camelCase. */
export interface Candidate {
  readonly model?: FamilyName
  readonly hidden?: readonly number[]
  readonly epochs?: number
  readonly batchSize?: number
  readonly learningRate?: number
  readonly optimizer?: string
  readonly l2?: number
  readonly l1?: number
}

/** One --grid: a setting and the values to try. */
export interface GridAxis {
  readonly name: keyof Candidate
  readonly values: readonly unknown[]
}

function oneOf(...allowed: readonly string[]): (text: string) => string {
  return (text) => {
    if (allowed.includes(text)) return text
    throw new InvalidArgumentError(`It must be ${allowed.join(' or ')}.`)
  }
}

/** What reads a value of each setting. */
const READERS: Readonly<Record<keyof Candidate, (text: string) => unknown>> = {
  model: oneOf('softmax', 'mlp'),
  hidden: parseSizes,
  epochs: parseCount,
  batchSize: parseCount,
  learningRate: parsePositive,
  optimizer: oneOf('adam', 'sgd', 'lbfgs', 'newton-cg'),
  l2: parsePenalty,
  l1: parsePenalty,
}
const NAMES = Object.keys(READERS) as (keyof Candidate)[]
const EXAMPLES = "--grid 'l2=0.01,0.1,1' or --grid 'hidden=25,15;64'"

/** `learning-rate` as `learningRate`. */
const camel = (name: string): string => name.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase())

/**
 * Reads one --grid. Values stand between commas; those of `hidden`, which are lists, between semicolons.
 *
 * @throws InvalidArgumentError for an unknown setting or a bad value
 */
export function parseAxis(text: string): GridAxis {
  const at = text.indexOf('=')
  const name = camel(text.slice(0, Math.max(0, at)).trim()) as keyof Candidate
  if (at < 0 || !NAMES.includes(name)) {
    throw new InvalidArgumentError(`It must be NAME=VALUES with a name among ${NAMES.join(', ')}, such as ${EXAMPLES}.`)
  }
  const parts = text.slice(at + 1).split(name === 'hidden' || text.includes(';') ? ';' : ',')
  const values = parts.map((part) => {
    try {
      return READERS[name](part.trim())
    } catch (error) {
      if (!(error instanceof InvalidArgumentError)) throw error
      throw new InvalidArgumentError(`${JSON.stringify(part.trim())} is no value of ${name}. ${error.message}`)
    }
  })
  return { name, values }
}

/** Adds one --grid to those before. @throws InvalidArgumentError where a setting comes twice */
export function collectAxes(text: string, before: readonly GridAxis[] = []): GridAxis[] {
  const axis = parseAxis(text)
  if (before.some(({ name }) => name === axis.name)) {
    throw new InvalidArgumentError(`${axis.name} was given before. Put all its values into one --grid.`)
  }
  return [...before, axis]
}

/**
 * Every combination. A setting that a candidate's model doesn't have is left out of it, and what is then the same is tried once.
 *
 * @param family the model of the candidates that name none
 * @throws UsageError where a setting is one of no candidate's model
 */
export function candidatesOf(axes: readonly GridAxis[], family: FamilyName): Candidate[] {
  const all = parameterGrid<Candidate>(Object.fromEntries(axes.map(({ name, values }) => [name, values])))
  const trimmed = all.map((candidate) => {
    const { takes } = FAMILIES[candidate.model ?? family]
    return Object.fromEntries(Object.entries(candidate).filter(([name]) => name === 'model' || takes.includes(name))) as Candidate
  })
  const unused = axes.find(({ name }) => !trimmed.some((candidate) => name in candidate))
  if (unused !== undefined) {
    throw new UsageError(
      `--grid ${unused.name}: ${family} has no such setting; it has ${FAMILIES[family].takes.join(', ')}. Name another model with --model.`,
    )
  }
  return [...new Map(trimmed.map((candidate) => [JSON.stringify(candidate), candidate])).values()]
}
