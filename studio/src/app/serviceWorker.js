// The service worker: keeps the app for days without a network, and on hosts that can't set headers gives the page those by which its
// threads may share memory. plugins/serviceWorker.js puts version and files in.

const VERSION = '__VERSION__'
const FILES = ['__FILES__']
const APP = `argmax-studio-${VERSION}`
/** MNIST is large: kept at its first use, and through new versions of the app. */
const DATA = 'argmax-studio-data'
const SCOPE = new URL('./', self.location.href)

/** Headers that isolate the page. */
function isolated(response) {
  if (response.status === 0 || response.type === 'opaque') return response
  const headers = new Headers(response.headers)
  headers.set('Cross-Origin-Opener-Policy', 'same-origin')
  headers.set('Cross-Origin-Embedder-Policy', 'require-corp')
  headers.set('Cross-Origin-Resource-Policy', 'same-origin')
  const body = [204, 205, 304].includes(response.status) ? null : response.body
  return new Response(body, { status: response.status, statusText: response.statusText, headers })
}

self.addEventListener('install', (event) => {
  const addresses = ['./', ...FILES].map((file) => new Request(new URL(file, SCOPE), { cache: 'no-cache' }))
  event.waitUntil(
    caches
      .open(APP)
      .then((cache) => cache.addAll(addresses))
      .then(() => self.skipWaiting()),
  )
})

self.addEventListener('activate', (event) => {
  const isOld = (name) => name.startsWith('argmax-studio-') && name !== APP && name !== DATA
  event.waitUntil(
    caches
      .keys()
      .then((names) => Promise.all(names.filter(isOld).map((name) => caches.delete(name))))
      .then(() => self.clients.claim()),
  )
})

/** What the app is made of, from what is kept; else from the network. */
async function respond(request, url) {
  const path = url.pathname.slice(SCOPE.pathname.length)
  const app = await caches.open(APP)
  if (path === 'studio.json') {
    const fresh = await fetch(request).catch(() => undefined)
    if (fresh?.ok) {
      await (await caches.open(DATA)).put(request, fresh.clone())
      return fresh
    }
    return (await (await caches.open(DATA)).match(request)) ?? (await app.match(request)) ?? Response.error()
  }
  if (path.startsWith('mnist/') || path.startsWith('fashion-mnist/')) {
    const data = await caches.open(DATA)
    const kept = await data.match(url.href)
    if (kept) return kept
    const fresh = await fetch(request)
    if (fresh.ok) await data.put(url.href, fresh.clone())
    return fresh
  }
  const kept = await app.match(path === '' || path === 'index.html' ? new URL('./', SCOPE).href : url.origin + url.pathname)
  return kept ?? fetch(request)
}

self.addEventListener('fetch', (event) => {
  const url = new URL(event.request.url)
  if (event.request.method !== 'GET' || url.origin !== SCOPE.origin || !url.pathname.startsWith(SCOPE.pathname)) return
  event.respondWith(respond(event.request, url).then(isolated))
})
