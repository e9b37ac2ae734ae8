import fc from 'fast-check'
import { type DefaultTreeAdapterTypes, parseFragment } from 'parse5'
import { describe, expect, it } from 'vitest'
import { renderMarkdown } from './markdown.ts'

type Element = DefaultTreeAdapterTypes.Element

/** All elements of an HTML text. */
function elementsOf(html: string): Element[] {
  const found: Element[] = []
  const walk = (node: DefaultTreeAdapterTypes.Node): void => {
    if ('tagName' in node) found.push(node)
    if ('childNodes' in node) for (const child of node.childNodes) walk(child)
  }
  walk(parseFragment(html))
  return found
}

const SAFE = 'p em strong code pre a ul ol li blockquote h1 h2 h3 h4 h5 h6 hr br span'.split(' ')

describe('renderMarkdown', () => {
  it('renders emphasis, code, lists and links', () => {
    expect(renderMarkdown('*a* **b** `c` [d](https://x.y/)')).toBe(
      '<p><em>a</em> <strong>b</strong> <code>c</code> <a href="https://x.y/" rel="noopener noreferrer">d</a></p>',
    )
    expect(renderMarkdown('- a\n- b')).toBe('<ul>\n<li>a</li>\n<li>b</li>\n</ul>')
  })

  it('leaves TeX alone, whatever signs it holds', () => {
    expect(renderMarkdown('$a_1 * b_1 * c < d$')).toBe('<p><span class="tex">a_1 * b_1 * c &lt; d</span></p>')
    expect(renderMarkdown('$$\\frac{a}{b}$$')).toBe('<p><span class="tex" data-display="true">\\frac{a}{b}</span></p>')
    expect(renderMarkdown('`$x$` and \\$5')).toBe('<p><code>$x$</code> and $5</p>')
    expect(renderMarkdown('it costs $5')).toBe('<p>it costs $5</p>')
    expect(renderMarkdown('$\\$$')).toBe('<p><span class="tex">\\$</span></p>')
    expect(renderMarkdown('$a\nb$')).toBe('<p><span class="tex">a b</span></p>')
  })

  it('links to figures of the studio, where the caller says', () => {
    expect(renderMarkdown('[see](studio:softmax?z=1,2&t=3)')).toBe('<p><a href="studio:softmax?z=1,2&amp;t=3">see</a></p>')
    expect(renderMarkdown('[see](studio:loss)', { figureHref: (figure) => `#/${figure}` })).toBe('<p><a href="#/loss">see</a></p>')
    expect(renderMarkdown('`](studio:loss)`')).toBe('<p><code>](studio:loss)</code></p>')
  })

  it.each([
    '<script>alert(1)</script>',
    '<img src=x onerror=alert(1)>',
    '[a](javascript:alert(1))',
    '[a](JaVaScRiPt:alert(1))',
    '[a](data:text/html,<script>alert(1)</script>)',
    '[a](vbscript:x)',
    '![a](https://x.y/z.png)',
    '$<img src=x onerror=alert(1)>$',
    '[a](studio:x"onmouseover="alert(1))',
    '[a](<studio:x> "t\\" onclick=alert(1)")',
    '[x]: javascript:alert(1)\n\n[x]',
    '<https://x.y/"onclick=alert(1)>',
    '&lt;script&gt;alert(1)&lt;/script&gt;',
  ])('shows %s, and runs and loads nothing', (text) => {
    expectSafe(renderMarkdown(text))
  })

  function expectSafe(html: string): void {
    for (const { tagName, attrs } of elementsOf(html)) {
      expect(SAFE).toContain(tagName)
      for (const { name, value } of attrs) {
        expect(['href', 'rel', 'title', 'class', 'data-display', 'start']).toContain(name)
        if (name === 'href') expect(value).toMatch(/^(https?:|mailto:|ircs?:|xmpp:|studio:|[^:]*$)/i)
      }
    }
  }

  it('is safe for any text', () => {
    const bits = [
      '<',
      '>',
      '"',
      "'",
      '`',
      '$',
      '[',
      ']',
      '(',
      ')',
      '!',
      '&',
      ';',
      ':',
      '\\',
      'a',
      'script',
      'javascript',
      'studio',
      ' ',
      '\n',
      '=',
      'on',
    ]
    const text = fc.array(fc.constantFrom(...bits), { maxLength: 80 }).map((parts) => parts.join(''))
    fc.assert(
      fc.property(text, (source) => expectSafe(renderMarkdown(source))),
      { numRuns: 2000, seed: 1 },
    )
  })

  it('refuses texts that are too long', () => {
    expect(() => renderMarkdown('a'.repeat(20_001))).toThrow(/20001 characters/)
  })
})
