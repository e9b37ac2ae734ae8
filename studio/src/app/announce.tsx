// News for screen readers: at most one every five seconds, the latest wins.

import { signal } from '@preact/signals'

const INTERVAL = 5000

const spoken = signal('')
let last = Number.NEGATIVE_INFINITY
let timer: ReturnType<typeof setTimeout> | undefined
let next = ''

/** Says something, soon. @param now whether it can't wait */
export function announce(text: string, now = false): void {
  next = text
  const wait = now ? 0 : Math.max(0, last + INTERVAL - performance.now())
  if (now) {
    clearTimeout(timer)
    timer = undefined
  }
  timer ??= setTimeout(() => {
    timer = undefined
    last = performance.now()
    spoken.value = next
  }, wait)
}

export function Announcer() {
  return (
    <p class="hidden" aria-live="polite">
      {spoken}
    </p>
  )
}
