// axe-core finds nothing in any room, light or dark, wide or narrow; nothing is wider than the page; the keyboard reaches all.

import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { closeBrowser, type Host, openSetting, startBrowser, startStudio, trainToTheEnd, visit } from './support/studio.ts'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const ROOMS = [
  'draw',
  'softmax',
  'loss',
  'learn',
  'learn/softmax',
  'learn/cross-entropy',
  'learn/recipe',
  'learn/quiz',
  'learn/practice',
  'learn/own-quiz',
  'export',
]

let host: Host
beforeAll(async () => {
  host = await startStudio()
})
afterAll(async () => {
  await closeBrowser()
  await host.close()
})

/** What axe finds, a line each. */
async function violationsOf(page: Page): Promise<string[]> {
  await page.evaluate(axe)
  const found = (await page.evaluate(`axe.run().then(({ violations }) => violations.map(({ id, nodes }) =>
    id + ': ' + nodes.slice(0, 4).map(({ html, any }) => html.slice(0, 150) + ' ' + (any[0]?.message ?? '')).join(' | ')))`)) as string[]
  return found
}

const widthOver = (page: Page): Promise<number> => page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)

test.for([
  ['light', 1280],
  ['dark', 1280],
  ['light', 360],
  ['dark', 360],
] as const)('%s, %i px', async ([colorScheme, width], context) => {
  const browser = await startBrowser(context)
  const { page, faults } = await visit(browser, { colorScheme, viewport: { width, height: 800 }, reducedMotion: 'reduce' })
  const check = async (name: string): Promise<void> => {
    expect(await violationsOf(page), name).toEqual([])
    expect(await widthOver(page), `${name} is wider than the page`).toBeLessThanOrEqual(0)
  }
  await openSetting(page, host.url, 'data=iris&epochs=3&seed=1')
  await check('train, untrained')
  await trainToTheEnd(page)
  await page.locator('.matrix button').first().click()
  await page.locator('.gallery table').first().waitFor()
  for (const summary of await page.locator('summary').all()) await summary.click()
  await check('train, a table')
  await openSetting(page, host.url, 'data=digits-8x8&epochs=2&seed=1')
  await trainToTheEnd(page)
  await page.locator('.matrix button').first().click()
  await page.locator('.gallery .pictures').first().waitFor()
  await check('train, pictures')
  await openSetting(page, host.url, 'data=plane-petals&epochs=2&seed=1')
  await trainToTheEnd(page)
  await check('train, the plane')
  for (const room of ROOMS) {
    await page.goto(`${host.url}#/${room}`)
    await page.locator('h1:visible').waitFor()
    if (room === 'draw') await page.getByRole('button', { name: 'Sample 5' }).click()
    if (/softmax|loss|cross|recipe/.test(room)) await page.locator('math').first().waitFor()
    await check(room)
  }
  expect(faults).toEqual([])
})

test.for([1920, 3840])('nothing is cut off at %i px', async (width, context) => {
  const browser = await startBrowser(context)
  const { page } = await visit(browser, { viewport: { width, height: 1080 } })
  for (const room of ['train?data=iris&seed=1', ...ROOMS]) {
    await page.goto(`${host.url}#/${room}`)
    await page.locator('h1').first().waitFor({ state: 'attached' })
    expect(await widthOver(page), room).toBeLessThanOrEqual(0)
  }
})

test('with the keyboard alone: skip to the room, press Train, move through the network, go back an epoch', async (context) => {
  const browser = await startBrowser(context)
  const { page, faults } = await visit(browser)
  await openSetting(page, host.url, 'data=iris&epochs=5&seed=1')
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  expect(await page.evaluate(() => document.activeElement?.id)).toBe('main')
  await page.getByRole('button', { name: 'Train', exact: true }).press('Enter')
  await page.getByRole('button', { name: 'Train more' }).waitFor()
  const network = page.locator('.network svg')
  await network.focus()
  await page.keyboard.press('ArrowLeft')
  await page.locator('.readout', { hasText: /^Layer 1, unit \d+: z = .* = .*a = relu/ }).waitFor()
  await page.keyboard.press('ArrowRight')
  await page.locator('.readout', { hasText: /^Class \w+: z = / }).waitFor()
  const slider = page.getByLabel('Network shown')
  await slider.press('ArrowLeft')
  await page.getByText('after epoch 4').waitFor()
  await slider.press('Home')
  await page.getByText('after epoch 0').waitFor()
  expect(faults).toEqual([])
})
