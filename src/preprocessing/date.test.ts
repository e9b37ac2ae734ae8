import { describe, expect, it } from 'vitest'
import { fittedX, fitX } from '../../test/support/transforms.ts'
import { DataError, FormatError, UsageError } from '../errors.ts'
import { transformFromConfig } from './transforms.ts'

const DAYS = ['2026-01-05', '2026-02-10', '2026-02-11T18:30:00Z', '2025-12-31T23:30:00-01:00']

describe('date', () => {
  it('is the time since 1970 as a number, and which month, weekday and hour, all in UTC', () => {
    const { names, encode } = fittedX({ as: 'date' }, DAYS)
    expect(names).toEqual([
      ...['x:time', 'x:month=1', 'x:month=2'],
      ...['x:weekday=1', 'x:weekday=2', 'x:weekday=3', 'x:weekday=4', 'x:hour=0', 'x:hour=18'],
    ])
    // 2025-12-31T23:30-01:00 is 00:30 of Thursday, 2026-01-01, in UTC.
    expect(encode(DAYS).map((row) => row.slice(1))).toEqual([
      [1, 0, 1, 0, 0, 0, 1, 0],
      [0, 1, 0, 1, 0, 0, 1, 0],
      [0, 1, 0, 0, 1, 0, 0, 1],
      [1, 0, 0, 0, 0, 1, 1, 0],
    ])
  })

  it('gives the parts that are asked for, and leaves out those that do not vary', () => {
    const { names } = fittedX({ as: 'date', parts: ['year', 'day', 'hour'] }, ['2024-03-01', '2025-03-02'])
    expect(names).toEqual(['x:year=2024', 'x:year=2025', 'x:day=1', 'x:day=2'])
    expect(fitX({ as: 'date', parts: ['month'] }, ['2024-03-01', '2025-03-02'])).toBe('no part of it varies')
    expect(fitX({ as: 'date' }, [null, ''])).toBe('every value is missing')
  })

  it('knows weekdays of every century', () => {
    // Sundays: the day before the Gregorian calendar began (had it been used), of the moon landing, of a leap day, of a day to come.
    const sundays = ['1582-10-17', '1969-07-20', '2004-02-29', '2100-02-28', '1582-10-18']
    const { names, encode } = fittedX({ as: 'date', parts: ['weekday'] }, sundays)
    expect(names).toEqual(['x:weekday=1', 'x:weekday=7'])
    expect(encode(sundays)).toEqual([
      [0, 1],
      [0, 1],
      [0, 1],
      [0, 1],
      [1, 0],
    ])
  })

  it('marks a missing date, and has no part of it', () => {
    const { names, encode } = fittedX({ as: 'date', parts: ['time', 'month'] }, ['2024-03-01', '2025-04-02', null])
    expect(names).toEqual(['x:time', 'x:time=missing', 'x:month=3', 'x:month=4'])
    expect(encode(['?'])[0]!.slice(1)).toEqual([1, 0, 0])
  })

  it('gives an unseen part no feature', () => {
    expect(fittedX({ as: 'date', parts: ['month'] }, ['2024-03-01', '2025-04-02']).encode(['2024-05-01'])).toEqual([[0, 0]])
  })

  it('refuses what is no date of ISO 8601, by column and row, whatever an engine would make of it', () => {
    const { encode } = fittedX({ as: 'date' }, DAYS)
    for (const text of ['May 5, 2026', '5/5/2026', '2026-02-30', '2026-13-01']) {
      expect(() => encode(['2026-01-01', text])).toThrow(DataError)
      expect(() => encode(['2026-01-01', text])).toThrow(/row 1\)?: the column "x" was taken as one of dates/)
    }
  })

  it('takes Date objects', () => {
    const { encode } = fittedX({ as: 'date' }, DAYS)
    expect(encode([new Date(Date.UTC(2026, 0, 5))])).toEqual(encode(['2026-01-05']))
  })

  it('refuses parts that there are not', () => {
    for (const parts of [[], ['minute'], 'year']) {
      expect(() => fitX({ as: 'date', parts: parts as never }, DAYS)).toThrow(UsageError)
    }
  })

  it('reads no damaged config', () => {
    const config = fittedX({ as: 'date' }, DAYS).fitted.config()
    for (const damage of [
      { time: 1 },
      { parts: [{ part: 'minute', values: [1] }] },
      { parts: [{ part: 'month', values: [2, 1] }] },
      { time: null, parts: [] },
    ]) {
      expect(() => transformFromConfig({ ...config, ...damage }, 'x')).toThrow(FormatError)
    }
  })
})
