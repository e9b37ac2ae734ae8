// Installs the versions of Node that test/engines/ compares, from npm, where they are missing:
//
//     node scripts/engines/install.js
//
// About 60 MB each. It needs npm alone, and nothing of this project to be installed.

import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { MAJORS, nodeFolder, nodePackage, nodePath } from './nodes.js'

for (const major of MAJORS) {
  if (existsSync(nodePath(major))) continue
  const folder = nodeFolder(major)
  console.error(`Installing Node ${major} into ${folder} ...`)
  mkdirSync(folder, { recursive: true })
  // A package.json of its own: without one npm looks for a project in the folders above.
  writeFileSync(join(folder, 'package.json'), '{"private":true}\n')
  const options = ['install', '--no-save', '--no-package-lock', '--no-fund', '--no-audit', `${nodePackage}@${major}`]
  const { status } = spawnSync('npm', options, { cwd: folder, stdio: ['ignore', 2, 2], shell: process.platform === 'win32' })
  if (status !== 0 || !existsSync(nodePath(major))) {
    console.error(`Node ${major} could not be installed; without it, its tests are skipped (or fail, with CI=true).`)
    process.exitCode = 1
  }
}
