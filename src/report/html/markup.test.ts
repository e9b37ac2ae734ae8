import fc from 'fast-check'
import { parseFragment } from 'parse5'
import { describe, expect, it } from 'vitest'
import { oneLine, printable } from '../printable.ts'
import { html } from './markup.ts'

/** The one element of a fragment: its attributes and its text. */
function parseElement(text: string): { name: string; attributes: Record<string, string>; text: string } {
  const nodes = parseFragment(text).childNodes
  const element = nodes[0]
  if (nodes.length !== 1 || element === undefined || !('tagName' in element)) throw new Error(`no single element: ${text}`)
  const [child] = element.childNodes
  if (element.childNodes.length > 1 || (child !== undefined && !('value' in child))) throw new Error(`not text alone: ${text}`)
  return {
    name: element.tagName,
    attributes: Object.fromEntries(element.attrs.map(({ name, value }) => [name, value])),
    text: child !== undefined && 'value' in child ? child.value : '',
  }
}

describe('html', () => {
  it('any text, between tags or in an attribute, is read back as it was', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (text) => {
        const { name, attributes, text: read } = parseElement(html`<b title="${text}" lang='${text}'>${text}</b>`.text)
        expect(name).toBe('b')
        expect(attributes).toEqual({ title: printable(text), lang: printable(text) })
        expect(read).toBe(printable(text))
      }),
      { numRuns: 500 },
    )
  })

  it.each(['</b><script>alert(1)</script>', '"><img src=x onerror=alert(1)>', "' onload='alert(1)", '<!--', '&lt;', ']]>'])(
    '%s is text',
    (text) => {
      expect(parseElement(html`<b title="${text}">${text}</b>`.text)).toEqual({ name: 'b', attributes: { title: text }, text })
    },
  )

  it('takes its own markup as it is, lists one after the other, and nothing for what is missing', () => {
    const rows = [1, 2].map((n) => html`<i>${n}</i>`)
    expect(html`<b>${rows}${false}${null}${undefined}${0}</b>`.text).toBe('<b><i>1</i><i>2</i>0</b>')
  })
})

describe('printable', () => {
  it('replaces controls, lone surrogates and what turns the direction of text, and nothing else', () => {
    expect(printable('a\u0000b\u001b[31mc\u202ed\ud800e')).toBe('a\ufffdb\ufffd[31mc\ufffdd\ufffde')
    expect(printable('naïve 日本 🐧\n\tعربي')).toBe('naïve 日本 🐧\n\tعربي')
  })

  it('oneLine has no line breaks either', () => {
    expect(oneLine('a\r\n\tb')).toBe('a b')
  })
})
