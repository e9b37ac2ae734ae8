// Every figure of the rooms Softmax and Loss answers to its sliders with the value that argmax/numerics gives.

import { log64, softmax, sparseCategoricalCrossentropy } from 'argmax/numerics'
import type { Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { RECIPES } from '../src/loss/recipes.ts'
import { closeBrowser, type Host, startBrowser, startStudio, visit } from './support/studio.ts'

let host: Host
beforeAll(async () => {
  host = await startStudio()
})
afterAll(async () => {
  await closeBrowser()
  await host.close()
})

/** Moves a slider. */
async function slide(page: Page | Locator, name: string | RegExp, value: number): Promise<void> {
  await page.getByRole('slider', { name }).first().fill(String(value))
}

/** The numbers that elements hold, exactly. */
function valuesOf(elements: Locator): Promise<number[]> {
  return elements.evaluateAll((all) => all.map((element) => Number((element as HTMLElement).dataset.value)))
}

test('softmax: any number of classes, any logits, shifted and scaled', async (context) => {
  const browser = await startBrowser(context)
  const { page, faults } = await visit(browser)
  await page.goto(`${host.url}#/softmax`)
  const shares = page.locator('.softmax-table .share')
  for (const [count, logits, shift, temperature] of [
    [3, [1.5, -2.25, 0.75], 0, 1],
    [10, [10, -10, 3.5, 0, 0, 1, 2, -4.25, 6, 9.99], 0, 1],
    [2, [0.5, -0.5], 100, 1],
    [4, [2, 1, 0.5, -1], -100, 0.1],
    [7, [1, 2, 3, 4, 5, 6, 7], 3, 10],
  ] as const) {
    await page.getByRole('radio', { name: String(count), exact: true }).check()
    for (const [i, z] of logits.entries()) await slide(page, `Logit z ${i + 1}`, z)
    await slide(page, 'Add to all', shift)
    await slide(page, 'Temperature', temperature)
    const expected = softmax(
      Float32Array.from(logits, (z) => (z + shift) / temperature),
      count,
    )
    await expect.poll(() => valuesOf(shares)).toEqual([...expected])
    await expect.poll(() => page.locator('.softmax-table tfoot').innerText()).toMatch(/1\.0000\s*$/)
  }
  expect(faults).toEqual([])
})

test('softmax: the example of .30, .20, .15, .35', async (context) => {
  const browser = await startBrowser(context)
  const { page } = await visit(browser)
  await page.goto(`${host.url}#/softmax`)
  await page.getByRole('button', { name: /The example/ }).click()
  const expected = softmax(Float32Array.from([0.3, 0.2, 0.15, 0.35], log64), 4)
  await expect.poll(() => valuesOf(page.locator('.softmax-table .share'))).toEqual([...expected])
  await expect.poll(() => page.locator('.softmax-table .share').allInnerTexts()).toEqual(['0.3000', '0.2000', '0.1500', '0.3500'])
})

test('logits: a dragged x and weight, and a bias', async (context) => {
  const browser = await startBrowser(context)
  const { page, faults } = await visit(browser)
  await page.goto(`${host.url}#/softmax`)
  await page.getByRole('button', { name: /^x at/ }).press('ArrowRight')
  await page.getByRole('button', { name: /^w2 at/ }).press('ArrowUp')
  await slide(page, 'Bias b 3', 2.5)
  await expect.poll(() => page.locator('.sums li').nth(0).innerText()).toContain('1.60 · 1.30 + 0.60 · 1.00 + 0.0 = 2.68')
  await expect.poll(() => page.locator('.sums li').nth(1).innerText()).toContain('−1.20 · 1.30 + 1.50 · 1.00 + 0.0 = −0.06')
  await expect.poll(() => page.locator('.sums li').nth(2).innerText()).toContain('+ 2.5 = 0.28')
  expect(faults).toEqual([])
})

test('loss: the true class and its gradient', async (context) => {
  const browser = await startBrowser(context)
  const { page, faults } = await visit(browser)
  await page.goto(`${host.url}#/loss`)
  const logits = [3.25, -1, 0.5, 9.5]
  for (const [i, z] of logits.entries()) await slide(page, `Logit z ${i + 1}`, z)
  for (let label = 0; label < 4; label++) {
    await page.getByRole('radio', { name: String(label + 1), exact: true }).check()
    const { losses, gradient } = sparseCategoricalCrossentropy([label], Float32Array.from(logits), 4)
    await expect.poll(() => valuesOf(page.locator('.big-number'))).toEqual([...losses])
    await expect.poll(() => valuesOf(page.locator('.gradient'))).toEqual([...gradient])
  }
  expect(faults).toEqual([])
})

test('the four recipes: overflow at 88.7 and 709.8, floor, cap and lost gradients, and argmax right throughout', async (context) => {
  const browser = await startBrowser(context)
  const { page, faults } = await visit(browser)
  await page.goto(`${host.url}#/loss`)
  const losses = page.locator('.verdict .loss')
  for (const [side, gaps] of [
    ['True class behind', [0, 10, 16.2, 88.7, 88.8, 709.7, 709.8, 800]],
    ['True class ahead', [0, 10, 17, 37, 88.8, 103]],
  ] as const) {
    await page.getByRole('radio', { name: side }).check()
    for (const gap of gaps) {
      await slide(page, 'Gap', gap)
      const isRight = side === 'True class ahead'
      await expect.poll(() => valuesOf(losses)).toEqual(RECIPES.map(({ run }) => run(gap, isRight).loss))
      const { losses: truth } = sparseCategoricalCrossentropy([isRight ? 0 : 1], Float32Array.of(gap, 0), 2)
      expect((await valuesOf(losses)).at(-1)).toBe(truth[0])
    }
  }
  const lossOf = (recipe: number, gap: number, isRight: boolean): number => RECIPES[recipe]?.run(gap, isRight).loss as number
  expect([lossOf(0, 88.7, false), lossOf(0, 88.8, false)]).toEqual([expect.closeTo(88.7, 4), Number.POSITIVE_INFINITY])
  expect([lossOf(1, 709.7, false), lossOf(1, 709.8, false)]).toEqual([expect.closeTo(709.7, 4), Number.POSITIVE_INFINITY])
  expect([lossOf(0, 88.8, true), lossOf(1, 709.8, true)]).toEqual([Number.NaN, Number.NaN])
  expect([lossOf(0, 18, true), lossOf(1, 38, true)]).toEqual([0, 0])
  expect([lossOf(2, 100, false), lossOf(2, 100, true)]).toEqual([expect.closeTo(16.118, 3), expect.closeTo(1.192e-7, 10)])
  expect([RECIPES[2]?.run(100, false).gradient, RECIPES[2]?.run(100, true).gradient]).toEqual([0, 0])
  expect(RECIPES[3]?.run(100, false)).toMatchObject({ loss: 100, gradient: -1 })
  expect(faults).toEqual([])
})

test('the course shows the same figures, and its pages follow each other', async (context) => {
  const browser = await startBrowser(context)
  const { page, faults } = await visit(browser)
  await page.goto(`${host.url}#/learn`)
  await page.getByRole('link', { name: /^1\. Softmax/ }).click()
  await slide(page, 'Logit z 1', -3)
  await expect.poll(() => valuesOf(page.locator('.softmax-table .share'))).toEqual([...softmax(Float32Array.of(-3, 1, 0.5, -1), 4)])
  await page.locator('math').first().waitFor()
  await expect.poll(() => page.evaluate(() => document.fonts.check('16px "STIX Two Math"'))).toBe(true)
  await page.getByRole('link', { name: '2. Cross-entropy' }).click()
  await page.locator('.big-number').waitFor()
  await page.getByRole('link', { name: '3. The accurate recipe' }).click()
  await page.locator('.verdict').waitFor()
  await page.getByRole('link', { name: 'Train a network' }).click()
  await page.locator('.run').waitFor()
  expect(faults).toEqual([])
})
