// What a test needs beyond npm's packages: a program such as chromium, or a folder that a system package brings.

import { existsSync } from 'node:fs'
import { delimiter, isAbsolute, join } from 'node:path'
import process from 'node:process'
import type { TestContext } from 'vitest'

/** The path of a program on PATH, or of an absolute path that exists; undefined where there is none. */
export function findPath(name: string): string | undefined {
  const candidates = isAbsolute(name) ? [name] : (process.env.PATH ?? '').split(delimiter).map((folder) => join(folder, name))
  return candidates.find((path) => existsSync(path))
}

/**
 * The path of a program or folder that a test cannot do without. Where it is missing, the test is skipped and the note says
 * which command installs it; with CI=true it fails instead, so that nothing goes untested there unnoticed.
 *
 * @param context the test's own context: `test('...', (context) => { const chromium = requireOrSkip(context, 'chromium', ...) })`
 * @param name a program's name, or an absolute path
 * @param install the command that installs it
 */
export function requireOrSkip(context: TestContext, name: string, install: string): string {
  const path = findPath(name)
  if (path !== undefined) return path
  const note = `${name} is missing. Install it with: ${install}`
  if (process.env.CI === 'true') throw new Error(`${note} (with CI=true a test may not be skipped for it).`)
  console.warn(`Skipped: ${context.task.name}. ${note}`) // vitest's own list of skipped tests leaves notes out
  return context.skip(note)
}
