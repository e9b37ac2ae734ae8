// What the comparison between engines runs in a page; test/engines/chromium.ts bundles and serves it. It posts its result.

import * as argmax from 'argmax'
import * as data from 'argmax/data'
import { mnist } from 'argmax/datasets'
import * as numerics from 'argmax/numerics'
import { classifyTable } from '../../scripts/engines/classifier.js'
import { measure, trainMnist, trainThreaded } from '../../scripts/engines/measure.js'
import { uniform } from '../../scripts/engines/problems.js'
import { readTables } from '../../scripts/engines/tables.js'
import tableFormats from '../golden/table-formats.json'

const parts = { argmax, data, numerics }

const jobs = {
  /** Both arithmetics, on bytes that the page fetches. */
  async measure() {
    const [trainImages, trainLabels, testImages, testLabels] = [
      'train-images-idx3-ubyte',
      'train-labels-idx1-ubyte',
      't10k-images-idx3-ubyte',
      't10k-labels-idx1-ubyte',
    ].map((name) => new URL(`/mnist/${name}`, location.href))
    const digits = await mnist({ from: { trainImages, trainLabels, testImages, testLabels } })
    const run = async (reproducibility) => ({
      ...(await measure(parts, reproducibility)),
      mnist: await trainMnist(parts, reproducibility, digits),
    })
    return { portable: await run('portable'), default: await run('default') }
  },

  /** The same training on 1, 2 and 4 threads, and how late 20 ms timers fire meanwhile. */
  async threads() {
    const results = []
    for (const threads of [1, 2, 4]) results.push(await trainThreaded(parts, threads))
    return { isolated: crossOriginIsolated, results }
  },

  /** What a classifier of a table predicts, and its file. */
  classifier: () => classifyTable(parts),

  /** Tables of every format, and a picture that the browser decodes. */
  async tables() {
    // Not before: a reader may want WebAssembly, which the page of another job refuses.
    const sources = await import('argmax/sources')
    const canvas = new OffscreenCanvas(4, 4)
    const picture = async (shade) => {
      const pixels = new ImageData(4, 4)
      for (let i = 0; i < 16; i++) pixels.data.set([shade + i, shade + i, shade + i, 255], 4 * i)
      canvas.getContext('2d').putImageData(pixels, 0, 0)
      return new Uint8Array(await (await canvas.convertToBlob({ type: 'image/png' })).arrayBuffer())
    }
    const shades = { 'dark/1.png': 10, 'light/1.png': 200 }
    const files = Object.entries(shades).map(([path, shade]) => ({ path, bytes: () => picture(shade) }))
    const { train, classNames } = await sources.readImages(files)
    return { tables: await readTables(sources, tableFormats), pictures: Array.from(train.x.data), classNames }
  },

  /** softmax() where the page's policy refuses WebAssembly. */
  async softmax() {
    let refusal = ''
    try {
      new WebAssembly.Module(Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0))
    } catch (error) {
      refusal = error.name
    }
    const logits = uniform(8, 30_000, 40)
    const { data: probabilities } = argmax.softmax(argmax.tensor(logits, [3000, 10]))
    return { refusal, sha256: await data.sha256(new Uint8Array(probabilities.buffer)) }
  },
}

const post = (result) => fetch('/result', { method: 'POST', body: JSON.stringify(result) })
const job = jobs[new URL(location.href).searchParams.get('job')]
job().then(
  (value) => post({ value }),
  (error) => post({ error: `${error.stack ?? error}` }),
)
