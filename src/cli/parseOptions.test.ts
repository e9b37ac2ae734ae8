import { InvalidArgumentError } from 'commander'
import { describe, expect, it } from 'vitest'
import { UsageError } from '../errors.ts'
import { parseAccuracy, parseCount, parseFraction, parsePenalty, parsePositive, parseSeed, parseSizes } from './parseOptions.ts'
import { chooseModel, type TrainFlags } from './train/trainOptions.ts'

describe('readers of flag values', () => {
  it.each([
    [parseCount, ['1', '32', '1e3'], ['0', '-1', '1.5', '', 'x', '0x10', 'Infinity', '1e400', '9007199254740993']],
    [parseSeed, ['0', '1', '9007199254740991'], ['-1', '0.5', '9007199254740992', 'NaN']],
    [parsePositive, ['0.001', '.5', '1e30', '3.'], ['0', '-0.1', '1e999', 'Infinity', 'abc', '1 2']],
    [parsePenalty, ['0', '1e-4'], ['-1e-4', 'x']],
    [parseFraction, ['0.2', '.999'], ['0', '1', '-0.2', '20%']],
    [parseAccuracy, ['0', '1', '0.95'], ['-0.1', '1.01', '95%']],
  ] as const)('%o takes what it says and refuses the rest', (parse, good, bad) => {
    for (const text of good) expect(parse(text)).toBe(Number(text))
    for (const text of bad) expect(() => parse(text)).toThrow(InvalidArgumentError)
  })

  it('reads sizes of layers', () => {
    expect(parseSizes('25,15')).toEqual([25, 15])
    expect(parseSizes('128, 64,32')).toEqual([128, 64, 32])
    for (const text of ['', '25,', '25;15', '0', '2.5', '-3']) expect(() => parseSizes(text)).toThrow(/25,15/)
  })
})

describe('chooseModel', () => {
  const flags: TrainFlags = { epochs: 1, seed: 1, report: true }

  it('leaves the kind to the data unless it is named, or has hidden layers', () => {
    expect(chooseModel(flags)).toEqual({ kind: 'new', family: undefined })
    expect(chooseModel({ ...flags, hidden: [8] })).toEqual({ kind: 'new', family: 'mlp' })
    expect(chooseModel({ ...flags, model: 'softmax' })).toEqual({ kind: 'new', family: 'softmax' })
    expect(chooseModel({ ...flags, model: 'runs/a' })).toEqual({ kind: 'file', path: 'runs/a' })
  })

  it('refuses flags that contradict each other', () => {
    expect(() => chooseModel({ ...flags, model: 'softmax', hidden: [8] })).toThrow(UsageError)
    expect(() => chooseModel({ ...flags, model: 'runs/a', hidden: [8] })).toThrow(/layers and penalties of a file are as they are/)
    expect(() => chooseModel({ ...flags, model: 'runs/a', l2: 1 })).toThrow(UsageError)
    expect(() => chooseModel({ ...flags, model: 'runs/a', l1: 1 })).toThrow(UsageError)
  })
})
