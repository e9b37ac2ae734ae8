// Durations of ISO 8601, as far as quizzes use them: days, hours, minutes, seconds.

import { describe, FormatError } from '../../errors.ts'

const PARTS = /^P(?=[\dT])(?:(\d{1,3})D)?(?:T(?=\d)(?:(\d{1,3})H)?(?:(\d{1,4})M)?(?:(\d{1,5})S)?)?$/

/**
 * The milliseconds of `PT30M`, `PT1H30M`, `P1DT12H`.
 *
 * @throws FormatError for what is none, or lasts no time
 */
export function durationMilliseconds(text: string): number {
  const match = PARTS.exec(text)
  const [days, hours, minutes, seconds] = (match?.slice(1) ?? []).map((part) => Number(part ?? 0)) as [
    number,
    number,
    number,
    number,
  ]
  const total = match === null ? 0 : (((days * 24 + hours) * 60 + minutes) * 60 + seconds) * 1000
  if (total > 0) return total
  throw new FormatError(
    `A time limit must be an ISO 8601 duration of more than 0 seconds, such as PT30M; received ${describe(text)}.`,
  )
}

/** Milliseconds for people: `30 min`, `1 h 5 min`, `45 s`. */
export function durationText(milliseconds: number): string {
  const seconds = Math.floor(milliseconds / 1000)
  const [hours, minutes, rest] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60]
  const parts = [hours > 0 ? `${hours} h` : '', minutes > 0 ? `${minutes} min` : '', rest > 0 ? `${rest} s` : '']
  return parts.filter((part) => part !== '').join(' ') || '0 s'
}

/** Milliseconds as a clock: `29:05`, `1:00:00`. */
export function clockText(milliseconds: number): string {
  // Rounded up: a clock shows 0:00 when the time is over, not a second before.
  const seconds = Math.floor((Math.max(0, milliseconds) + 999) / 1000)
  const [hours, minutes, rest] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60]
  const two = (value: number): string => String(value).padStart(2, '0')
  return hours > 0 ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`
}
