// Which modules a TypeScript source names: a scanner that knows comments, strings, templates and regular expressions, so
// that an import in a comment or in a string is none. Types count: esbuild's metafile would leave `import type` out.

interface Token {
  readonly kind: 'word' | 'string' | 'punctuation'
  readonly text: string
}

/** A `/` after one of these words starts a regular expression; after any other word it divides. */
const WORDS_BEFORE_EXPRESSION = new Set(
  'return typeof instanceof in of new delete void throw case do else yield await extends default'.split(' '),
)

/** The tokens of a source, without comments; regular expressions and the text of templates are left out. */
function tokenize(source: string): Token[] {
  const tokens: Token[] = []
  /** For each open brace, whether it belongs to a template's `${`. */
  const braces: boolean[] = []
  let i = 0

  /** Skips a template's text from `i` to its end or to past the next `${`. */
  function skipTemplate(): void {
    for (; i < source.length; i++) {
      if (source[i] === '\\') i++
      else if (source[i] === '`') {
        i++
        tokens.push({ kind: 'string', text: '' })
        return
      } else if (source.startsWith('${', i)) {
        i += 2
        braces.push(true)
        tokens.push({ kind: 'punctuation', text: '${' })
        return
      }
    }
  }

  function startsExpression(): boolean {
    const last = tokens.at(-1)
    if (!last) return true
    if (last.kind === 'word') return WORDS_BEFORE_EXPRESSION.has(last.text)
    return last.kind === 'punctuation' && ![')', ']', '}'].includes(last.text)
  }

  while (i < source.length) {
    const character = source[i] as string
    if (source.startsWith('//', i)) {
      const end = source.indexOf('\n', i)
      i = end < 0 ? source.length : end
    } else if (source.startsWith('/*', i)) {
      const end = source.indexOf('*/', i + 2)
      i = end < 0 ? source.length : end + 2
    } else if (character === '/' && startsExpression()) {
      let inClass = false
      for (i++; i < source.length && (source[i] !== '/' || inClass); i++) {
        if (source[i] === '\\') i++
        else if (source[i] === '[') inClass = true
        else if (source[i] === ']') inClass = false
      }
      i++
      tokens.push({ kind: 'string', text: '' })
    } else if (character === '"' || character === "'") {
      const start = ++i
      for (; i < source.length && source[i] !== character; i++) if (source[i] === '\\') i++
      tokens.push({ kind: 'string', text: source.slice(start, i) })
      i++
    } else if (character === '`') {
      i++
      skipTemplate()
    } else if (/[\w$#]/.test(character)) {
      const word = /[\w$#]+/y
      word.lastIndex = i
      const text = (word.exec(source) as RegExpExecArray)[0]
      tokens.push({ kind: 'word', text })
      i += text.length
    } else if (/\s/.test(character)) {
      i++
    } else {
      i++
      if (character === '{') braces.push(false)
      if (character === '}' && braces.pop()) skipTemplate()
      else tokens.push({ kind: 'punctuation', text: character })
    }
  }
  return tokens
}

/**
 * The module specifiers that a TypeScript source names, each once, in order: `import`, `import type`, `export ... from`,
 * `import('x')` as a call and as a type, and `new URL('x.js', ...)`, by which workers are addressed.
 */
export function importsOf(source: string): string[] {
  const tokens = tokenize(source)
  const found = new Set<string>()
  const at = (index: number): string | undefined => (tokens[index]?.kind === 'string' ? undefined : tokens[index]?.text)
  const add = (index: number): void => {
    const token = tokens[index]
    if (token?.kind === 'string' && token.text !== '') found.add(token.text)
  }
  for (let i = 0; i < tokens.length; i++) {
    if (tokens[i]?.kind !== 'word' || at(i - 1) === '.') continue
    const word = at(i)
    if (word === 'import') add(at(i + 1) === '(' ? i + 2 : i + 1)
    else if (word === 'from') add(i + 1)
    else if (word === 'URL' && at(i - 1) === 'new' && at(i + 1) === '(' && /\.[jt]s$/.test(tokens[i + 2]?.text ?? '')) add(i + 2)
  }
  return [...found]
}
