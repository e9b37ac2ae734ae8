// `npm run bench:numerics [-- --rows N] [--only NAME,...] [--write]`: softmax, cross-entropy and gradients of argmax and of other libraries,
// on the same rows in one run, each against exact results. A library that isn't installed is skipped, with the command that
// installs it. Where all were measured on all rows (or with --write) bench/results/numerics.json and the tables in docs/numerics.md are written.
// Exits 1 where argmax breaks its promise.

import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { arch, cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { findPython, SETUP, TORCH_SETUP } from '../harness/places.js'
import { readRows, writeVectors } from './rows.js'
import { CONFIDENTLY_WRONG, exactRanges, scorePath } from './score.js'
import { tables } from './table.js'

/** Of each regime and number of classes: 12 x 4 x 368 = 17,664 rows. All stored rows are among them. */
const ROWS = 368
const BOUND = 0.5001

const path = (name) => fileURLToPath(new URL(name, import.meta.url))
const vectors = path('../../test/vectors/vectors.json')
const results = path('../results/numerics.json')
const page = path('../../docs/numerics.md')

/** Each library: its name, the program that measures it, that program's further arguments, and the package that gives the version. */
const libraries = [
  { library: 'argmax', program: path('use_argmax.js'), main: 'argmax' },
  { library: 'PyTorch', program: path('use_torch.py'), main: 'torch' },
  { library: 'SciPy', program: path('use_scipy.py'), main: 'scipy' },
  { library: 'scikit-learn', program: path('use_sklearn.py'), main: 'scikit-learn', module: 'sklearn' },
  { library: 'JAX', program: path('use_jax.py'), main: 'jax' },
  { library: 'Keras', program: path('use_keras.py'), main: 'keras' },
  { library: 'TensorFlow.js cpu', program: path('use_tfjs.js'), options: ['cpu'], main: '@tensorflow/tfjs-core' },
  { library: 'TensorFlow.js wasm', program: path('use_tfjs.js'), options: ['wasm'], main: '@tensorflow/tfjs-core' },
  { library: 'jax-js wasm', program: path('use_jax_js.js'), main: '@jax-js/jax' },
]

/** Makes the rows; without Python and mpmath, those of vectors.json alone. */
function makeRows(python, count, file) {
  if (python !== undefined) {
    const { status, stderr } = spawnSync(python, [path('rows.py'), vectors, String(count), file], { encoding: 'utf8' })
    if (status === 0) return
    if (!/ModuleNotFoundError/.test(stderr)) throw new Error(`rows.py failed: ${stderr}`)
  }
  console.error('No Python with mpmath: only the 528 rows of test/vectors/vectors.json. To have all:', SETUP)
  writeVectors(vectors, file)
}

/** Runs a library's program in a process of its own and scores its results; `why` says what is missing where there are none. */
function measureLibrary({ library, program, options = [], main, module = main }, rowsFile, groups, folder) {
  const inPython = program.endsWith('.py')
  const install = main === 'torch' ? TORCH_SETUP : SETUP
  const python = inPython ? findPython(module) : undefined
  if (inPython && python === undefined) return { library, why: `not installed; ${install}` }
  const output = join(folder, 'measured.json')
  rmSync(output, { force: true })
  const { status, stderr, error } = spawnSync(inPython ? python : process.execPath, [program, rowsFile, output, ...options], {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  })
  if (status !== 0) {
    const text = stderr ?? String(error)
    if (/MODULE_NOT_FOUND|ModuleNotFoundError|ENOENT.*node_modules/.test(text)) return { library, why: `not installed; ${install}` }
    return { library, why: `failed: ${text.trim().split('\n').at(-1)}` }
  }
  const { versions, paths } = JSON.parse(readFileSync(output, 'utf8'))
  const version = versions[main].replace(/\+.*/, '')
  return { library, version, versions, paths: paths.map((measured) => scorePath(measured, groups)) }
}

/** Puts text between the markers of docs/numerics.md. */
function writePage(text) {
  const whole = readFileSync(page, 'utf8')
  const [begin, end] = ['<!-- peers:begin -->', '<!-- peers:end -->']
  if (!whole.includes(begin) || !whole.includes(end)) throw new Error(`docs/numerics.md has lost its markers ${begin} and ${end}`)
  const [before] = whole.split(begin)
  writeFileSync(page, `${before}${begin}\n\n${text}\n\n${end}${whole.split(end)[1]}`)
}

const { values: options } = parseArgs({
  options: {
    rows: { type: 'string', default: String(ROWS) },
    only: { type: 'string' },
    write: { type: 'boolean', default: false },
  },
})
const only = options.only?.toLowerCase().split(',')
const folder = mkdtempSync(join(tmpdir(), 'argmax-numerics-'))
try {
  const rowsFile = join(folder, 'rows.json')
  const python = findPython('mpmath')
  makeRows(python, Number(options.rows), rowsFile)
  const { reference, groups } = readRows(rowsFile)
  const entries = []
  for (const library of libraries) {
    if (only !== undefined && !only.some((name) => library.library.toLowerCase().startsWith(name))) continue
    console.error(`${library.library} ...`)
    entries.push(measureLibrary(library, rowsFile, groups, folder))
  }
  const found = {
    rows: groups.reduce((sum, { labels }) => sum + labels.length, 0),
    reference,
    exact: exactRanges(groups),
    confidentlyWrong: CONFIDENTLY_WRONG,
    machine: `${cpus()[0]?.model.trim()} (${arch()})`,
    entries,
  }
  const text = tables(found)
  console.log(text)
  const complete = entries.length === libraries.length && entries.every(({ paths }) => paths) && found.rows === 12 * 4 * ROWS
  if (options.write || complete) {
    mkdirSync(join(results, '..'), { recursive: true })
    writeFileSync(results, `${JSON.stringify(found, null, 1)}\n`)
    writePage(text)
    console.error('\nWritten: bench/results/numerics.json and the tables in docs/numerics.md.')
  } else console.error('\nNothing written, since not every library was measured on all rows (--write writes all the same).')
  for (const { library, paths = [], why } of entries) {
    if (library !== 'argmax') continue
    const kept = paths.every(({ softmax, loss, gradient }) =>
      [softmax, loss, gradient].every(({ worst, zeros, notFinite }) => worst <= BOUND && zeros === 0 && notFinite === 0),
    )
    if (why !== undefined || !kept) {
      console.error(`argmax breaks its promise of at most ${BOUND} ULP, no false zero, no false NaN. ${why ?? ''}`)
      process.exitCode = 1
    }
  }
} finally {
  rmSync(folder, { recursive: true, force: true })
}
