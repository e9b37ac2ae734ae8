import { expect, test } from 'vitest'
import { importsOf } from './imports.ts'

test('finds every form of import', () => {
  const source = `
    import a, { type B } from './a.ts'
    import type { C } from "./c.ts"
    import './d.ts'
    import * as e from 'node:e'
    export { f } from './f.ts'; export * from './g.ts'
    export type { H } from './h.ts'
    const i = await import('./i.ts')
    let j: import('./j.ts').J
    new Worker(new URL('./k.js', import.meta.url))
    import {
      l, // a comment with 'quotes' from './not.ts'
    } from './l.ts'
  `
  const letters = ['./a.ts', './c.ts', './d.ts', 'node:e', './f.ts', './g.ts', './h.ts', './i.ts', './j.ts', './k.js', './l.ts']
  expect(importsOf(source)).toEqual(letters)
})

test('is not fooled by comments, strings, templates and regular expressions', () => {
  const source = `
    // import './1.ts'
    /* import './2.ts'
       import './3.ts' */
    const text = "import './4.ts'", other = 'it\\'s from "./5.ts"'
    const template = \`import './6.ts' \${inner(\`from './7.ts' \${{ a: "}" }.a}\`)} from './8.ts'\`
    const quotes = /['"\`/]/.test(text) ? /[/'] from '\\/x/ : 4 / 2 / 1
    const meta = import.meta.url, from = object.from('./9.ts')
    new URL('https://example.org/', base); new URL('../data.json', import.meta.url)
    import './real.ts'
  `
  expect(importsOf(source)).toEqual(['./real.ts'])
})
