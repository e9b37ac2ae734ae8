// Where a peer's program runs: which Python has its package, and with which environment a process keeps to its number of threads.

import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { cpus } from 'node:os'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { NODES } from '../../scripts/engines/engines.js'

const path = (name) => fileURLToPath(new URL(name, import.meta.url))
const require = createRequire(import.meta.url)

/** The Python of the virtual environment that bench:setup makes. */
export const VENV_PYTHON = path(process.platform === 'win32' ? '../.venv/Scripts/python.exe' : '../.venv/bin/python')
/** Debian's packages, such as python3-torch, belong to this one, whatever `python3` is in the path. */
const DEBIAN_PYTHON = '/usr/bin/python3'

const NODE_SETUP = '`node scripts/engines/install.js`'
export const SETUP = '`npm run bench:setup`'
export const DEBIAN_TORCH = '`apt-get install python3-torch libopenblas0-openmp`'
export const TORCH_SETUP = '`npm run bench:setup -- --torch current`'

const found = new Map()

/** Whether a Python has a module. */
function hasModule(python, module) {
  const key = `${python} ${module}`
  if (!found.has(key)) {
    const code = `import importlib.util, sys; sys.exit(importlib.util.find_spec(${JSON.stringify(module)}) is None)`
    const exists = python === process.env.ARGMAX_BENCH_PYTHON || existsSync(python)
    found.set(key, exists && spawnSync(python, ['-c', code]).status === 0)
  }
  return found.get(key)
}

/** The Python, of PyPI's packages, that has a module; undefined where none has. */
export function findPython(module) {
  return [process.env.ARGMAX_BENCH_PYTHON, VENV_PYTHON].find((python) => python !== undefined && hasModule(python, module))
}

/** The Python that has PyTorch: Debian's, so that nobody has to download PyPI's; else PyPI's. */
export const findTorch = () => (hasModule(DEBIAN_PYTHON, 'torch') ? DEBIAN_PYTHON : findPython('torch'))

/** Whether an npm package of bench/ is installed. */
export function hasPackage(name) {
  try {
    require.resolve(name)
    return true
  } catch {
    return false
  }
}

/** A Node of at least that major: this one, or one that scripts/engines/install.js has put beside it. */
function findNode(major) {
  if (Number.parseInt(process.versions.node, 10) >= major) return process.execPath
  const { path: program } = NODES.find(({ name }) => name === `Node ${major}`) ?? {}
  return program !== undefined && existsSync(program) ? program : undefined
}

/** The environment of a process that is to compute on so many threads. */
export function environmentFor(threads) {
  const environment = { ...process.env }
  // Both choose OpenBLAS's kernels by hand: what is measured is its own choice.
  delete environment.OPENBLAS_CORETYPE
  delete environment.OPENBLAS_L2_SIZE
  // argmax's own option: who is to have it is asked for by name.
  delete environment.ARGMAX_REVECTORIZE
  for (const name of ['OMP', 'MKL', 'OPENBLAS', 'NUMEXPR']) environment[`${name}_NUM_THREADS`] = String(threads)
  environment.TF_CPP_MIN_LOG_LEVEL = '2'
  if (threads === 1) environment.XLA_FLAGS = '--xla_cpu_multi_thread_eigen=false'
  return environment
}

const canPin = process.platform === 'linux' && spawnSync('taskset', ['--version']).status === 0

/**
 * How to start a peer's program on so many threads, or why it can't be.
 *
 * @returns {{ command: string, options: string[], environment: object } | { why: string }}
 */
export function startOf({ program, needs, pinned = false, optIn = false, node, environment: own }, threads) {
  const file = path(`../peers/${program}`)
  const environment = { ...environmentFor(threads), ...own }
  if (node !== undefined) {
    const command = findNode(node)
    if (command === undefined) return { why: `Node ${node} is not installed: ${NODE_SETUP}` }
    return { command, options: [file], environment }
  }
  if (program.endsWith('.js')) {
    if (needs !== '' && !hasPackage(needs)) return { why: `not installed: ${SETUP}` }
    return { command: process.execPath, options: [file], environment }
  }
  const python = needs === 'torch' && !optIn ? findTorch() : findPython(needs)
  if (python === undefined) {
    if (optIn) return { why: `not installed: ${TORCH_SETUP}` }
    return { why: needs === 'torch' ? `not installed: ${DEBIAN_TORCH} on Debian, else ${TORCH_SETUP}` : `not installed: ${SETUP}` }
  }
  if (!pinned || threads >= cpus().length) return { command: python, options: [file], environment }
  // XLA takes as many threads as it may use cores, and no flag changes that.
  if (!canPin) return { why: `can be held to ${threads} of ${cpus().length} cores only by Linux's taskset` }
  return { command: 'taskset', options: ['-c', `0-${threads - 1}`, python, file], environment }
}
