// Ctrl-C and SIGTERM while training: the first asks the loop to stop at the next step, so that the model so far can be
// saved; the second ends the process at once.

import { EXIT } from './exitCodes.ts'

/** Why a loop was aborted: the signal's name and the exit code that goes with it. */
export interface Interruption {
  readonly name: 'SIGINT' | 'SIGTERM'
  readonly exitCode: number
}

/** The AbortSignal that a first signal aborts. */
export interface InterruptionListener {
  readonly signal: AbortSignal
  /** The signal that came, if one has. */
  readonly received: Interruption | undefined
  /** Gives the signals back to Node. */
  dispose(): void
}

/**
 * Listens for SIGINT and SIGTERM.
 *
 * @param onFirst is called at once for the first signal
 * @param onSecond is called just before the process ends for a second one
 */
export function listenForInterruption(onFirst: (interruption: Interruption) => void, onSecond: () => void): InterruptionListener {
  const controller = new AbortController()
  let received: Interruption | undefined
  const receive = (interruption: Interruption): void => {
    if (received !== undefined) {
      onSecond()
      process.exit(interruption.exitCode)
    }
    received = interruption
    controller.abort()
    onFirst(interruption)
  }
  const onInterrupt = (): void => receive({ name: 'SIGINT', exitCode: EXIT.interrupted })
  const onTerminate = (): void => receive({ name: 'SIGTERM', exitCode: EXIT.terminated })
  process.on('SIGINT', onInterrupt)
  process.on('SIGTERM', onTerminate)
  return {
    signal: controller.signal,
    get received() {
      return received
    },
    dispose() {
      process.off('SIGINT', onInterrupt)
      process.off('SIGTERM', onTerminate)
    },
  }
}
