// Quizzes in the room Learn: from start to grade, through reloads and the end of the time, with the keyboard, and with files of strangers.

import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { closeBrowser, type Host, root, startBrowser, startStudio, visit } from './support/studio.ts'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
/** The right choices of the graded quiz, by what their texts begin with, and a wrong one of each. */
const RIGHT = {
  'softmax-sum': 'Exactly 1.',
  'cross-entropy-class-3': '−log𝑎3',
  'accurate-recipe': "'linear'; at prediction, take",
}
const KEY = 'argmax-studio-quiz/multiclass-classification'

let host: Host
beforeAll(async () => {
  host = await startStudio()
})
afterAll(async () => {
  await closeBrowser()
  await host.close()
})

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true })
const question = (page: Page, id: string) => page.locator(`.question[data-item="${id}"]`)

async function open(page: Page, name = 'quiz'): Promise<void> {
  await page.goto(`${host.url}#/learn/${name}`)
  await page.locator('.quiz h1').waitFor()
}

async function begin(page: Page, name = 'quiz'): Promise<void> {
  await open(page, name)
  await button(page, 'Start').click()
  await page.locator('.question').first().waitFor()
}

/** Takes the choice of an item whose text begins with a text, but for white space, of which formulas have their own. */
async function choose(page: Page, id: string, text: string): Promise<void> {
  const own = question(page, id)
  if (id === 'cross-entropy-class-3') await own.locator('math').first().waitFor()
  const texts = (await own.locator('.choice').allInnerTexts()).map((each) => each.replaceAll(/[\s\u2061\u200b]/g, ''))
  const at = texts.findIndex((each) => each.startsWith(text.replaceAll(' ', '')))
  if (at < 0) throw new Error(`${id} has no such choice: ${JSON.stringify(texts)}`)
  await own.locator('.choice').nth(at).click()
}

async function answerRight(page: Page, ...ids: (keyof typeof RIGHT)[]): Promise<void> {
  for (const id of ids) await choose(page, id, RIGHT[id])
}

const bannerOf = (page: Page): Promise<string> => page.locator('.grade-banner h2').innerText()

async function violationsOf(page: Page): Promise<string[]> {
  await page.evaluate(axe)
  return (await page.evaluate(`axe.run().then(({ violations }) => violations.map(({ id, nodes }) =>
    id + ': ' + nodes.slice(0, 4).map(({ html, any }) => html.slice(0, 150) + ' ' + (any[0]?.message ?? '')).join(' | ')))`)) as string[]
}

test('three right answers pass, through a reload in the middle; the summary and the history say so', async (context) => {
  const browser = await startBrowser(context)
  const { page, faults } = await visit(browser)
  await open(page)
  expect(await page.locator('.quiz').innerText()).toContain('all 3 questions')
  await button(page, 'Start').click()
  await answerRight(page, 'softmax-sum', 'cross-entropy-class-3')
  await page.reload()
  await page.getByText('2 of 3 answered').waitFor()
  expect(await page.locator('.choice input:checked').count()).toBe(2)
  await answerRight(page, 'accurate-recipe')
  await button(page, 'Hand in').click()
  expect(await bannerOf(page)).toBe('Passed, 100 %')
  expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Passed, 100 %')
  expect(await page.locator('.outcome.right').count()).toBe(3)
  await page.reload()
  expect(await bannerOf(page)).toBe('Passed, 100 %')
  await page.emulateMedia({ media: 'print' })
  expect(await page.locator('.top').isVisible()).toBe(false)
  expect(await button(page, 'Try again').isVisible()).toBe(false)
  expect(await page.locator('.grade-banner').isVisible()).toBe(true)
  expect(faults).toEqual([])
})

