// Makes a fresh clone ready: installs the packages of the lock file and builds dist/, each only where it is needed.
// It runs before any dependency exists, so it is plain JavaScript and uses Node alone.

import { spawnSync } from 'node:child_process'
import { existsSync, statSync } from 'node:fs'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { build } from './build.js'

const OLDEST_NODE = [20, 19]
const root = fileURLToPath(new URL('..', import.meta.url))

/** Exits with an explanation where this Node is older than package.json allows. */
function checkNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  const [oldestMajor, oldestMinor] = OLDEST_NODE
  if (major > oldestMajor || (major === oldestMajor && minor >= oldestMinor)) return
  console.error(`argmax needs Node ${OLDEST_NODE.join('.')} or newer; this is Node ${process.versions.node}.`)
  process.exit(2)
}

/** Installs the packages of the lock file, unless what npm installed last is at least as new as the lock file. */
function install() {
  const installed = `${root}node_modules/.package-lock.json` // npm writes it at the end of each installation
  if (existsSync(installed) && statSync(installed).mtimeMs >= statSync(`${root}package-lock.json`).mtimeMs) return
  console.error('Installing packages (npm ci) ...')
  // No package here needs its install script: esbuild's and biome's programs come as packages of their own.
  const options = { cwd: root, stdio: ['ignore', 2, 2], shell: process.platform === 'win32' }
  const { status } = spawnSync('npm', ['ci', '--include=dev', '--ignore-scripts', '--no-fund', '--no-audit'], options)
  if (status !== 0) process.exit(status ?? 1)
}

/** Everything that `npm start` and `npm test` need. */
export function setUp() {
  checkNode()
  install()
  const status = build()
  if (status !== 0) process.exit(status)
}

if (process.argv[1] === fileURLToPath(import.meta.url)) setUp()
