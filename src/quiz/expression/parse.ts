// The expression language of quizzes: numbers, lists, names, arithmetic, comparisons and the functions of functions.ts; nothing else.
// It is parsed into a small tree and walked: no text ever becomes code, and its length and depth are bounded.
//
//   or      = and { "or" and }                 and   = compare { "and" compare }
//   compare = sum [ ("<" "<=" ">" ">=" "==" "!=") sum ]
//   sum     = product { ("+" | "-") product }  product = unary { ("*" | "/" | "%") unary }
//   unary   = "-" unary | "not" unary | power  power = postfix [ "^" unary ]
//   postfix = primary { "[" or "]" }           primary = number | name | name "(" list ")" | "[" list "]" | "(" or ")"

import { FormatError } from '../../errors.ts'

/** A parsed expression. */
export type Tree =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'list'; readonly items: readonly Tree[] }
  | { readonly kind: 'call'; readonly name: string; readonly args: readonly Tree[] }
  | { readonly kind: 'index'; readonly list: Tree; readonly at: Tree }
  | { readonly kind: 'operation'; readonly operator: string; readonly args: readonly Tree[] }

/** The longest expression. */
export const MOST_EXPRESSION_CHARACTERS = 500
/** The deepest nesting of one. */
const DEEPEST = 32

interface Token {
  readonly text: string
  readonly kind: 'number' | 'name' | 'sign' | 'end'
  readonly at: number
}

const TOKEN = /\s*(?:((?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)|([A-Za-z][A-Za-z0-9_]*)|(<=|>=|==|!=|[-+*/%^<>()[\],]))/y

function tokensOf(source: string): Token[] {
  const tokens: Token[] = []
  TOKEN.lastIndex = 0
  let at = 0
  while (source.slice(at).trim() !== '') {
    TOKEN.lastIndex = at
    const match = TOKEN.exec(source)
    if (match === null) {
      const start = at + source.slice(at).search(/\S/)
      throw new FormatError(`unexpected ${JSON.stringify(source[start])} at character ${start + 1}`)
    }
    const [, number, name, sign] = match
    const text = number ?? name ?? sign ?? ''
    at = TOKEN.lastIndex
    tokens.push({ text, kind: number !== undefined ? 'number' : name !== undefined ? 'name' : 'sign', at: at - text.length + 1 })
  }
  tokens.push({ text: 'the end', kind: 'end', at: source.length + 1 })
  return tokens
}

/** Binary operators, from the loosest to the tightest. */
const LEVELS = [['or'], ['and'], ['<', '<=', '>', '>=', '==', '!='], ['+', '-'], ['*', '/', '%']] as const
const COMPARISONS = 2

class Parser {
  readonly #tokens: readonly Token[]
  #next = 0
  #depth = 0

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens
  }

  get #token(): Token {
    return this.#tokens[this.#next] as Token
  }

  #fail(wanted: string): never {
    const { text, kind, at } = this.#token
    throw new FormatError(`expected ${wanted} at character ${at}, found ${kind === 'end' ? text : JSON.stringify(text)}`)
  }

  #take(text: string): boolean {
    if (this.#token.kind === 'end' || this.#token.text !== text) return false
    this.#next++
    return true
  }

  #expect(text: string): void {
    if (!this.#take(text)) this.#fail(`"${text}"`)
  }

  whole(): Tree {
    const tree = this.#level(0)
    if (this.#token.kind !== 'end') this.#fail('an operator or the end')
    return tree
  }

  #level(level: number): Tree {
    const operators = LEVELS[level] as readonly string[] | undefined
    if (operators === undefined) return this.#unary()
    if (level === 0 && ++this.#depth > DEEPEST) throw new FormatError(`nested more than ${DEEPEST} deep`)
    let left = this.#level(level + 1)
    for (let count = 0; ; count++) {
      const operator = operators.find((text) => this.#take(text))
      if (operator === undefined) break
      if (level === COMPARISONS && count > 0) throw new FormatError('comparisons are not chained: write a < b and b < c')
      left = { kind: 'operation', operator, args: [left, this.#level(level + 1)] }
    }
    if (level === 0) this.#depth--
    return left
  }

  #unary(): Tree {
    if (++this.#depth > DEEPEST) throw new FormatError(`nested more than ${DEEPEST} deep`)
    const operator = this.#take('-') ? 'negative' : this.#take('not') ? 'not' : undefined
    const tree: Tree = operator === undefined ? this.#power() : { kind: 'operation', operator, args: [this.#unary()] }
    this.#depth--
    return tree
  }

  #power(): Tree {
    const base = this.#postfix()
    return this.#take('^') ? { kind: 'operation', operator: '^', args: [base, this.#unary()] } : base
  }

  #postfix(): Tree {
    let tree = this.#primary()
    while (this.#take('[')) {
      tree = { kind: 'index', list: tree, at: this.#level(0) }
      this.#expect(']')
    }
    return tree
  }

  #list(end: string): Tree[] {
    const items: Tree[] = []
    if (this.#take(end)) return items
    do items.push(this.#level(0))
    while (this.#take(','))
    this.#expect(end)
    return items
  }

  #primary(): Tree {
    const { text, kind } = this.#token
    if (kind === 'number') {
      this.#next++
      return { kind: 'number', value: Number(text) }
    }
    if (kind === 'name' && !['and', 'or', 'not'].includes(text)) {
      this.#next++
      return this.#take('(') ? { kind: 'call', name: text, args: this.#list(')') } : { kind: 'name', name: text }
    }
    if (this.#take('[')) return { kind: 'list', items: this.#list(']') }
    if (this.#take('(')) {
      const tree = this.#level(0)
      this.#expect(')')
      return tree
    }
    return this.#fail('a number, a name, "[" or "("')
  }
}

/**
 * Parses an expression.
 *
 * @throws FormatError that says what is wrong at which character
 */
export function parseExpression(source: string | number): Tree {
  if (typeof source === 'number') return { kind: 'number', value: source }
  if (source.length > MOST_EXPRESSION_CHARACTERS) {
    throw new FormatError(`longer than ${MOST_EXPRESSION_CHARACTERS} characters (${source.length}); name parts of it under values`)
  }
  return new Parser(tokensOf(source)).whole()
}
