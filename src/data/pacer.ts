// Gives the caller's thread back between steps: after 8 ms of computing, timers, input and drawing get their turn. Promises
// alone would not do: they run before any of these.

/** Milliseconds of computing after which the thread is given back. */
const SLICE = 8

/** Decides when to yield. One for each call of fit, evaluate or predict, or reading of a source; `close` ends it. */
export class Pacer {
  /** What ends the work. */
  readonly signal: AbortSignal | undefined
  #channel: MessageChannel | undefined
  #resume: (() => void) | undefined
  #last = performance.now()

  constructor(signal?: AbortSignal) {
    this.signal = signal
  }

  /** Whether the slice is used up: `pause` would yield. */
  get due(): boolean {
    return performance.now() - this.#last >= SLICE
  }

  /** Yields a macrotask if the slice is used up. @throws the signal's reason once it is aborted */
  async pause(): Promise<void> {
    this.signal?.throwIfAborted()
    if (!this.due) return
    await this.#macrotask()
    this.#last = performance.now()
    this.signal?.throwIfAborted()
  }

  close(): void {
    this.#channel?.port1.close()
    this.#channel = undefined
  }

  #macrotask(): Promise<void> {
    // Node works off a chain of messages in one go, and timers and signals starve; its own setImmediate does what is meant. Pages
    // have no setImmediate, and delay nested timeouts by 4 ms: there a message is the macrotask.
    const { setImmediate } = globalThis as { setImmediate?: (callback: () => void) => unknown }
    if (setImmediate) return new Promise((resolve) => setImmediate(resolve))
    if (!this.#channel) {
      this.#channel = new MessageChannel()
      this.#channel.port1.onmessage = () => this.#resume?.()
    }
    const { port2 } = this.#channel
    return new Promise((resolve) => {
      this.#resume = resolve
      port2.postMessage(null)
    })
  }
}