test('two of three are not passed: feedback leads to the figures in the state that it names, and back; then retry', async (context) => {
  const browser = await startBrowser(context)
  const { page, faults } = await visit(browser)
  await begin(page)
  await choose(page, 'softmax-sum', 'Anything between 0 and 3')
  await answerRight(page, 'cross-entropy-class-3', 'accurate-recipe')
  await button(page, 'Hand in').click()
  expect(await bannerOf(page)).toBe('Not yet, 67 %; 80 % needed')
  const wrong = question(page, 'softmax-sum')
  expect(await wrong.innerText()).toMatch(/0 of 1 point[\s\S]*Exactly 1\.[\s\S]*three sigmoids/)
  await wrong.getByRole('link', { name: 'raise one logit' }).click()
  await page.locator('.softmax-table').waitFor()
  expect(await page.locator('.softmax-table tbody td:nth-child(2)').allInnerTexts()).toEqual(['3.00', '0.00', '0.00'])
  await page.goBack()
  expect(await bannerOf(page)).toBe('Not yet, 67 %; 80 % needed')
  await question(page, 'accurate-recipe').getByRole('link', { name: 'Compare the four recipes' }).click()
  await page.getByText('Logits 100 and 0; the true class is the second.').waitFor()
  await page.goBack()
  await question(page, 'cross-entropy-class-3').getByRole('link').first().click()
  await page.locator('.loss-table').waitFor()
  expect(await page.locator('.loss-table tr.true th').innerText()).toBe('3')
  expect(await page.locator('.logits output').allInnerTexts()).toEqual(['0.00', '1.00', '2.00', '0.50'])
  await page.goBack()
  await button(page, 'Try again').click()
  await page.getByText('0 of 3 answered').waitFor()
  await answerRight(page, 'softmax-sum', 'cross-entropy-class-3', 'accurate-recipe')
  await button(page, 'Hand in').click()
  expect(await bannerOf(page)).toBe('Passed, 100 %')
  await button(page, 'All results').click()
  const results = await page.locator('.results').innerText()
  expect(results).toMatch(/Best\s+100 %\s+Latest\s+100 %\s+Attempts\s+2/)
  expect(faults).toEqual([])
})

test('the time is announced, paused, extended ten times, and when it is over, what was answered is graded', async (context) => {
  const browser = await startBrowser(context)
  const { page, faults } = await visit(browser)
  await page.clock.install()
  await begin(page)
  const said = page.locator('p[aria-live="polite"].hidden')
  await answerRight(page, 'softmax-sum')
  for (const [minutes, text] of [
    [20, '10 minutes left.'],
    [5, '5 minutes left.'],
    [4, '1 minute left.'],
  ] as const) {
    await page.clock.runFor(minutes * 60_000)
    await expect.poll(() => said.innerText()).toBe(text)
  }
  await button(page, 'Pause').click()
  expect(await page.locator('.question').count()).toBe(0)
  await page.clock.runFor(3_600_000)
  await button(page, 'Go on').click()
  expect(await page.locator('.time-left').innerText()).toMatch(/^(1:00|0:5\d)$/)
  for (let i = 0; i < 10; i++) await button(page, '5 min more').click()
  expect(await button(page, '5 min more').isDisabled()).toBe(true)
  expect(await page.locator('.time-left').innerText()).toMatch(/^(51:00|50:5\d)$/)
  await page.clock.runFor(52 * 60_000)
  expect(await bannerOf(page)).toBe('Not yet, 33 %; 80 % needed')
  expect(await page.locator('.grade-banner').innerText()).toContain('The time is over: what you had answered was graded.')
  // So it is where the page was closed meanwhile.
  await button(page, 'Try again').click()
  await answerRight(page, 'softmax-sum', 'accurate-recipe')
  await page.goto('about:blank')
  await page.clock.runFor(31 * 60_000)
  await open(page)
  expect(await bannerOf(page)).toBe('Not yet, 67 %; 80 % needed')
  expect(faults).toEqual([])
})

test('what is damaged or of another version is refused, set aside, and begun anew', async (context) => {
  const browser = await startBrowser(context)
  const { page, faults } = await visit(browser)
  await begin(page)
  await answerRight(page, 'softmax-sum')
  const kept = (await page.evaluate((key) => localStorage.getItem(key), KEY)) as string
  for (const [text, message] of [
    [kept.slice(0, kept.length / 2), 'is no JSON'],
    [kept.replace('"number": 1', '"number": 7'), 'its checksum is'],
    [kept.replace('argmax-attempts/1', 'argmax-attempts/9'), 'argmax-attempts/9'],
    ['<img src=x onerror=fault()>', 'is no JSON'],
  ] as const) {
    await page.evaluate(([key, value]) => localStorage.setItem(key, value), [KEY, text] as const)
    await page.reload()
    expect(await page.locator('.notice.bad').innerText()).toContain(message)
    await button(page, 'Set it aside and begin anew').click()
    await button(page, 'Start').waitFor()
    expect(await page.evaluate((key) => localStorage.getItem(`${key}/set-aside`), KEY)).toBe(text)
  }
  expect(faults).toEqual([])
})

