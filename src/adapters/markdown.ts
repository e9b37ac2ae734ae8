// Markdown by micromark, as HTML that is safe to put into a page: HTML in the text is shown, not run, pictures are not loaded,
// and links lead to http, https, mailto or a figure of the studio. TeX between $ signs is left for the page to typeset.

import { micromark } from 'micromark'
import { FormatError } from '../errors.ts'

/** The longest text that is rendered. */
const MOST_CHARACTERS = 20_000

/** What micromark hands to an extension; its own types come with a package that is not a dependency of argmax. */
type Options = NonNullable<Parameters<typeof micromark>[1]>
type SyntaxExtension = NonNullable<Options['extensions']>[number]
type HtmlExtension = NonNullable<Options['htmlExtensions']>[number]

const DOLLAR = 36
const BACKSLASH = 92

/** `$...$` and `$$...$$` as one piece: nothing within it is Markdown. A dollar that closes nowhere is a dollar. */
const texSyntax = {
  text: {
    [DOLLAR]: {
      name: 'tex',
      tokenize(effects: Tokenizer, ok: State, nok: State): State {
        let size = 0
        let closing = 0
        let length = 0
        const open: State = (code) => {
          if (code === DOLLAR && size < 2) {
            size++
            effects.consume(code)
            return open
          }
          return content(code)
        }
        const content: State = (code) => {
          if (code === null) return nok(code)
          if (code < -2) {
            effects.exit('texContent')
            effects.enter('lineEnding')
            effects.consume(code)
            effects.exit('lineEnding')
            effects.enter('texContent')
            return content
          }
          if (code === DOLLAR) {
            closing = 0
            return close(code)
          }
          length++
          effects.consume(code)
          return code === BACKSLASH ? escaped : content
        }
        const escaped: State = (code) => {
          if (code === null || code < 0) return content(code)
          effects.consume(code)
          return content
        }
        const close: State = (code) => {
          if (code === DOLLAR && closing < size) {
            closing++
            effects.consume(code)
            return close
          }
          if (closing < size) return content(code)
          if (length === 0) return nok(code)
          effects.exit('texContent')
          effects.exit('tex')
          return ok(code)
        }
        return (code) => {
          effects.enter('tex')
          effects.enter('texContent')
          return open(code)
        }
      },
    },
  },
}

type State = (code: number | null) => State | undefined
interface Tokenizer {
  enter(type: string): unknown
  exit(type: string): unknown
  consume(code: number | null): void
}

/** Text for HTML, also within quotes. */
export function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
}

interface Compiler {
  buffer(): void
  resume(): string
  raw(text: string): void
  sliceSerialize(token: unknown): string
}

const texHtml = {
  enter: {
    tex(this: Compiler) {
      this.buffer()
    },
  },
  exit: {
    tex(this: Compiler, token: unknown) {
      this.resume()
      const text = this.sliceSerialize(token)
      const size = text.startsWith('$$') ? 2 : 1
      const tex = text.slice(size, -size).replaceAll(/\s+/g, ' ').trim()
      this.raw(`<span class="tex"${size === 2 ? ' data-display="true"' : ''}>${escapeHtml(tex)}</span>`)
    },
  },
}

/** Stands for `studio:` while micromark looks at links, which would drop a protocol that it doesn't know. */
const STAND_IN = 'https://studio.argmax.invalid/'

/** How Markdown is rendered. */
export interface MarkdownOptions {
  /** The address of a figure: `softmax?z=1,2,3` to what a link leads to. Default: `studio:` and the figure. */
  readonly figureHref?: (figure: string) => string
}

/**
 * Markdown as safe HTML. TeX becomes `<span class="tex">` (in `$$` with `data-display="true"`) with its source as text.
 *
 * @throws FormatError for a text of more than 20,000 characters
 */
export function renderMarkdown(text: string, options: MarkdownOptions = {}): string {
  if (text.length > MOST_CHARACTERS) {
    throw new FormatError(`A text has ${text.length} characters; at most ${MOST_CHARACTERS} are rendered. Shorten it.`)
  }
  const { figureHref = (figure: string) => `studio:${figure}` } = options
  const html = micromark(text.replaceAll('](studio:', `](${STAND_IN}`), {
    extensions: [texSyntax as unknown as SyntaxExtension, { disable: { null: ['labelStartImage', 'htmlFlow', 'htmlText'] } }],
    htmlExtensions: [texHtml as unknown as HtmlExtension],
  })
  return html
    .replaceAll(/<a href="(.*?)"/g, (_, href: string) => {
      if (!href.startsWith(STAND_IN)) return href === '' ? '<a' : `<a href="${href}" rel="noopener noreferrer"`
      const figure = href.slice(STAND_IN.length).replaceAll('&amp;', '&')
      return `<a href="${escapeHtml(figureHref(figure))}"`
    })
    .replaceAll(STAND_IN, 'studio:')
}
