// Points in time as ISO 8601 writes them, and back from days and microseconds since 1970, in UTC and the Gregorian calendar
// throughout. Date is not used: nothing here may depend on where or when it runs.

/** A date, maybe with a time, maybe with its distance from UTC. */
const ISO_DATE = /^([+-]\d{6}|\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,]\d{1,9})?)?(?:Z|[+-]\d\d(?::?\d\d)?)?)?$/

const DAYS_IN_MONTH = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as const
const isLeapYear = (year: number): boolean => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0

/** Whether a text is a date, or a date and time, of ISO 8601 that there is: 2024-02-29, 2024-02-29T12:30:00Z. */
export function isIsoDate(text: string): boolean {
  const parts = ISO_DATE.exec(text)
  if (parts === null) return false
  const [year, month, day, hour, minute, second] = parts.slice(1).map((part) => Number(part ?? 0)) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ]
  const days = month === 2 && !isLeapYear(year) ? 28 : (DAYS_IN_MONTH[month - 1] ?? 0)
  return day >= 1 && day <= days && hour <= 24 && minute <= 59 && second <= 60
}

const pad = (value: number, width = 2): string => String(value).padStart(width, '0')

/**
 * The date of a day: days since 1970-01-01, in the Gregorian calendar. Years outside of 0 to 9999 have a sign and six digits.
 *
 * Counted from 0000-03-01, so that the leap day ends a year: each 400 years have 146,097 days.
 */
export function isoDate(days: number): string {
  const shifted = days + 719_468
  const era = Math.floor(shifted / 146_097)
  const ofEra = shifted - era * 146_097
  const yearOfEra = Math.floor((ofEra - Math.floor(ofEra / 1460) + Math.floor(ofEra / 36_524) - Math.floor(ofEra / 146_096)) / 365)
  const ofYear = ofEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100))
  const shiftedMonth = Math.floor((5 * ofYear + 2) / 153)
  const day = ofYear - Math.floor((153 * shiftedMonth + 2) / 5) + 1
  const month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
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
