// The time of an attempt: what is left, pause, and more of it. The clock itself is silent; 10, 5 and 1 minute are announced.

import {
  type Attempt,
  clockText,
  dueAnnouncement,
  durationText,
  extendAttempt,
  extensionTime,
  limitOf,
  MOST_EXTENSIONS,
  pauseAttempt,
  resumeAttempt,
  timeLeft,
} from 'argmax/quiz'
import { useEffect, useState } from 'preact/hooks'
import { announce } from '../app/announce.tsx'
import { Icon } from '../app/Icon.tsx'
import { change, finish, type Session } from './session.ts'

const INTERVAL = 500

/** Milliseconds left, of a clock that ends the attempt. */
function useTimeLeft(session: Session, { timer }: Attempt): number | null {
  const [now, setNow] = useState(Date.now())
  useEffect(() => {
    if (timer.limit === null) return
    let before = timeLeft(timer, Date.now()) as number
    const look = (): void => {
      const time = Date.now()
      const left = timeLeft(timer, time) as number
      setNow(time)
      const minutes = dueAnnouncement(before, left)
      if (minutes !== undefined) announce(`${minutes} minute${minutes === 1 ? '' : 's'} left.`, true)
      before = left
      if (left === 0) {
        announce('The time is over. What you answered was graded.', true)
        finish(session)
      }
    }
    look()
    if (timer.since === null) return
    const interval = setInterval(look, INTERVAL)
    return () => clearInterval(interval)
  }, [session, timer])
  return timeLeft(timer, Math.max(now, timer.since ?? 0))
}

export function Clock({
  session,
  attempt,
  answered,
  count,
}: {
  session: Session
  attempt: Attempt
  answered: number
  count: number
}) {
  const left = useTimeLeft(session, attempt)
  const { timer } = attempt
  const isPaused = timer.since === null
  const more = extensionTime(limitOf(session.quiz) ?? 0)
  const spare = MOST_EXTENSIONS - timer.extensions
  return (
    <div class="clock" role="group" aria-label="The attempt">
      {left === null ? (
        <p class="muted">No time limit</p>
      ) : (
        <p>
          <span class={left <= 60_000 ? 'time-left low' : 'time-left'} role="timer" aria-live="off">
            {clockText(left)}
          </span>{' '}
          <span class="muted">{isPaused ? 'paused' : 'left'}</span>
        </p>
      )}
      <p class="muted number answered">
        {answered} of {count} answered
      </p>
      {left !== null && (
        <div class="row">
          <button
            type="button"
            class="button small"
            onClick={() => {
              change(session, isPaused ? resumeAttempt : pauseAttempt)
              announce(isPaused ? 'The time goes on.' : 'Paused. The questions are hidden until you go on.', true)
            }}
          >
            <Icon name={isPaused ? 'play' : 'pause'} />
            {isPaused ? 'Go on' : 'Pause'}
          </button>
          <button
            type="button"
            class="button small"
            disabled={spare === 0}
            title={spare === 0 ? 'The time was extended ten times, which is the most.' : `${spare} times possible`}
            onClick={() => {
              change(session, (now, time) => extendAttempt(session.quiz, now, time))
              announce(`${durationText(more)} more. You can ask ${spare - 1} times more.`, true)
            }}
          >
            {durationText(more)} more
          </button>
        </div>
      )}
    </div>
  )
}
