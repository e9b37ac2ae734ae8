import { describe, expect, it } from 'vitest'
import { plainLines, plainText } from './plainText.ts'
import { texText } from './texText.ts'

describe('plainText', () => {
  it.each([
    ['*a* **b** `c_d`', 'a b c_d'],
    ['[see](studio:softmax?z=1)', 'see (studio:softmax?z=1)'],
    ['my_own_name and 2*3*4', 'my_own_name and 2*3*4'],
    ['$a_y$ is $\\frac{1}{2}$', 'a_y is 1/2'],
    ['`$x$` costs \\$5', '$x$ costs $5'],
    ['# Title', 'Title'],
    ['one\ntwo\n\nthree', 'one two\n\nthree'],
    ['- a\n- b', '- a\n- b'],
    ['<b>x</b>', '<b>x</b>'],
  ])('%j is %j', (markdown, text) => {
    expect(plainText(markdown)).toBe(text)
  })

  it('leaves listings as they are', () => {
    expect(plainLines('a\n```ts\nconst *x* = `y`\n\n  z\n```\nb')).toEqual(['a', '    const *x* = `y`', '    ', '      z', 'b'])
  })

  it('lets no escape sequence through', () => {
    const shown = plainText('a\u001b[2J\u0007 `\u001b]0;x` $\u009b31m$ \u202e')
    for (const character of shown) expect(character === '\u202e' || /\p{Cc}/u.test(character)).toBe(false)
  })
})

describe('texText', () => {
  it.each([
    ['\\alpha_1 \\le \\infty', 'α_1 ≤ ∞'],
    ['\\frac{e^{z_j}}{\\sum_{k=1}^{3} e^{z_k}}', '(e^(z_j))/(∑_(k=1)^3 e^(z_k))'],
    ['\\partial\\,\\mathrm{loss} / \\partial z_y', '∂ loss / ∂ z_y'],
    ['\\sqrt{x}', '√x'],
    ['\\unknown{x}', '\\unknownx'],
    ['{', ''],
    ['\\', '\\'],
    ['a^', 'a^'],
  ])('%s is %s', (tex, text) => {
    expect(texText(tex)).toBe(text)
  })

  it('ends on deep braces', () => {
    expect(texText(`${'{'.repeat(2000)}x${'}'.repeat(2000)}`).length).toBeLessThan(5000)
  })
})
