import { expect, test } from 'vitest'
import { codeBlocks, relativeLinks } from './markdown.ts'

const text = `
# A page

\`\`\`ts
const a = 1
\`\`\`

- in a list
  <!-- continues -->
  <!-- run with: epochs: 100 -> epochs: 1 -->
  \`\`\`ts
  fit({ epochs: 100 })
  \`\`\`

<!-- not run: it needs a printer -->
\`\`\`sh
print [a](gone.md)
\`\`\`

[a](docs/a.md#part) ![b](b.svg) <img src="c.svg"> [d](https://example.org) [e](#here)
`

test('reads blocks with their directives', () => {
  expect(codeBlocks(text)).toEqual([
    { language: 'ts', line: 4, code: 'const a = 1', continues: false },
    { language: 'ts', line: 11, code: 'fit({ epochs: 1 })', continues: true },
    { language: 'sh', line: 16, code: 'print [a](gone.md)', continues: false, notRun: 'it needs a printer' },
  ])
})

test('refuses a replacement without effect, and an open fence', () => {
  expect(() => codeBlocks('<!-- run with: b -> c -->\n```ts\na\n```')).toThrow('line 2 does not hold')
  expect(() => codeBlocks('```ts\na')).toThrow('line 1 is never closed')
})

test('finds links into the repository', () => {
  expect(relativeLinks(text)).toEqual(['docs/a.md', 'b.svg', 'c.svg'])
})
