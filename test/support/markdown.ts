// The code blocks of a Markdown file, with the directives (HTML comments on the lines above) that say how a test runs them:
//   <!-- not run: REASON -->           the block is only shown
//   <!-- run with: TEXT -> OTHER -->   a test replaces TEXT, to cost less; it must occur. May stand several times
//   <!-- continues -->                 the block goes on from the ts or js block before it

export interface CodeBlock {
  /** `ts`, `js`, `sh`, ... as written; empty where there is none. */
  readonly language: string
  /** The line of the opening fence, from 1. */
  readonly line: number
  /** The code with its replacements made. */
  readonly code: string
  readonly notRun?: string
  readonly continues: boolean
}

const COMMENT = /^<!-- (.*) -->$/

/** The code blocks of a Markdown text, in order. @throws Error for a fence that is never closed or a replacement without effect */
export function codeBlocks(markdown: string): CodeBlock[] {
  const lines = markdown.split('\n')
  const blocks: CodeBlock[] = []
  for (let i = 0; i < lines.length; i++) {
    const opening = /^( *)(```+)(\S*)/.exec(lines[i] as string)
    if (!opening) continue
    const [, indent = '', fence = '', language = ''] = opening
    const end = lines.findIndex((line, k) => k > i && line.trim() === fence)
    if (end < 0) throw new Error(`The code block at line ${i + 1} is never closed.`)
    const unindent = (line: string): string => (line.startsWith(indent) ? line.slice(indent.length) : line)
    let code = lines
      .slice(i + 1, end)
      .map(unindent)
      .join('\n')

    let notRun: string | undefined
    let continues = false
    for (let k = i - 1; k >= 0; k--) {
      const directive = COMMENT.exec((lines[k] as string).trim())?.[1]
      if (directive === undefined) break
      if (directive === 'continues') continues = true
      if (directive.startsWith('not run: ')) notRun = directive.slice('not run: '.length)
      if (!directive.startsWith('run with: ')) continue
      const [text = '', other] = directive.slice('run with: '.length).split(' -> ')
      if (other === undefined || !code.includes(text)) {
        throw new Error(`The code block at line ${i + 1} does not hold what "${directive}" would replace.`)
      }
      code = code.replaceAll(text, other)
    }
    blocks.push({ language, line: i + 1, code, continues, ...(notRun === undefined ? {} : { notRun }) })
    i = end
  }
  return blocks
}

/** The targets of a Markdown text's links and images that lie in the repository, without their anchors. */
export function relativeLinks(markdown: string): string[] {
  const prose = markdown.replace(/^( *)```[\s\S]*?^ *```/gm, '')
  const found = prose.matchAll(/\]\(([^)\s]+)\)|(?:src|srcset|href)="([^"]+)"/g)
  const targets = [...found].map(([, link, attribute]) => ((link ?? attribute) as string).replace(/#.*$/, ''))
  return targets.filter((target) => target !== '' && !/^[a-z]+:/.test(target))
}
