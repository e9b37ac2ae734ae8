import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { DataError, UsageError } from '../errors.ts'
import { folderName, openRunFolder, reopenRunFolder, resolveModelPath } from './runFolder.ts'

const home = process.cwd()
let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'argmax-runs-'))
  process.chdir(folder)
})
afterEach(() => {
  process.chdir(home)
  rmSync(folder, { recursive: true })
})

describe('openRunFolder', () => {
  it('counts on from the highest number, and gives each of many its own', async () => {
    mkdirSync(join('runs', 'mnist-7'), { recursive: true })
    mkdirSync(join('runs', 'mnist-old'))
    expect((await openRunFolder('mnist', {})).path).toBe(join('runs', 'mnist-8'))
    const many = await Promise.all(Array.from({ length: 10 }, () => openRunFolder('mnist', {})))
    expect(new Set(many.map(({ path }) => path)).size).toBe(10)
  })

  it('leaves nothing of a run that came to nothing, and everything of others', async () => {
    await (await openRunFolder('mnist', {})).discardIfEmpty()
    expect(existsSync('runs')).toBe(false)
    await (await openRunFolder('mnist', { out: join('a', 'b', 'c') })).discardIfEmpty()
    expect(existsSync('a')).toBe(false)
    mkdirSync('mine')
    await (await openRunFolder('mnist', { out: 'mine' })).discardIfEmpty()
    expect(existsSync('mine')).toBe(true)
    const kept = await openRunFolder('mnist', { out: 'kept' })
    writeFileSync(kept.modelPath, '')
    await kept.discardIfEmpty()
    expect(existsSync(kept.modelPath)).toBe(true)
  })

  it('refuses what holds something without --overwrite, and what is no folder', async () => {
    mkdirSync('full')
    writeFileSync(join('full', 'file'), '')
    await expect(openRunFolder('mnist', { out: 'full' })).rejects.toThrow(/full of --out is not empty \(it holds file\)/)
    await expect(openRunFolder('mnist', { out: 'full', overwrite: true })).resolves.toMatchObject({ path: 'full' })
    for (const out of [join('full', 'file'), join('full', 'file', 'x'), '']) {
      await expect(openRunFolder('mnist', { out, overwrite: true })).rejects.toBeInstanceOf(UsageError)
    }
  })

  it.skipIf(process.platform !== 'linux')('ends where a file system lets nobody make folders', async () => {
    for (const out of ['/proc/a', '/proc/a/b', '/dev/null/a']) {
      await expect(openRunFolder('mnist', { out })).rejects.toThrow(/--out/)
    }
  })

  it('names folders after data, whatever it is called', () => {
    expect(['mnist', 'fashion-mnist', 'My Set/v2', '..', '/'].map(folderName)).toEqual([
      'mnist',
      'fashion-mnist',
      'My-Set-v2',
      'data',
      'data',
    ])
  })
})

describe('reopenRunFolder', () => {
  it('takes the folder of a run and leaves it there, and refuses files and what is not there', async () => {
    mkdirSync('run')
    const folder = await reopenRunFolder('run')
    expect(folder.checkpointPath).toBe(join('run', 'checkpoint', 'checkpoint.safetensors'))
    await folder.discardIfEmpty()
    expect(existsSync('run')).toBe(true)
    writeFileSync('file', '')
    await expect(reopenRunFolder('file')).rejects.toThrow(/"file" is a file/)
    await expect(reopenRunFolder('none')).rejects.toThrow(/"none" is not there/)
  })
})

describe('resolveModelPath', () => {
  it('takes a file or a run folder', async () => {
    mkdirSync('run')
    await expect(resolveModelPath('run')).rejects.toThrow(/holds no model.safetensors/)
    writeFileSync(join('run', 'model.safetensors'), '')
    expect(await resolveModelPath('run')).toBe(join('run', 'model.safetensors'))
    expect(await resolveModelPath(join('run', 'model.safetensors'))).toBe(join('run', 'model.safetensors'))
    await expect(resolveModelPath('none')).rejects.toBeInstanceOf(DataError)
  })
})
