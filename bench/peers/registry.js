// Every library that argmax is measured against: its name in the tables, its program, the package it needs, and what it can do.
//   threads   'any', or 'one' where it can use no more
//   pinned    true where the number of threads is that of the cores it may run on
//   node      the major of Node that it needs, or a newer one
//   solves    whether it fits softmax regression on all rows at once

/** @typedef {{ name: string, program: string, needs: string, threads: 'any' | 'one', pinned?: boolean, optIn?: boolean,
 *   node?: number, environment?: Record<string, string>, options?: object, note?: string, solves?: boolean }} Peer */

/** @type {Peer} */
export const ARGMAX = { name: 'argmax', program: 'argmax.js', needs: '', threads: 'any' }

/** @type {readonly Peer[]} */
export const PEERS = [
  {
    name: 'argmax, 256 bits',
    program: 'argmax.js',
    needs: '',
    threads: 'any',
    node: 24,
    environment: { ARGMAX_REVECTORIZE: '1' },
    solves: true,
    note: 'argmax with `revectorize: true`, in Node 24',
  },
  {
    name: 'PyTorch eager',
    program: 'pytorch.py',
    needs: 'torch',
    threads: 'any',
    note: "Debian's python3-torch where there is one, else PyPI's",
  },
  { name: 'PyTorch current', program: 'pytorch.py', needs: 'torch', threads: 'any', optIn: true },
  {
    name: 'torch.compile',
    program: 'pytorch.py',
    needs: 'torch',
    threads: 'any',
    optIn: true,
    options: { compiled: true },
  },
  { name: 'JAX scan', program: 'jax_scan.py', needs: 'jax', threads: 'any', pinned: true },
  { name: 'Keras (JAX)', program: 'keras_fit.py', needs: 'keras', threads: 'any', pinned: true },
  {
    name: 'scikit-learn',
    program: 'scikit_learn.py',
    needs: 'sklearn',
    threads: 'any',
    solves: true,
    note: 'MLPClassifier, LogisticRegression',
  },
  { name: 'jax-js wasm', program: 'jax-js.js', needs: '@jax-js/jax', threads: 'one' },
  {
    name: 'TF.js wasm',
    program: 'tfjs.js',
    needs: '@tensorflow/tfjs-backend-wasm',
    threads: 'one',
    options: { backend: 'wasm' },
    note: 'TensorFlow.js; its threads are off in Node',
  },
  {
    name: 'TF.js cpu',
    program: 'tfjs.js',
    needs: '@tensorflow/tfjs-backend-cpu',
    threads: 'one',
    options: { backend: 'cpu' },
    note: 'TensorFlow.js in plain JavaScript',
  },
]

/** Libraries that can't do the job at all, and why: they are listed with the results. */
export const UNABLE = [
  {
    name: 'brain.js',
    why: 'has squared error alone as its loss, one activation for all layers and no batches, so it trains no softmax classifier',
  },
]
