// A report in a real browser: what axe-core finds in it, light and dark, whether it fits a phone, and what it may do.

import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { renderReport } from 'argmax/report'
import { describe, expect, test } from 'vitest'
import { openPage, runInPage } from './support/chromiumPage.ts'
import { exampleReport } from './support/exampleReport.ts'
import { requireOrSkip } from './support/optional.ts'

const INSTALL = 'apt-get install chromium'
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

const names = Array.from({ length: 18 }, (_, i) => `a class with a long name ${i}`)
const reports = {
  images: renderReport(exampleReport({ images: true })),
  'a table': renderReport(
    exampleReport({ classes: ['Adelie', 'Chinstrap', 'Gentoo'], columns: Array.from({ length: 9 }, (_, i) => `column_${i}`) }),
  ),
  'many long names': renderReport(exampleReport({ classes: names })),
  '30 classes': renderReport(exampleReport({ classes: Array.from({ length: 30 }, (_, i) => i) })),
}

/** The report without the policy that would stop a test's own script. */
const unlocked = (html: string): string => html.replace(/<meta http-equiv="Content-Security-Policy"[^>]*>/, '')
/** The report as on a dark screen. */
const darkened = (html: string): string => html.replace('@media screen and (prefers-color-scheme:dark)', '@media screen')

interface Finding {
  readonly id: string
  readonly help: string
  readonly nodes: readonly string[]
}

async function findings(program: string, html: string): Promise<Finding[]> {
  const script = `
    for (const element of document.querySelectorAll('details')) element.open = true
    const { violations } = await axe.run(document, { resultTypes: ['violations'] })
    result = violations.map(({ id, help, nodes }) => ({ id, help, nodes: nodes.slice(0, 5).map(({ html, failureSummary }) => html.slice(0, 200) + ' ' + failureSummary) }))`
  return runInPage(
    program,
    unlocked(html).replace('</head>', () => `<script>${axe}</script></head>`),
    script,
  )
}

describe.each(Object.entries(reports))('a report of %s', (_, html) => {
  const schemes = [
    { scheme: 'light', page: html },
    { scheme: 'dark', page: darkened(html) },
  ]
  test.for(schemes)('axe finds nothing on a $scheme screen', async ({ page }, context) => {
    const program = requireOrSkip(context, 'chromium', INSTALL)
    expect(await findings(program, page)).toEqual([])
  })

  test('fits phones: nothing but its tables and its matrix is to be scrolled sideways', async (context) => {
    const program = requireOrSkip(context, 'chromium', INSTALL)
    const frames = [320, 390, 768].map((width) => `<iframe width="${width}" height="800"></iframe>`).join('')
    const script = `
      const html = ${JSON.stringify(unlocked(html)).replaceAll('<', '\\u003c')}
      const frames = [...document.querySelectorAll('iframe')]
      await Promise.all(frames.map((frame) => new Promise((resolve) => { frame.onload = resolve; frame.srcdoc = html })))
      result = frames.map(({ contentDocument: { documentElement } }) => [documentElement.clientWidth, documentElement.scrollWidth])`
    const widths = await runInPage<[number, number][]>(program, `<!doctype html><body>${frames}</body>`, script)
    for (const [width, scrolled] of widths) {
      expect(width).toBeGreaterThan(290)
      expect(scrolled).toBeLessThanOrEqual(width)
    }
  })
})

test('the page may run no script and fetch no picture, even if one got into it', async (context) => {
  const program = requireOrSkip(context, 'chromium', INSTALL)
  const intruder = `<script>document.documentElement.dataset.ran = 'script'</script>
    <img src="x:" onerror="document.documentElement.dataset.failed = 'handler'">
    <svg onload="document.documentElement.dataset.loaded = 'handler'"></svg></main>`
  const html = reports['a table'].replace('</main>', () => intruder)
  expect(await openPage(program, html)).toMatch(/<html lang="en">/)
  expect(await openPage(program, unlocked(html))).toMatch(/<html lang="en" data-ran="script"/) // the intruder is one
})
