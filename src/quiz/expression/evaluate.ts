// Walks the tree of an expression. Every step is counted, so that no expression runs long, and every result is finite or refused.

import { describe, FormatError } from '../../errors.ts'
import { each, exponential, FUNCTIONS, logarithm, MOST_LIST_ITEMS, position, scalar, type Value } from './functions.ts'
import { parseExpression, type Tree } from './parse.ts'

/** Most steps of one evaluation. */
const MOST_STEPS = 20_000

/** What names stand for. */
export type Scope = ReadonlyMap<string, Value>

/** x to a whole power by squaring; other powers of x > 0 by exp and log. */
function power(x: number, exponent: number): number {
  if (!Number.isInteger(exponent) || Math.abs(exponent) > 2000) return exponential(exponent * logarithm(x))
  let result = 1
  let square = x
  for (let rest = Math.abs(exponent); rest > 0; rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) result *= square
    square *= square
  }
  return exponent < 0 ? 1 / result : result
}

const truth = (condition: boolean): number => (condition ? 1 : 0)

/** Operations of two numbers; `%` is what is left of a division, with the sign of the divisor. */
const BINARY: Readonly<Record<string, (a: number, b: number) => number>> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
  '%': (a, b) => a - b * Math.floor(a / b),
  '^': power,
  '<': (a, b) => truth(a < b),
  '<=': (a, b) => truth(a <= b),
  '>': (a, b) => truth(a > b),
  '>=': (a, b) => truth(a >= b),
  '==': (a, b) => truth(a === b),
  '!=': (a, b) => truth(a !== b),
  and: (a, b) => truth(a !== 0 && b !== 0),
  or: (a, b) => truth(a !== 0 || b !== 0),
}

class Walk {
  readonly #scope: Scope
  #steps = 0

  constructor(scope: Scope) {
    this.#scope = scope
  }

  #count(steps: number): void {
    this.#steps += steps
    if (this.#steps > MOST_STEPS) throw new FormatError(`takes more than ${MOST_STEPS} steps`)
  }

  value(tree: Tree): Value {
    this.#count(1)
    switch (tree.kind) {
      case 'number':
        return tree.value
      case 'name': {
        const value = this.#scope.get(tree.name)
        if (value !== undefined) return value
        const known = [...this.#scope.keys()]
        const hint = FUNCTIONS.has(tree.name)
          ? `${tree.name} is a function: write ${tree.name}(...)`
          : `known are ${known.length > 0 ? known.join(', ') : 'no names'}`
        throw new FormatError(`there is no value ${JSON.stringify(tree.name)}; ${hint}`)
      }
      case 'list':
        if (tree.items.length > MOST_LIST_ITEMS) throw new FormatError(`a list of more than ${MOST_LIST_ITEMS} items`)
        return tree.items.map((item) => this.value(item))
      case 'index': {
        const list = this.value(tree.list)
        if (typeof list === 'number') throw new FormatError('only a list has items: a number is indexed')
        return list[position(this.value(tree.at), list.length, 'a position (they count from 0)')] as Value
      }
      case 'call':
        return this.#call(tree.name, tree.args)
      case 'operation': {
        const [a, b] = tree.args.map((arg) => this.value(arg)) as [Value, Value | undefined]
        if (tree.operator === 'negative') return each(a, 'what - stands before', (x) => 0 - x)
        if (tree.operator === 'not') return truth(scalar(a, 'what not stands before') === 0)
        return this.#binary(tree.operator, a, b as Value)
      }
      default:
        throw tree satisfies never
    }
  }

  #call(name: string, trees: readonly Tree[]): Value {
    const found = FUNCTIONS.get(name)
    if (found === undefined) throw new FormatError(`there is no function ${name}; there are ${[...FUNCTIONS.keys()].join(', ')}`)
    const { least, most, call } = found
    if (trees.length < least || trees.length > most) {
      const wanted = least === most ? `${least}` : `${least} to ${most}`
      throw new FormatError(`${name} takes ${wanted} argument${most === 1 ? '' : 's'}, not ${trees.length}`)
    }
    const args = trees.map((arg) => this.value(arg))
    for (const arg of args) if (typeof arg !== 'number') this.#count(arg.length)
    return call(args)
  }

  /** Lists go item by item; a number goes with each item of a list. */
  #binary(operator: string, a: Value, b: Value): Value {
    const apply = BINARY[operator] as (a: number, b: number) => number
    if (typeof a === 'number' && typeof b === 'number') return apply(a, b)
    const length = typeof a === 'number' ? (b as readonly Value[]).length : a.length
    this.#count(length)
    if (typeof a !== 'number' && typeof b !== 'number' && a.length !== b.length) {
      throw new FormatError(`lists of ${a.length} and ${b.length} items don't go together with ${operator}`)
    }
    const at = (value: Value, i: number): Value => (typeof value === 'number' ? value : (value[i] as Value))
    return Array.from({ length }, (_, i) => this.#binary(operator, at(a, i), at(b, i)))
  }
}

/** Whether every number of a value is finite. */
function allFinite(value: Value): boolean {
  return typeof value === 'number' ? Number.isFinite(value) : value.every(allFinite)
}

/**
 * The value of an expression.
 *
 * @throws FormatError where it can't be parsed or evaluated, or is not finite; the message holds the expression
 */
export function evaluateExpression(source: string | number, scope: Scope = new Map()): Value {
  try {
    const value = new Walk(scope).value(parseExpression(source))
    if (allFinite(value)) return value
    throw new FormatError(
      typeof value === 'number' ? `its value is ${value}, which is not finite` : 'a value of the list is not finite',
    )
  } catch (error) {
    if (!(error instanceof Error)) throw error
    throw new FormatError(`The expression ${describe(source)}: ${error.message.replace(/\.$/, '')}.`, { cause: error })
  }
}
