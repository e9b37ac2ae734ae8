// argmax tune: candidates ranked by cross-validation, a search that goes on where it stopped, and what is refused.

import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { argmax, type Finished, removeTemporaryFolders, temporaryFolder } from './support/cli.ts'

let cwd: string
const tune = (...args: string[]): Promise<Finished> => argmax(['tune', ...args], { cwd })

interface Result {
  run: string
  best: { parameters: Record<string, unknown>; score: number; optimistic: boolean; note: string; command: string }
  candidates: { rank: number; parameters: Record<string, unknown>; mean: number; values: number[] }[]
}

beforeAll(() => {
  cwd = temporaryFolder()
})
afterAll(removeTemporaryFolders)

describe('argmax tune', () => {
  it('ranks every combination, and gives the command that trains the best and tests it on rows it kept out', async () => {
    const { code, stdout } = await tune(
      'iris',
      '--grid',
      'l2=0.001,10',
      '--grid',
      'epochs=5,50',
      '--folds',
      '3',
      '--out',
      'search',
      '--json',
    )
    expect(code).toBe(0)
    const { best, candidates, run } = JSON.parse(stdout) as Result
    expect(run).toBe('search')
    expect(candidates).toHaveLength(4)
    expect(candidates[0]?.parameters).toEqual(best.parameters)
    expect(best.parameters.l2).toBe(0.001)
    expect(candidates.map(({ mean }) => mean)).toEqual(candidates.map(({ mean }) => mean).sort((a, b) => b - a))
    for (const { mean, values } of candidates) expect(values.reduce((sum, value) => sum + value, 0) / 3).toBeCloseTo(mean, 12)
    expect(best).toMatchObject({ optimistic: true, note: expect.stringContaining('optimistic') })
    const [program, name, ...args] = best.command.split(' ')
    expect([program, name, args[0]]).toEqual(['npx', 'argmax', 'train'])
    expect((await argmax(args, { cwd })).code).toBe(0)
  })

  it('leaves out of a candidate what its model does not have, and shows a table', async () => {
    const grids = ['--grid', 'model=softmax,mlp', '--grid', 'hidden=4;8,4', '--epochs', '3', '--folds', '2']
    const { code, stdout } = await tune('wine', ...grids)
    expect(code).toBe(0)
    const rows = stdout.split('\n').filter((line) => line.includes('--model'))
    expect(
      rows
        .filter((line) => /^ +\d/.test(line))
        .map((line) => line.slice(line.indexOf('--')))
        .sort(),
    ).toEqual(['--model mlp --hidden 4', '--model mlp --hidden 8,4', '--model softmax'])
    expect(stdout).toMatch(/optimistic/)
    for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(80)
  })

  it('computes no fold twice where it goes on, and ends in the same result', async () => {
    const { stdout } = await tune('iris', '--grid', 'l2=0.01,1', '--out', 'again', '--json')
    const path = join(cwd, 'again', 'tune.json')
    const file = JSON.parse(readFileSync(path, 'utf8'))
    expect(file.state.results).toHaveLength(10)
    // A result that no training gives stays: it was not computed again.
    file.state.results = file.state.results.slice(0, 6)
    file.state.results[0].scores.accuracy = 0.125
    writeFileSync(path, JSON.stringify({ ...file, status: 'running' }))
    const resumed = await tune('iris', '--resume', 'again', '--json')
    expect(resumed.code).toBe(0)
    const [first, second] = [JSON.parse(stdout), JSON.parse(resumed.stdout)] as [Result, Result]
    const valuesOf = ({ candidates }: Result, l2: number): number[] =>
      candidates.find(({ parameters }) => parameters.l2 === l2)?.values ?? []
    expect(valuesOf(second, 0.01)).toEqual([0.125, ...valuesOf(first, 0.01).slice(1)])
    expect(valuesOf(second, 1)).toEqual(valuesOf(first, 1))
    const other = await tune('wine', '--resume', 'again')
    expect(other.stderr).toMatch(/wine is not the data that the search in again was on/)
    expect(other.code).toBe(3)
  })

  it.each([
    [['iris'], /needs something to try: --grid/],
    [['iris', '--grid', 'depth=3'], /NAME=VALUES with a name among model, hidden/],
    [['iris', '--grid', 'l2=0.1,much'], /"much" is no value of l2/],
    [['iris', '--grid', 'hidden=4;0'], /"0" is no value of hidden/],
    [['iris', '--grid', 'l2=1', '--grid', 'l2=2'], /given before/],
    [['iris', '--grid', 'hidden=4;8'], /softmax has no such setting/],
    [['iris', '--grid', 'optimizer=sgd'], /--optimizer must be lbfgs/],
    [['iris', '--resume', 'nowhere'], /--resume must be the folder/],
    [['nothing', '--grid', 'l2=1'], /There is no data "nothing"/],
  ])('exits with 2 for %j', async (args, message) => {
    const { code, stderr } = await tune(...args)
    expect(stderr).toMatch(message)
    expect(code).toBe(2)
  })
})
