import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DAY, dateOfDay, daysSince1970, parseDate } from './parseDate.ts'

describe('parseDate', () => {
  it('reads every date and time as Date writes it', () => {
    const dates = fc.date({ min: new Date(-6e13), max: new Date(8e15), noInvalidDate: true })
    fc.assert(
      fc.property(dates, (date) => {
        expect(parseDate(date.toISOString())).toBe(date.getTime())
        const { year, month, day } = dateOfDay(Math.floor(date.getTime() / DAY))
        expect([year, month, day]).toEqual([date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate()])
        expect(daysSince1970(year, month, day)).toBe(Math.floor(date.getTime() / DAY))
      }),
    )
  })

  it.each([
    ['2026', '2026-01-01T00:00Z'],
    ['2026-05', '2026-05-01T00:00Z'],
    ['2024-02-29', '2024-02-29T00:00Z'],
    [' 2026-05-31 12:30 ', '2026-05-31T12:30Z'],
    ['2026-05-31T12:30:59.25+02:00', '2026-05-31T10:30:59.250Z'],
    ['2026-05-31T12:30-0530', '2026-05-31T18:00Z'],
    ['2026-05-31T12:30+02', '2026-05-31T10:30Z'],
    ['2026-05-31T24:00', '2026-06-01T00:00Z'],
    ['2016-12-31T23:59:60Z', '2017-01-01T00:00Z'],
  ])('reads %s in UTC', (text, wanted) => {
    expect(parseDate(text)).toBe(Date.parse(wanted))
  })

  it.each(['', '31.5.2026', '2026-02-29', '2026-00-01', '2026-1-1', '2026-05-31T', '2026-05-31T25:00', '2026-05-31Z', '26-05-31'])(
    'reads no date in %j',
    (text) => {
      expect(parseDate(text)).toBeUndefined()
    },
  )
})
