// What a newcomer does: opens the studio, presses Train, draws digits. And what the page owes them meanwhile.

import { readFileSync } from 'node:fs'
import { afterAll, expect, test } from 'vitest'
import { closeBrowser, type Host, startBrowser, startStudio, untilReady, visit } from './support/studio.ts'

const { drawings } = JSON.parse(readFileSync(new URL('./drawings.json', import.meta.url), 'utf8')) as {
  drawings: { hand: string; digit: number; strokes: number[][] }[]
}
let host: Host | undefined
afterAll(async () => {
  await closeBrowser()
  await host?.close()
})

test('opens, presses Train, and MNIST reaches 94 % within 3 epochs; the page stays free and still', async (context) => {
  const browser = await startBrowser(context)
  host ??= await startStudio()
  const { page, faults } = await visit(browser)
  await page.goto(host.url)
  await untilReady(page)
  expect(await page.locator('.settings').innerText()).toContain('60,000 rows to train on')
  await page.evaluate(`
    window.watched = { longest: 0, shift: 0 }
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) watched.longest = Math.max(watched.longest, duration)
    }).observe({ type: 'longtask' })
    new PerformanceObserver((list) => {
      for (const { value } of list.getEntries()) watched.shift += value
    }).observe({ type: 'layout-shift' })`)
  const started = performance.now()
  await page.getByRole('button', { name: 'Train', exact: true }).click()
  await page.waitForFunction(() => Number.parseInt(document.querySelector('.facts dd')?.textContent ?? '0', 10) >= 3)
  const seconds = (performance.now() - started) / 1000
  await page.getByRole('button', { name: 'Train more' }).waitFor()
  const { longest, shift } = (await page.evaluate('watched')) as { longest: number; shift: number }
  await page.locator('.grid').first().getByText('Show as a table').last().click()
  const epochs = page.getByRole('table', { name: 'Figures of all epochs' })
  const third = (await epochs.locator('tbody tr').nth(2).innerText()).split('\t')
  console.log(
    `3 epochs of MNIST after ${seconds.toFixed(1)} s: ${third.join(' ')}. Longest task ${longest} ms, layout shift ${shift}.`,
  )
  expect(Number(third[4])).toBeGreaterThanOrEqual(0.94)
  expect(shift).toBe(0)
  expect(faults).toEqual([])
})

test('draws 100 digits, of which at least 85 are read', async (context) => {
  const browser = await startBrowser(context)
  host ??= await startStudio()
  const { page, faults } = await visit(browser)
  await page.goto(`${host.url}#/draw`)
  await page.getByText('20,175 parameters').waitFor()
  const box = await page.locator('.pad').boundingBox()
  if (!box) throw new Error('There is no pad.')
  const wrong: string[] = []
  for (const { hand, digit, strokes } of drawings) {
    for (const stroke of strokes) {
      // Every second point, as a hand in a hurry leaves them.
      for (let i = 0; i < stroke.length; i += i + 4 < stroke.length ? 4 : 2) {
        await page.mouse.move(box.x + (stroke[i] as number) * box.width, box.y + (stroke[i + 1] as number) * box.height)
        if (i === 0) await page.mouse.down()
      }
      await page.mouse.up()
    }
    await page.locator('.answer b').waitFor()
    // The answer to the last move may still be on its way: it is the one that stays.
    await page.evaluate('new Promise((resolve) => setTimeout(resolve, 30))')
    const seen = await page.locator('.answer b').innerText()
    if (seen !== String(digit)) wrong.push(`${digit}, ${hand}, read as ${seen}`)
    await page.getByRole('button', { name: 'Clear' }).click()
  }
  console.log(`${drawings.length - wrong.length} of ${drawings.length} drawings read right. Not: ${wrong.join('; ')}`)
  expect(drawings).toHaveLength(100)
  expect(wrong.length).toBeLessThanOrEqual(15)
  expect(faults).toEqual([])
})

test('everything that the pad needs can be done with the keyboard', async (context) => {
  const browser = await startBrowser(context)
  host ??= await startStudio()
  const { page, faults } = await visit(browser)
  await page.goto(`${host.url}#/draw`)
  await page.getByText('20,175 parameters').waitFor()
  await page.locator('.pad').focus()
  for (let i = 0; i < 11; i++) await page.keyboard.press('ArrowUp')
  await page.keyboard.press('Space')
  for (let i = 0; i < 22; i++) await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Space')
  await page.locator('.answer b', { hasText: /^1$/ }).waitFor()
  await page.keyboard.press('Backspace')
  await page.getByText('Draw a digit, or load a sample.').waitFor()
  await page.getByRole('button', { name: 'Sample 7' }).press('Enter')
  await page.locator('.answer b', { hasText: /^7$/ }).waitFor()
  expect(faults).toEqual([])
})
