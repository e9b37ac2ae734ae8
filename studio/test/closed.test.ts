// The studio asks nobody for anything: no request leaves its host, its policy is never broken, strangers' text is text, and after a first
// visit it needs no network.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  closeBrowser,
  type Host,
  openSetting,
  root,
  startBrowser,
  startStaticHost,
  startStudio,
  trainToTheEnd,
  untilReady,
  visit,
} from './support/studio.ts'

let studio: Host
let staticHost: Host
beforeAll(async () => {
  studio = await startStudio()
  staticHost = await startStaticHost()
})
afterAll(async () => {
  await closeBrowser()
  await studio.close()
  await staticHost.close()
})

const ROOMS = [
  'train',
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

/** Waits until the service worker keeps the app and serves the page. */
function untilKept(page: Page): Promise<void> {
  const isKept = (): Promise<boolean> =>
    page.evaluate(async () => {
      const registration = await navigator.serviceWorker.ready
      return registration.active?.state === 'activated' && navigator.serviceWorker.controller !== null
    })
  return expect.poll(isKept, { timeout: 20_000 }).toBe(true)
}

/** How many files of MNIST are kept. */
function countKept(page: Page): Promise<number> {
  return page.evaluate(
    async () => (await (await caches.open('argmax-studio-data')).keys()).filter(({ url }) => url.includes('/mnist/')).length,
  )
}

test('no request goes elsewhere, and the policy holds, in any room', async (context) => {
  const browser = await startBrowser(context)
  const { page, faults, requests } = await visit(browser)
  await page.goto(`${studio.url}#/train?data=digits-8x8&epochs=3&seed=1`)
  await trainToTheEnd(page)
  for (const room of ROOMS) {
    await page.goto(`${studio.url}#/${room}`)
    await page.locator('h1').first().waitFor({ state: 'attached' })
    if (room === 'draw') await page.getByRole('button', { name: 'Sample 2' }).click()
    await page.waitForTimeout(100)
  }
  expect(requests.length).toBeGreaterThan(10)
  expect(requests.filter((address) => !address.startsWith(studio.url) && !address.startsWith('blob:'))).toEqual([])
  expect(faults).toEqual([])
})

test('threads share memory, also on a host that sets no headers: its service worker isolates the page', async (context) => {
  const browser = await startBrowser(context)
  const served = await visit(browser)
  await served.page.goto(studio.url)
  expect(await served.page.evaluate(() => crossOriginIsolated)).toBe(true)
  const { page, faults } = await visit(browser)
  await page.goto(`${staticHost.url}#/train?data=iris&epochs=3&seed=1`)
  await page.waitForFunction(() => crossOriginIsolated)
  const hash = await trainToTheEnd(page)
  await openSetting(served.page, studio.url, 'data=iris&epochs=3&seed=1')
  expect(await trainToTheEnd(served.page)).toBe(hash)
  expect(faults).toEqual([])
})

test('after a first visit it works with the network cut, in every room', async (context) => {
  const browser = await startBrowser(context)
  const { page, context: device, faults } = await visit(browser)
  await page.goto(staticHost.url)
  await page.waitForFunction(() => crossOriginIsolated)
  await untilKept(page)
  await device.setOffline(true)
  await page.reload()
  for (const data of ['iris', 'penguins', 'wine', 'digits-8x8', 'plane-rings']) {
    await openSetting(page, staticHost.url, `data=${data}&epochs=2&seed=1`)
    expect(await trainToTheEnd(page)).toMatch(/^[0-9a-f]{64}$/)
  }
  for (const room of ROOMS) {
    await page.goto(`${staticHost.url}#/${room}`)
    await page.locator('h1').first().waitFor({ state: 'attached' })
    if (room === 'learn/recipe') await page.locator('math').first().waitFor()
    if (room !== 'draw') continue
    await page.getByText('20,175 parameters').waitFor()
    await page.getByRole('button', { name: 'Sample 4' }).click()
    await page.locator('.answer b', { hasText: /^4$/ }).waitFor()
  }
  // What is asked for first with the network there, such as the host's facts, may fail now; nothing else may.
  expect(faults.filter((fault) => !/ERR_INTERNET_DISCONNECTED|ERR_FAILED/.test(fault))).toEqual([])
})

test('MNIST is kept from its first use on', async (context) => {
  const browser = await startBrowser(context)
  const { page, context: device } = await visit(browser)
  await page.goto(studio.url)
  await untilReady(page)
  await untilKept(page)
  await expect.poll(() => countKept(page), { timeout: 20_000 }).toBe(4)
  await device.setOffline(true)
  await page.reload()
  await untilReady(page)
  expect(await page.locator('.settings').innerText()).toContain('60,000 rows to train on')
})

test('the first load is at most 150 kB gzipped', async (context) => {
  const browser = await startBrowser(context)
  const { page, requests } = await visit(browser, { serviceWorkers: 'block' })
  await page.goto(staticHost.url)
  await untilReady(page)
  await page.waitForTimeout(500)
  const files = [...new Set(requests)]
    .filter((address) => address.startsWith(staticHost.url))
    .map((address) => new URL(address).pathname.slice('/some/where/'.length) || 'index.html')
  const sizes = files.map((file) => [file, gzipSync(readFileSync(join(root, 'studio/dist', file))).length] as const)
  const total = sizes.reduce((sum, [, size]) => sum + size, 0)
  console.log(`First load: ${total} bytes gzipped. ${sizes.map(([file, size]) => `${file} ${size}`).join(', ')}`)
  expect(total).toBeLessThanOrEqual(150_000)
})

/** Text that would run, were it ever taken for code. */
const ATTACKS = [
  '<script>fault()</script>',
  '<img src=x onerror=fault()>',
  '<svg onload=fault()>',
  '"><img src=x onerror=fault()>',
  "'><svg/onload=fault()>",
  'javascript:fault()',
  '<a href="javascript:fault()">x</a>',
  '<iframe srcdoc="<script>parent.fault()</script>">',
  '<math><mtext><img src onerror=fault()>',
  '${fault()}',
  '{{fault()}}',
  '<style>@import url(//evil.example)</style>',
  '<link rel=stylesheet href=//evil.example>',
  '<details open ontoggle=fault()>',
  '<body onload=fault()>',
  '<input autofocus onfocus=fault()>',
  '<object data="javascript:fault()">',
  '<embed src="javascript:fault()">',
  '<base href=//evil.example/>',
  '<form action="javascript:fault()"><button>',
  '<video><source onerror=fault()>',
  '</title><script>fault()</script>',
  '</textarea><script>fault()</script>',
  '--><script>fault()</script>',
  ']]><script>fault()</script>',
  '\\u003cscript\\u003efault()\\u003c/script\\u003e',
  '&lt;script&gt;fault()&lt;/script&gt;',
  '__proto__',
  'constructor',
  'onclick=fault()',
  '<svg><script>fault()</script></svg>',
  '<svg><a xlink:href="javascript:fault()"><text>x</text></a></svg>',
  '<img src=`x` onerror=`fault()`>',
  '<template><script>fault()</script></template>',
  '<noscript><img src=x onerror=fault()></noscript>',
  '<marquee onstart=fault()>',
  '<select onfocus=fault() autofocus>',
  '<x contenteditable onblur=fault()>',
  '<audio src onloadstart=fault()>',
  '<meta http-equiv=refresh content="0;javascript:fault()">',
  '<div style="background:url(javascript:fault())">',
  '<div style="width:expression(fault())">',
  '<table background="javascript:fault()">',
  'data:text/html,<script>fault()</script>',
  '<object type="text/x-scriptlet" data="//evil.example">',
  'A;fault();//',
  '`;fault();`',
  "';fault();'",
  '";fault();"',
  '<<script>fault();//<</script>',
]

test('50 texts that would run, as column names, classes and file names: none does', async (context) => {
  const browser = await startBrowser(context)
  const { page, faults, requests } = await visit(browser)
  expect(ATTACKS).toHaveLength(50)
  const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`
  await page.exposeFunction('fault', () => faults.push('a text ran'))
  await page.goto(`${studio.url}#/train?data=iris&seed=1`)
  await untilReady(page)
  const header = ['class', ...ATTACKS].map(quoted).join(',')
  // The rows' values tell the classes apart, so that training has something to learn.
  const lines = Array.from({ length: 150 }, (_, row) =>
    [ATTACKS[row % 50] as string, ...ATTACKS.map((_, i) => String(i === row % 50 ? 1 : 0))].map(quoted).join(','),
  )
  const name = '<img src=x onerror=fault()>.csv'
  await page.getByText('Your own data or model').click()
  await page
    .locator('.drop input[type=file]')
    .first()
    .setInputFiles({ name, mimeType: 'text/csv', buffer: Buffer.from([header, ...lines].join('\n')) })
  await page.getByLabel('Which column holds the classes?').selectOption({ index: 1 })
  await page.getByText('50 classes').waitFor()
  await trainToTheEnd(page)
  await page.locator('.matrix button').first().click()
  for (const summary of await page.locator('summary').all()) await summary.click()
  await page.locator('.network .unit').first().dispatchEvent('pointerenter')
  await page.goto(`${studio.url}#/export`)
  for (const language of ['Keras', 'TypeScript', 'Command line']) await page.getByRole('radio', { name: language }).check()
  await page.locator('nav a[href="#/draw"]').click()
  await page.locator('input[type=file]').setInputFiles({
    name: '<svg onload=fault()>.safetensors',
    mimeType: 'application/octet-stream',
    buffer: Buffer.from('no model'),
  })
  await page.getByRole('alert').waitFor()
  for (const attack of ATTACKS.slice(0, 12)) {
    await page.goto(
      `${studio.url}#/train?data=${encodeURIComponent(attack)}&hidden=${encodeURIComponent(attack)}&seed=${encodeURIComponent(attack)}`,
    )
  }
  await untilReady(page)
  expect(await page.evaluate(() => document.querySelectorAll('script').length)).toBe(1)
  expect(requests.filter((address) => address.includes('evil'))).toEqual([])
  expect(faults).toEqual([])
})

test('20 trainings leave less than 10 MB behind', async (context) => {
  const browser = await startBrowser(context)
  const { page } = await visit(browser)
  await openSetting(page, studio.url, 'data=digits-8x8&epochs=6&seed=1')
  /** Bytes that the page and its workers hold, garbage aside. */
  const measure = (): Promise<number> =>
    page.evaluate(async () => {
      const { measureUserAgentSpecificMemory } = performance as unknown as {
        measureUserAgentSpecificMemory: () => Promise<{ bytes: number }>
      }
      return (await measureUserAgentSpecificMemory.call(performance)).bytes
    })
  const train = async (seed: number): Promise<void> => {
    await page.getByLabel('Seed').fill(String(seed))
    await page.getByLabel('Seed').press('Enter')
    await page.waitForFunction((value) => location.hash.includes(`seed=${value}`), seed)
    await untilReady(page)
    await page.locator('.run .primary').click()
    await page.getByRole('button', { name: 'Train more' }).waitFor()
  }
  // The first trainings fetch and compile what the others use.
  for (let seed = 100; seed < 103; seed++) await train(seed)
  const before = await measure()
  for (let seed = 1; seed <= 20; seed++) await train(seed)
  const after = await measure()
  console.log(`20 trainings: ${(before / 1e6).toFixed(1)} MB before, ${(after / 1e6).toFixed(1)} MB after`)
  expect(after - before).toBeLessThan(10_000_000)
})
