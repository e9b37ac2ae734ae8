// Has the service worker keep the app. Where the host sets no headers, the page is loaded once more, so that the worker's headers
// isolate it and its threads may share memory.

import { signal } from '@preact/signals'

const RELOADED = 'argmax-studio-reloaded'

/** Whether the app is kept for days without a network. */
export const isKept = signal(false)
/** Whether threads may share memory. */
export const isIsolated = globalThis.crossOriginIsolated === true

async function register(): Promise<void> {
  await navigator.serviceWorker.register('./sw.js')
  await navigator.serviceWorker.ready
  isKept.value = true
  if (isIsolated || sessionStorage.getItem(RELOADED) !== null || document.documentElement.dataset.busy === 'true') return
  sessionStorage.setItem(RELOADED, 'yes')
  location.reload()
}

/** The service worker's cache of large sets. */
const DATA = 'argmax-studio-data'
const kept = new Set<string>()

/**
 * Keeps files for days without a network, once the service worker is there. It keeps what passes it by itself; what a first visit fetched
 * before it was there is fetched once more.
 */
export async function keepFiles(addresses: readonly string[]): Promise<void> {
  if (!('serviceWorker' in navigator) || import.meta.env.DEV) return
  await navigator.serviceWorker.ready
  const cache = await caches.open(DATA)
  for (const address of addresses) {
    if (kept.has(address) || (await cache.match(address))) continue
    kept.add(address)
    await cache.add(address)
  }
}

/** Registers the service worker of the built app, when the page has come to rest. */
export function keepOffline(): void {
  if (!('serviceWorker' in navigator) || import.meta.env.DEV) return
  const start = (): void => {
    setTimeout(() => register().catch(() => undefined), 300)
  }
  if (document.readyState === 'complete') start()
  else window.addEventListener('load', start, { once: true })
}