const OWN = `format: argmax-quiz/1
id: own
title: "<script>fault()</script> & <b>more</b>"
description: "<img src=x onerror=fault()> [x](javascript:fault()) ![y](https://evil.example/y.png) &lt;b&gt; &copy;"
passMark: 50
items:
  - id: many
    kind: multiple
    text: "<svg onload=fault()> Which are even? $\\\\href{javascript:fault()}{x}$"
    stimulus:
      - { kind: listing, code: "</code><script>fault()</script>" }
      - { kind: panel, title: "<script>fault()</script>", lines: ["$$\\\\frac{1}{2}$$", "[a](studio:softmax?z=1,2)"] }
      - { kind: figure, link: "studio:softmax?z=1,2,3", caption: "<b>Move</b> them" }
    choices:
      - { text: "2 <img src=x onerror=fault()>", right: true, feedback: "[go](javascript:fault())" }
      - { text: "4", right: true }
      - { text: "5", feedback: "</div><script>fault()</script>" }
    hint: "<iframe srcdoc='<script>parent.fault()</script>'></iframe>"
  - { id: sum, kind: numeric, text: "{{n}} + 1?", numbers: { n: { from: 3, to: 3 } }, answer: n + 1, unit: "<i>m</i>" }
  - { id: row, kind: order, text: In order, entries: [{ text: one }, { text: two }, { text: three }] }
`

const drop = (page: Page, text: string | Buffer): Promise<void> =>
  page.setInputFiles('.quiz input[type=file]', { name: 'own.yaml', mimeType: 'text/yaml', buffer: Buffer.from(text) })

test("a teacher's own quiz of all kinds: nothing in it runs, it is answered by keyboard, partly right, and stays after a reload", async (context) => {
  const browser = await startBrowser(context)
  const { page, faults, requests } = await visit(browser)
  await open(page, 'own-quiz')
  await page.evaluate('window.fault = () => reportFault("it ran")')
  await drop(page, OWN)
  await button(page, 'Start').waitFor()
  expect(await page.locator('h1').innerText()).toBe('<script>fault()</script> & <b>more</b>')
  await button(page, 'Start').press('Enter')
  await page.locator('.question math').first().waitFor()
  await page.locator('.stimulus .softmax-table').waitFor()
  const many = question(page, 'many')
  await many.locator('.choice', { hasText: '2 <img' }).locator('input').press('Space')
  await page.getByText('Hint').press('Enter')
  expect(await many.innerText()).toContain('<iframe srcdoc')
  const number = question(page, 'sum').getByRole('textbox')
  await number.fill('20,175')
  await number.press('Tab')
  expect(await question(page, 'sum').getByRole('alert').innerText()).toContain('two ways')
  await number.fill('4,0')
  const row = question(page, 'row')
  const order = async (): Promise<string[]> =>
    (await row.locator('.entries li .markdown').allInnerTexts()).map((text) => text.trim())
  for (const [at, name] of ['one', 'two', 'three'].entries()) {
    while ((await order()).indexOf(name) > at) await row.getByRole('button', { name: `Move up: ${name}` }).press('Enter')
  }
  expect(await order()).toEqual(['one', 'two', 'three'])
  await page.reload()
  await page.getByText('3 of 3 answered').waitFor()
  await page.evaluate('window.fault = () => reportFault("it ran")')
  await button(page, 'Hand in').press('Enter')
  expect(await bannerOf(page)).toBe('Passed, 83 %')
  expect(await page.locator('.grade-banner').innerText()).toContain('2.5 of 3 points')
  expect(await many.innerText()).toContain('Partly right')
  const addresses = await page.locator('.quiz a').evaluateAll((links) => links.map((link) => (link as HTMLAnchorElement).href))
  expect(addresses.filter((address) => address !== '' && !address.startsWith(host.url))).toEqual([])
  expect(
    await page
      .locator('.quiz script, .quiz iframe, .quiz img, .quiz a[href^="javascript"], .quiz [onload], .quiz [onerror]')
      .count(),
  ).toBe(0)
  expect(requests.filter((address) => !address.startsWith(host.url))).toEqual([])
  expect(faults).toEqual([])
})

