// `npm run build:studio`: builds studio/dist, the web app, of studio/src and the package's own dist/. Its packages have a lock file of
// their own and are installed here, so that nobody who trains on the command line waits for them.

import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { build } from './build.js'

const root = fileURLToPath(new URL('..', import.meta.url))
const studio = join(root, 'studio')

const timeOf = (path) => (existsSync(path) ? statSync(path).mtimeMs : 0)

/** The time of the latest change in a folder. */
function latestIn(folder, latest = 0) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    latest = entry.isDirectory() ? latestIn(path, latest) : Math.max(latest, timeOf(path))
  }
  return latest
}

function run(program, options) {
  const { status } = spawnSync(program, options, { cwd: studio, stdio: ['ignore', 2, 2], shell: process.platform === 'win32' })
  return status ?? 1
}

/** Installs and builds, each only where it is needed. Returns the exit status. */
export function buildStudio({ force = false } = {}) {
  if (timeOf(join(studio, 'node_modules', '.package-lock.json')) < timeOf(join(studio, 'package-lock.json'))) {
    console.error("Installing the studio's packages (npm ci) ...")
    const status = run('npm', ['ci', '--ignore-scripts', '--no-fund', '--no-audit'])
    if (status !== 0) return status
  }
  const sources = ['src', 'public', 'plugins', 'model', '../quizzes'].map((folder) => latestIn(join(studio, folder)))
  const others = ['index.html', 'vite.config.js', 'package-lock.json'].map((file) => timeOf(join(studio, file)))
  const latest = Math.max(...sources, ...others, latestIn(join(root, 'dist')))
  // sw.js is written last.
  if (!force && timeOf(join(studio, 'dist', 'sw.js')) >= latest) return 0
  return run(process.execPath, [join('node_modules', 'vite', 'bin', 'vite.js'), 'build', '--logLevel', 'warn'])
}

if (process.argv[1] === fileURLToPath(import.meta.url)) process.exitCode = build() || buildStudio({ force: true })
