// The time of an attempt, as plain data: whoever shows it passes the clock in (milliseconds that only go forward), so that it
// survives a reload and tests need no waiting. It can be paused and extended, as WCAG 2.2.1 asks of time limits.

import { UsageError } from '../../errors.ts'

/** How much time there is, and how much is used. */
export interface Timer {
  /** Milliseconds with all extensions; null where there is no limit. */
  readonly limit: number | null
  /** How often it was extended. */
  readonly extensions: number
  /** Milliseconds used before `since`. */
  readonly used: number
  /** The clock when it was last set going; null while it is paused. */
  readonly since: number | null
}

/** How often an attempt can be extended: WCAG 2.2.1 asks for ten times. */
export const MOST_EXTENSIONS = 10
/** Minutes left at which the time is announced. */
export const ANNOUNCED_MINUTES: readonly number[] = [10, 5, 1]

const MINUTE = 60_000

/** A timer that runs from `now` on. */
export function startTimer(limit: number | null, now: number): Timer {
  return { limit, extensions: 0, used: 0, since: now }
}

/** Milliseconds used. A clock that went backwards uses none. */
export function usedTime({ used, since }: Timer, now: number): number {
  return used + (since === null ? 0 : Math.max(0, now - since))
}

/** Milliseconds left, at least 0; null without a limit. */
export function timeLeft(timer: Timer, now: number): number | null {
  return timer.limit === null ? null : Math.max(0, timer.limit - usedTime(timer, now))
}

/** Whether the time is over. */
export function isOver(timer: Timer, now: number): boolean {
  return timeLeft(timer, now) === 0
}

/** Stops the time; a paused timer stays as it is. */
export function pauseTimer(timer: Timer, now: number): Timer {
  return timer.since === null ? timer : { ...timer, used: usedTime(timer, now), since: null }
}

/** Lets the time go on; a running timer stays as it is. */
export function resumeTimer(timer: Timer, now: number): Timer {
  return timer.since === null ? { ...timer, since: now } : timer
}

/** What one extension adds: a sixth of the quiz's limit, at least a minute; 5 minutes for a quiz of 30. */
export function extensionTime(firstLimit: number): number {
  return Math.max(MINUTE, Math.floor(firstLimit / 6))
}

/**
 * Adds time.
 *
 * @param firstLimit the quiz's own limit, in milliseconds
 * @throws UsageError without a limit, once the time is over, or after ten extensions
 */
export function extendTimer(timer: Timer, firstLimit: number, now: number): Timer {
  if (timer.limit === null) throw new UsageError('There is no time limit to extend.')
  if (isOver(timer, now)) throw new UsageError('The time is over: it can be extended only before.')
  if (timer.extensions >= MOST_EXTENSIONS)
    throw new UsageError(`The time was extended ${MOST_EXTENSIONS} times, which is the most.`)
  return { ...timer, limit: timer.limit + extensionTime(firstLimit), extensions: timer.extensions + 1 }
}

/**
 * The minutes to announce between two looks at the clock: the fewest of 10, 5 and 1 that were passed, or undefined. A limit of
 * 10 minutes isn't announced at its start.
 *
 * @param before milliseconds left at the look before
 * @param after milliseconds left now
 */
export function dueAnnouncement(before: number, after: number): number | undefined {
  return ANNOUNCED_MINUTES.findLast((minutes) => before > minutes * MINUTE && after <= minutes * MINUTE && after > 0)
}
