// Ctrl-C and SIGTERM while training: the first asks the loop to stop at the next step, so that the model so far can be
// saved; the second ends the process at once.

import { EXIT } from './exitCodes.ts'

/** Why a loop was aborted: the signal's name and the exit code that goes with it. */
export interface Interruption {
  readonly name: 'SIGINT' | 'SIGTERM'
  readonly exitCode: number
}

/** Waits for signals. */
export interface InterruptionListener {
  /** Aborted by the first signal. */
  readonly signal: AbortSignal
  /** The signal that came, if one has. */
  readonly received: Interruption | undefined
  /** Called when the first signal comes. */
  onFirst: () => void
  /** Gives the signals back to Node. */
  dispose(): void
}

/** Listens for SIGINT and SIGTERM. */
export function listenForInterruption(): InterruptionListener {
  const controller = new AbortController()
  let received: Interruption | undefined
  const receive = (interruption: Interruption): void => {
    if (received !== undefined) process.exit(interruption.exitCode)
    received = interruption
    controller.abort()
    listener.onFirst()
  }
  const onInterrupt = (): void => receive({ name: 'SIGINT', exitCode: EXIT.interrupted })
  const onTerminate = (): void => receive({ name: 'SIGTERM', exitCode: EXIT.terminated })
  const listener: InterruptionListener = {
    signal: controller.signal,
    get received() {
      return received
    },
    onFirst() {},
    dispose() {
      process.off('SIGINT', onInterrupt)
      process.off('SIGTERM', onTerminate)
    },
  }
  process.on('SIGINT', onInterrupt)
  process.on('SIGTERM', onTerminate)
  return listener
}
