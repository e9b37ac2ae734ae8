// Installs the engines that test/engines/ compares, from npm, where they are missing:
//
//     node scripts/engines/install.js
//
// They take some 600 MB. It needs npm alone, and nothing of this project to be installed.

import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { ENGINES } from './engines.js'

for (const engine of ENGINES) {
  if (existsSync(engine.path)) continue
  console.error(`Installing ${engine.name} into ${engine.folder} ...`)
  mkdirSync(engine.folder, { recursive: true })
  // A package.json of its own: without one npm looks for a project in the folders above.
  writeFileSync(join(engine.folder, 'package.json'), '{"private":true}\n')
  const options = ['install', '--no-save', '--no-package-lock', '--ignore-scripts', '--no-fund', '--no-audit', engine.package]
  const { status } = spawnSync('npm', options, { cwd: engine.folder, stdio: ['ignore', 2, 2], shell: process.platform === 'win32' })
  if (status !== 0 || !existsSync(engine.path)) {
    console.error(`${engine.name} could not be installed; without it, its tests are skipped (or fail, with CI=true).`)
    process.exitCode = 1
  }
}
