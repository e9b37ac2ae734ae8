// The pretrained model, which the page fetches when it is asked for.

import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const MODEL = fileURLToPath(new URL('../model/digits.safetensors', import.meta.url))
/** Its address, relative to the page. */
const ADDRESS = 'data/digits.safetensors'

/** Emits the file, and serves it while developing. */
export function dataFiles() {
  return {
    name: 'argmax-data-files',
    configureServer(server) {
      server.middlewares.use((request, response, next) => {
        if (request.url === `/${ADDRESS}`) response.end(readFileSync(MODEL))
        else next()
      })
    },
    generateBundle() {
      this.emitFile({ type: 'asset', fileName: ADDRESS, source: readFileSync(MODEL) })
    },
  }
}
