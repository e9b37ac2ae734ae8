// `npm run bench:setup [-- --torch current]`: installs the other libraries, npm's into bench/node_modules and PyPI's into bench/.venv.
// Nothing else of argmax needs them.

import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { DEBIAN_TORCH, findTorch, TORCH_SETUP, VENV_PYTHON } from './harness/places.js'

const folder = fileURLToPath(new URL('.', import.meta.url))

/** Runs a command in bench/; true where it succeeds. */
function run(command, ...options) {
  console.error(`\n$ ${[command, ...options].join(' ')}`)
  return spawnSync(command, options, { cwd: folder, stdio: 'inherit', shell: process.platform === 'win32' }).status === 0
}

const { values } = parseArgs({ options: { torch: { type: 'string', default: 'debian' } } })
const failed = []

if (!run('npm', 'ci', '--ignore-scripts', '--no-fund', '--no-audit')) failed.push('the npm packages')
const python = process.platform === 'win32' ? 'python' : 'python3'
if (existsSync(VENV_PYTHON) || run(python, '-m', 'venv', '.venv')) {
  const lists = ['requirements.txt', ...(values.torch === 'current' ? ['requirements-torch.txt'] : [])]
  const options = lists.flatMap((list) => ['-r', list])
  if (!run(VENV_PYTHON, '-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', ...options))
    failed.push('the Python packages')
} else failed.push('the Python packages (Python 3.11 or newer, with its venv module, is needed)')

if (findTorch() === undefined) {
  console.error(`\nPyTorch is not among them. Debian's: ${DEBIAN_TORCH}. PyPI's, several GB: ${TORCH_SETUP}.`)
}
if (failed.length > 0) {
  console.error(`\nNot installed: ${failed.join('; ')}. What is missing is listed as not run.`)
  process.exitCode = 1
} else console.error('\nReady: npm run bench')
