// Builds dist/ from src/ with plain tsc, one output file for each source file. `tsc -b` rebuilds only what changed, and
// does nothing in half a second where nothing did; `--clean` starts from an empty dist/, as a release should.

import { spawnSync } from 'node:child_process'
import { chmodSync, existsSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const dist = join(root, 'dist')

/** Deletes outputs whose source is gone, which tsc leaves behind and npm would publish. */
function removeOrphans(folder = '') {
  for (const entry of readdirSync(join(dist, folder), { withFileTypes: true })) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) {
      if (existsSync(join(root, 'src', path))) removeOrphans(path)
      else rmSync(join(dist, path), { recursive: true })
    } else if (/\.(d\.ts|js)$/.test(path) && !existsSync(join(root, 'src', path.replace(/\.(d\.ts|js)$/, '.ts')))) {
      rmSync(join(dist, path))
    }
  }
}

/** Runs tsc and returns its exit status. */
export function build({ clean = false } = {}) {
  if (clean) rmSync(dist, { recursive: true, force: true })
  const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc')
  if (!existsSync(tsc)) {
    console.error('TypeScript is not installed. Run: npm ci')
    return 1
  }
  const { status } = spawnSync(process.execPath, [tsc, '-b', root], { cwd: root, stdio: ['ignore', 2, 2] })
  if (status !== 0) return status ?? 1
  removeOrphans()
  const main = join(dist, 'cli', 'main.js')
  if (existsSync(main)) chmodSync(main, 0o755)
  return 0
}

if (process.argv[1] === fileURLToPath(import.meta.url)) process.exitCode = build({ clean: process.argv.includes('--clean') })
