// YAML 1.2 by the package `yaml`, as plain values with the line and column of each. What quizzes and settings have no use for, and
// what makes a small file a huge one, is refused: aliases, tags, several documents, deep nesting.

import { type Document, isMap, isNode, isScalar, Lexer, LineCounter, type Node, parseDocument, stringify, visit } from 'yaml'
import { FormatError } from '../errors.ts'

/** The longest text that is read: a quiz of a thousand long questions has a tenth of it. */
export const MOST_YAML_CHARACTERS: number = 2 * 1024 * 1024
/** Lists in lists, and maps in maps: more than any file needs, and far less than what exhausts the stack. */
const DEEPEST = 64
/** Most pieces (signs, values, white space) of a document, and most values: what is read stays a matter of seconds. */
const MOST_TOKENS = 300_000
const MOST_NODES = 100_000

/** A place in a text, both from 1. */
export interface TextPlace {
  readonly line: number
  readonly column: number
}

/** A document that was read. */
export interface YamlText {
  readonly value: unknown
  /** Where the value at a path of keys and positions stands; for a path that is not there, where its nearest parent stands. */
  placeOf(path: readonly (string | number)[]): TextPlace
}

/** The line of a position in a text, from 1. */
function lineAt(text: string, position: number): number {
  let line = 1
  for (let i = text.indexOf('\n'); i >= 0 && i < position; i = text.indexOf('\n', i + 1)) line++
  return line
}

/** Refuses what is too much, and what nests too deeply, before anything recursive sees it: brackets, and dashes or question marks behind each other. */
function checkSize(text: string, name: string): void {
  let depth = 0
  let position = 0
  let inLine = 0
  const deep = (): never => {
    throw new FormatError(`${name}:${lineAt(text, position)}: nested more than ${DEEPEST} deep. Flatten it: a quiz nests 6 deep.`)
  }
  let tokens = 0
  for (const token of new Lexer().lex(text)) {
    if (++tokens > MOST_TOKENS) throw new FormatError(`${name} has more than ${MOST_TOKENS} signs and values. Divide the file.`)
    if (token === '[' || token === '{') {
      if (++depth > DEEPEST) deep()
    } else if (token === ']' || token === '}') depth--
    else if (token === '-' || token === '?' || token === ':') {
      if (++inLine > DEEPEST && depth === 0) deep()
    } else if (token.startsWith('\n') || token.startsWith('\r')) inLine = 0
    position += token.charCodeAt(0) < 32 && token.length === 1 && token !== '\n' ? 0 : token.length
  }
}

/** Refuses aliases and tags, and counts. */
function checkNodes(document: Document.Parsed, name: string, lineOf: (node: unknown) => number): void {
  let nodes = 0
  const refuse = (node: unknown, what: string): never => {
    throw new FormatError(`${name}:${lineOf(node)}: ${what}`)
  }
  visit(document, {
    Alias: (_, node) => refuse(node, `the alias *${node.source}: aliases are not read. Write the value out.`),
    Node: (_, node, path) => {
      if (++nodes > MOST_NODES) refuse(node, `more than ${MOST_NODES} values. Divide the file.`)
      if (path.length > 2 * DEEPEST) refuse(node, `nested more than ${DEEPEST} deep. Flatten it.`)
      const { anchor, tag } = node as { anchor?: string; tag?: string }
      if (anchor !== undefined) refuse(node, `the anchor &${anchor}: anchors are not read. Leave it out.`)
      if (tag !== undefined && !tag.startsWith('tag:yaml.org,2002:'))
        refuse(node, `the tag ${tag}: tags are not read. Leave it out.`)
      return undefined
    },
  })
}

/**
 * Reads one YAML document.
 *
 * @param name what the text is called in messages
 * @throws FormatError with the line for what is no YAML, holds a key twice, or is refused (see above)
 */
export function readYaml(text: string, name = 'the YAML'): YamlText {
  if (text.length > MOST_YAML_CHARACTERS) {
    throw new FormatError(`${name} has ${text.length} characters; at most ${MOST_YAML_CHARACTERS} are read. Divide the file.`)
  }
  checkSize(text, name)
  const lineCounter = new LineCounter()
  const placeAt = (offset: number): TextPlace => {
    const { line, col } = lineCounter.linePos(offset)
    return { line: Math.max(1, line), column: Math.max(1, col) }
  }
  const placeOfNode = (node: unknown): TextPlace => placeAt((isNode(node) ? node.range?.[0] : undefined) ?? 0)
  let document: Document.Parsed
  let value: unknown
  try {
    document = parseDocument(text, { lineCounter, prettyErrors: false, stringKeys: true, uniqueKeys: true, version: '1.2' })
    const fault = document.errors[0] ?? document.warnings[0]
    if (fault !== undefined) {
      const { line, column } = placeAt(fault.pos[0])
      const hint = fault.code === 'MULTIPLE_DOCS' ? 'a second document (---): one file holds one.' : `${fault.message}.`
      throw new FormatError(`${name}:${line}:${column}: no YAML that can be read: ${hint.replace(/\.\.$/, '.')}`)
    }
    checkNodes(document, name, (node) => placeOfNode(node).line)
    value = document.toJS({ maxAliasCount: 0 })
  } catch (error) {
    if (error instanceof FormatError) throw error
    // Whatever the parser throws on purpose or by running out of stack is a fault of the text.
    throw new FormatError(`${name} can't be read as YAML: ${error instanceof Error ? error.message : String(error)}.`, {
      cause: error,
    })
  }
  return {
    value,
    placeOf(path) {
      let node: Node | null = document.contents
      let place = placeOfNode(node)
      for (const part of path) {
        if (isMap(node)) {
          const pair = node.items.find(({ key }) => isScalar(key) && key.value === part)
          if (pair === undefined) return place
          place = placeOfNode(pair.key)
          node = (pair.value as Node | null) ?? null
        } else {
          node =
            isNode(node) && 'get' in node
              ? ((node as { get(key: unknown, keep: boolean): unknown }).get(part, true) as Node | null)
              : null
          if (!isNode(node)) return place
          place = placeOfNode(node)
        }
      }
      return place
    },
  }
}

/** A value as YAML text; texts of several lines as blocks. */
export function writeYaml(value: unknown): string {
  return stringify(value, { lineWidth: 0, blockQuote: 'literal', aliasDuplicateObjects: false })
}
