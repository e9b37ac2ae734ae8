// Markdown and TeX as text for a terminal. It follows what quizzes use (emphasis, code, links, lists, TeX between $ signs), and
// leaves the rest as it was written. Whatever a file holds, no escape sequence reaches the terminal.

import { printable } from '../../report/printable.ts'
import { PLAIN, type TextStyle } from '../../report/text/textStyle.ts'
import { texText } from './texText.ts'

/** Code, TeX, links, strong, emphasis: the first that begins at a place. */
const INLINE =
  /\\([!-/:-@[-`{-~])|(`+)([\s\S]*?[^`])\2(?!`)|(\${1,2})((?:[^\\$]|\\[\s\S])+?)\4|\[([^\]\n]+)\]\(([^()\s]+)\)|\*\*([^*\n]+)\*\*|(?<![\w*])[*_]([^*_\n]+)[*_](?![\w*])/g

function linkText(text: string, target: string): string {
  return text === target ? text : `${text} (${target})`
}

/** One text without its marks. */
export function inlineText(markdown: string, style: TextStyle = PLAIN): string {
  return printable(markdown).replaceAll(INLINE, (_, escaped, _ticks, code, _dollars, tex, label, target, strong, emphasis) => {
    if (escaped !== undefined) return escaped
    if (code !== undefined) return style.cyan(code)
    if (tex !== undefined) return texText(tex)
    if (label !== undefined) return linkText(label, target)
    return strong !== undefined ? style.bold(inlineText(strong, PLAIN)) : inlineText(emphasis, PLAIN)
  })
}

/**
 * Markdown as lines for a terminal. Fenced code is indented by four spaces and left as it is.
 *
 * @param style how to set apart what is code or strong; plain by default
 */
export function plainLines(markdown: string, style: TextStyle = PLAIN): string[] {
  const lines: string[] = []
  let paragraph: string[] = []
  let fence: string | undefined
  const end = (): void => {
    if (paragraph.length > 0) lines.push(inlineText(paragraph.join(' '), style))
    paragraph = []
  }
  for (const line of printable(markdown).split('\n')) {
    const mark = /^\s*(```+|~~~+)/.exec(line)?.[1]
    if (fence !== undefined) {
      if (mark?.startsWith(fence)) fence = undefined
      else lines.push(style.cyan(`    ${line}`))
    } else if (mark !== undefined) {
      end()
      fence = mark
    } else if (line.trim() === '') {
      end()
      if (lines.length > 0 && lines[lines.length - 1] !== '') lines.push('')
    } else if (/^\s*([-*+]|\d+[.)])\s/.test(line) || /^\s*\|/.test(line)) {
      end()
      paragraph = [line]
    } else {
      paragraph.push(paragraph.length > 0 ? line.trim() : line.replace(/^#+\s+/, ''))
    }
  }
  end()
  while (lines[lines.length - 1] === '') lines.pop()
  return lines
}

/** Markdown as one text. */
export function plainText(markdown: string): string {
  return plainLines(markdown).join('\n')
}