test('files that are no quiz are refused with the line of each fault', async (context) => {
  const browser = await startBrowser(context)
  const { page, faults } = await visit(browser)
  await open(page, 'own-quiz')
  for (const [text, message] of [
    [OWN.replace('kind: numeric', 'kind: <b>guess</b>'), /own\.yaml:19:\d+: item sum: kind must be one of .*<b>guess<\/b>/],
    [OWN.replace('answer: n + 1', 'answer: fetch(n)'), /own\.yaml:19:\d+: item sum:/],
    ['a: &x [1]\nb: [*x, *x]', /own\.yaml:\d+: the a\w+ [&*]x/],
    [`a: ${'['.repeat(5000)}`, /own\.yaml:1: nested more than/],
    ['x'.repeat(3 * 1024 * 1024), /at most 2097152 are read/],
    ['x'.repeat(10 * 1024 * 1024), /at most 2 MB are read/],
    ['', /own\.yaml/],
  ] as const) {
    await drop(page, text)
    await expect.poll(() => page.locator('.quiz-problems').innerText(), { timeout: 10_000 }).toMatch(message)
  }
  expect(faults).toEqual([])
})

test('each page of the course asks, grades at once, and asks again with other numbers', async (context) => {
  const browser = await startBrowser(context)
  const { page, faults } = await visit(browser)
  for (const name of ['softmax', 'cross-entropy', 'recipe']) {
    await page.goto(`${host.url}#/learn/${name}`)
    await page.locator(`.question`).waitFor()
    const seen = new Set<string>()
    for (let i = 0; i < 7; i++) {
      const asked = page.locator('.question > .markdown')
      await page.locator('.question').getByRole('heading').waitFor()
      seen.add(`${await page.locator('.question').getAttribute('data-item')} ${await asked.innerText()}`)
      await button(page, 'Another question').click()
    }
    expect(seen.size, name).toBe(name === 'recipe' ? 6 : 7)
  }
  for (let i = 0; i < 5; i++) await button(page, 'Another question').click()
  await page.locator('.choice').first().click()
  await button(page, 'Check').click()
  await page.locator('.outcome').waitFor()
  expect(faults).toEqual([])
})

test.for([
  ['light', 1280],
  ['dark', 1280],
  ['light', 360],
  ['dark', 360],
] as const)(
  'axe finds nothing in any state of a quiz, and none is wider than the page: %s, %i px',
  async ([colorScheme, width], context) => {
    const browser = await startBrowser(context)
    const { page, faults } = await visit(browser, { colorScheme, viewport: { width, height: 800 }, reducedMotion: 'reduce' })
    const check = async (name: string): Promise<void> => {
      expect(await violationsOf(page), name).toEqual([])
      const over = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
      expect(over, `${name} is wider than the page`).toBeLessThanOrEqual(0)
    }
    await open(page)
    await check('start')
    await button(page, 'Start').click()
    await page.locator('.question math').first().waitFor()
    await page.locator('.choice').first().click()
    await check('attempt')
    await button(page, 'Hand in').click()
    await check('asking')
    await button(page, 'Pause').click()
    await check('paused')
    await button(page, 'Go on').click()
    await button(page, 'Hand in').or(button(page, 'Hand in all the same')).click()
    if (await button(page, 'Hand in all the same').isVisible()) await button(page, 'Hand in all the same').click()
    await page.locator('.grade-banner').waitFor()
    await page.locator('.question math').first().waitFor()
    await check('review')
    await button(page, 'All results').click()
    await check('results')
    await open(page, 'own-quiz')
    await drop(page, 'a: 1')
    await page.locator('.quiz-problems').waitFor()
    await check('problems')
    await drop(page, OWN)
    await button(page, 'Start').click()
    await page.locator('.stimulus .softmax-table').waitFor()
    await check('all kinds')
    await page.evaluate((key) => localStorage.setItem(key, '{'), KEY)
    await page.goto('about:blank')
    await open(page)
    await check('refused')
    expect(faults).toEqual([])
  },
)

test('the questions that come with the package have links to figures that the rooms can read', () => {
  const texts = ['multiclass-classification', 'multiclass-practice'].map((name) =>
    readFileSync(join(root, `quizzes/${name}.yaml`), 'utf8'),
  )
  const links = texts.flatMap((text) => text.match(/studio:[^)\s"]+/g) ?? [])
  expect(links.length).toBeGreaterThan(40)
  for (const link of links)
    expect(link).toMatch(
      /^studio:(train\?data=[\w-]+|softmax\?z=[^&]+(&t=[^&]+)?|loss\?(y=[^&]+&z=[^&]+|gap=\d+&side=(wrong|right))|learn\/[\w-]+)$/,
    )
})
