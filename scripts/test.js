// `npm test`: sets up (a type error in src/ ends it there), then checks types, format and lint and runs all tests; each of
// these parts runs, whatever failed before it.
// The last line is `N passed, N failed, N skipped`: vitest's tests, and each check that failed as one failure more.
// Arguments go to vitest instead: `npm test -- src/tensor` runs these tests alone.

import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { buildStudio } from './build-studio.js'
import { setUp } from './setup.js'

const root = fileURLToPath(new URL('..', import.meta.url))
const modules = join(root, 'node_modules')
const report = join(modules, '.cache', 'argmax', 'vitest.json')
const only = process.argv.slice(2)

/** Runs a program that is a JavaScript file of an installed package; true where it succeeds. */
function run(file, options) {
  return spawnSync(process.execPath, [join(modules, file), ...options], { cwd: root, stdio: 'inherit' }).status === 0
}

function heading(text) {
  console.log(`\n── ${text} ${'─'.repeat(Math.max(0, 76 - text.length))}`)
}

/** Vitest's counts. A test file that fails before its first test counts as one failed test. */
function readCounts(succeeded) {
  if (!existsSync(report)) return { passed: 0, failed: 1, skipped: 0 }
  const results = JSON.parse(readFileSync(report, 'utf8'))
  const brokenFiles = results.testResults.filter(
    ({ status, assertionResults }) => status === 'failed' && !assertionResults.some((test) => test.status === 'failed'),
  ).length
  const failed = results.numFailedTests + brokenFiles
  return {
    passed: results.numPassedTests,
    failed: succeeded ? failed : Math.max(1, failed), // an error outside of any test fails the run too
    skipped: results.numPendingTests + results.numTodoTests,
  }
}

setUp()
const studioStatus = buildStudio()

const checks = [
  // The build has just checked the types of the package itself (core, then node and the command line).
  ['Types of tests, examples and scripts', 'typescript/bin/tsc', ['-p', 'tsconfig.test.json']],
  ['Types of the studio', 'typescript/bin/tsc', ['-p', 'studio/tsconfig.json']],
  ['Types of its tests', 'typescript/bin/tsc', ['-p', 'studio/tsconfig.test.json']],
  ['Format and lint', '@biomejs/biome/bin/biome', ['check', '--error-on-warnings', '--diagnostic-level=warn']],
]
const failedChecks = studioStatus === 0 ? [] : ['The build of the studio']
if (only.length === 0) {
  for (const [name, file, options] of checks) {
    heading(name)
    if (run(file, options)) console.log('fine')
    else failedChecks.push(name)
  }
}

heading('Tests')
mkdirSync(dirname(report), { recursive: true })
rmSync(report, { force: true })
const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
const succeeded = run('vitest/vitest.mjs', ['run', ...reporters, ...only])
const counts = readCounts(succeeded)

for (const name of failedChecks) console.log(`FAILED: ${name} (see above)`)
console.log(`${counts.passed} passed, ${counts.failed + failedChecks.length} failed, ${counts.skipped} skipped`)
process.exitCode = succeeded && failedChecks.length === 0 ? 0 : 1
