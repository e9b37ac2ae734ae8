// How the studio is built: a static folder that any host can serve, with argmax itself taken from the package's own dist/.

import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vite'
import { dataFiles } from './plugins/dataFiles.js'
import { licences } from './plugins/licences.js'
import { serviceWorker } from './plugins/serviceWorker.js'

const fromHere = (path) => fileURLToPath(new URL(path, import.meta.url))

/** What a page needs so that its threads may share memory. A static host's are set by the service worker. */
const ISOLATION = { 'Cross-Origin-Opener-Policy': 'same-origin', 'Cross-Origin-Embedder-Policy': 'require-corp' }

export default defineConfig({
  base: './',
  plugins: [dataFiles(), licences(), serviceWorker()],
  resolve: {
    alias: [
      { find: /^argmax$/, replacement: fromHere('../dist/index.js') },
      // What only the command line and the studio share has no public name: `argmax-dist/cli/...`.
      { find: /^argmax-dist\//, replacement: fromHere('../dist/') },
      { find: /^argmax\/(\w+)$/, replacement: `${fromHere('../dist/')}$1/index.js` },
    ],
  },
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    target: 'es2022',
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    chunkSizeWarningLimit: 1000,
    assetsInlineLimit: 0, // the policy allows no data: addresses
  },
  worker: { format: 'es' },
  server: { host: '127.0.0.1', headers: ISOLATION },
  preview: { host: '127.0.0.1', headers: ISOLATION },
})
