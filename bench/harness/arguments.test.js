import { expect, test } from 'vitest'
import { ArgumentError, parseArguments, USAGE } from './arguments.js'

const known = ['A', 'B', 'own']
const parse = (line, cores = 2) => parseArguments(line.split(' ').filter(Boolean), known, cores)

test('without arguments: every workload, installed peers, one thread and two, seven rounds', () => {
  expect(parse('')).toMatchObject({
    workloads: known,
    peers: 'installed',
    only: undefined,
    threads: [1, 2],
    torch: 'debian',
    rounds: 7,
    quick: false,
    json: false,
  })
})

test('one core has one thread', () => expect(parse('', 1).threads).toEqual([1]))

test('workloads are named in either case, each once', () => expect(parse('b own B').workloads).toEqual(['B', 'own']))

test('options', () => {
  expect(parse('A --peers none --only PyTorch,jax --threads 4,1,4 --torch current --rounds 12 --json')).toMatchObject({
    workloads: ['A'],
    peers: 'none',
    only: ['pytorch', 'jax'],
    threads: [1, 4],
    torch: 'current',
    rounds: 12,
    json: true,
  })
})

test('--quick is two rounds, unless told otherwise', () => {
  expect(parse('--quick').rounds).toBe(2)
  expect(parse('--quick --rounds 3').rounds).toBe(3)
})

test.each([
  ['X', 'The workloads are A, B, own; received "X".'],
  ['--peers some', '--peers must be installed, all, none; received "some".'],
  ['--torch 2', '--torch must be debian, current; received "2".'],
  ['--threads 0', '--threads must be a whole number from 1; received "0".'],
  ['--threads 1,', '--threads must be a whole number from 1; received "".'],
  ['--rounds 1.5', '--rounds must be a whole number from 1; received "1.5".'],
])('%s is a mistake', (line, message) => {
  expect(() => parse(line)).toThrow(new ArgumentError(message))
})

test('an unknown option is a mistake', () => expect(() => parse('--fast')).toThrow(ArgumentError))

test('the usage fits 80 columns', () => {
  expect(USAGE.split('\n').filter((line) => line.length > 80)).toEqual([])
})
