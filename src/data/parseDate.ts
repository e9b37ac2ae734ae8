// What counts as a date in a table of text: our own rule. Engines differ in what Date.parse takes, and read some of it in local time.

/** Year, then month and day, then a time, then its distance from UTC; each part needs the ones before, the distance a time. */
const ISO =
  /^(\d{4}|[+-]\d{6})(?:-(\d\d)(?:-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?(Z|[+-]\d\d(?::?\d\d)?)?)?)?)?$/
const DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

/** Milliseconds of a day. */
export const DAY = 86_400_000

/** Whether a year of the Gregorian calendar has 366 days. */
export function isLeapYear(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
}

/** Days from 1970-01-01 to a date of the Gregorian calendar, which is used for all time. Month and day count from 1. */
export function daysSince1970(year: number, month: number, day: number): number {
  // Years begin in March here, so that the leap day is their last; 719468 days lie between 0000-03-01 and 1970-01-01.
  const y = month <= 2 ? year - 1 : year
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1
  return 365 * y + Math.floor(y / 4) - Math.floor(y / 100) + Math.floor(y / 400) + dayOfYear - 719468
}

/** The date of a day since 1970-01-01: daysSince1970 backwards. */
export function dateOfDay(days: number): { year: number; month: number; day: number } {
  const shifted = days + 719468
  const era = Math.floor(shifted / 146097) // 400 years
  const dayOfEra = shifted - era * 146097
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36524) - Math.floor(dayOfEra / 146096)) / 365,
  )
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100))
  const shiftedMonth = Math.floor((5 * dayOfYear + 2) / 153) // from March
  const day = dayOfYear - Math.floor((153 * shiftedMonth + 2) / 5) + 1
  const month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
  return { year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day }
}

/**
 * The point in time that an ISO 8601 text stands for: a year, 2026-05, 2026-05-31, or a day with a time behind T or a space
 * (12:00, 12:00:59, 12:00:59.5) and perhaps Z, +02, +02:00 or -0530. Without the last it is UTC. 24:00 is the next day's 00:00, and a leap
 * second the second after it. Spaces around it don't matter.
 *
 * @returns milliseconds since 1970-01-01T00:00Z, perhaps with a fraction; undefined for anything else
 */
export function parseDate(text: string): number | undefined {
  const found = ISO.exec(text.trim())
  if (found === null) return undefined
  const part = (index: number, otherwise: number): number => (found[index] === undefined ? otherwise : Number(found[index]))
  const [year, month, day, hour, minute, second] = [part(1, 0), part(2, 1), part(3, 1), part(4, 0), part(5, 0), part(6, 0)]
  if (month < 1 || month > 12 || day < 1 || hour > 24 || minute > 59 || second > 60) return undefined
  if (day > (DAYS[month - 1] as number) + (month === 2 && isLeapYear(year) ? 1 : 0)) return undefined
  const fraction = found[7] === undefined ? 0 : Number(`0.${found[7]}`)
  const minutes = hour * 60 + minute - offsetMinutes(found[8])
  return daysSince1970(year, month, day) * DAY + minutes * 60_000 + second * 1000 + fraction * 1000
}

/** Minutes east of UTC. */
function offsetMinutes(zone: string | undefined): number {
  if (zone === undefined || zone === 'Z') return 0
  const digits = zone.slice(1).replace(':', '')
  return (zone[0] === '-' ? -1 : 1) * (Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2)))
}
