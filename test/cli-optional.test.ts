// argmax where its optional packages are not installed: it says which command installs them.

import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import packageJson from '../package.json' with { type: 'json' }
import { encodePng } from '../src/report/image/encodePng.ts'
import { removeTemporaryFolders, temporaryFolder } from './support/cli.ts'

const root = fileURLToPath(new URL('..', import.meta.url))

let folder: string
/** Runs a copy of the built command line that finds its dependencies, and nothing else. */
function argmaxAlone(...args: string[]): { code: number | null; stdout: string; stderr: string } {
  const main = join(folder, 'argmax', 'dist', 'cli', 'main.js')
  const { status, stdout, stderr } = spawnSync(process.execPath, [main, ...args], { cwd: folder, encoding: 'utf8' })
  return { code: status, stdout, stderr }
}

beforeAll(() => {
  folder = temporaryFolder()
  cpSync(join(root, 'dist'), join(folder, 'argmax', 'dist'), { recursive: true })
  cpSync(join(root, 'package.json'), join(folder, 'argmax', 'package.json'))
  for (const name of Object.keys(packageJson.dependencies)) {
    const link = join(folder, 'argmax', 'node_modules', name)
    mkdirSync(dirname(link), { recursive: true })
    symlinkSync(join(root, 'node_modules', name), link, 'junction')
  }
  for (const kind of ['dark', 'light']) {
    mkdirSync(join(folder, 'pictures', kind), { recursive: true })
    const pixels = new Uint8Array(16).fill(kind === 'dark' ? 10 : 240)
    for (let i = 0; i < 5; i++)
      writeFileSync(join(folder, 'pictures', kind, `${i}.png`), encodePng({ width: 4, height: 4, pixels, channels: 1 }))
  }
  writeFileSync(
    join(folder, 'rows.csv'),
    `a,label\n${Array.from({ length: 20 }, (_, i) => `${i},${i % 2 ? 'x' : 'y'}`).join('\n')}\n`,
  )
})
afterAll(removeTemporaryFolders)

describe('argmax without its optional packages', () => {
  it('reads tables', () => {
    const { code, stdout } = argmaxAlone('data', 'preview', 'rows.csv')
    expect(stdout).toMatch(/^rows\.csv: 20 rows, 2 columns/)
    expect(code).toBe(0)
  })

  it.each<[string, string, string[]]>([
    ['sharp', 'of pictures', ['train', 'pictures']],
    ['@duckdb/node-api', 'of SQL', ['train', '--sql', "select * from 'rows.csv'", '--label', 'label']],
    ['@duckdb/node-api', 'of a preview', ['data', 'preview', '--sql', "select * from 'rows.csv'"]],
  ])('says how to get %s, for the sake %s', (name, _, args) => {
    const { code, stderr } = argmaxAlone(...args)
    const version = packageJson.peerDependencies[name as keyof typeof packageJson.peerDependencies]
    expect(stderr).toContain(`the npm package ${name}, which is not installed. Run \`npm install ${name}@${version}\``)
    expect(code).toBe(2)
  })
})
