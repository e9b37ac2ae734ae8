// Points in time as ISO 8601 writes them, and back from days and microseconds since 1970, in UTC and the Gregorian calendar
// throughout. Date is not used: nothing here may depend on where or when it runs.

import { dateOfDay, parseDate } from './parseDate.ts'

/** A date, maybe with a time, maybe with its distance from UTC. */
const ISO_DATE = /^([+-]\d{6}|\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,]\d{1,9})?)?(?:Z|[+-]\d\d(?::?\d\d)?)?)?$/

/** Whether a text is a date, or a date and time, of ISO 8601 that there is: 2024-02-29, 2024-02-29T12:30:00Z. */
export function isIsoDate(text: string): boolean {
  return ISO_DATE.test(text) && parseDate(text) !== undefined
}

const pad = (value: number, width = 2): string => String(value).padStart(width, '0')

/**
 * The date of a day: days since 1970-01-01, in the Gregorian calendar. Years outside of 0 to 9999 have a sign and six digits.
 */
export function isoDate(days: number): string {
  const { year, month, day } = dateOfDay(days)
  const yearText = year >= 0 && year <= 9999 ? pad(year, 4) : `${year < 0 ? '-' : '+'}${pad(Math.abs(year), 6)}`
  return `${yearText}-${pad(month)}-${pad(day)}`
}

/** The point in time so many microseconds after 1970-01-01T00:00:00Z: 2024-02-29T12:30:00.5, without the zeros that end its seconds. */
export function isoTimestamp(microseconds: bigint): string {
  const PER_DAY = 86_400_000_000n
  const ofDay = ((microseconds % PER_DAY) + PER_DAY) % PER_DAY
  const days = Number((microseconds - ofDay) / PER_DAY)
  const seconds = Number(ofDay / 1_000_000n)
  const fraction = Number(ofDay % 1_000_000n)
  const time = `${pad(Math.floor(seconds / 3600))}:${pad(Math.floor(seconds / 60) % 60)}:${pad(seconds % 60)}`
  return `${isoDate(days)}T${time}${fraction === 0 ? '' : `.${pad(fraction, 6).replace(/0+$/, '')}`}`
}
