// Lines that someone types, one at a time, with an end to the waiting: the time of the quiz, Ctrl-C, or the end of the input.

import { createInterface, type Interface } from 'node:readline'
import type { Readable } from 'node:stream'

/** Reads lines of a stream. */
export class LineReader {
  readonly #interface: Interface
  readonly #lines: string[] = []
  #ended = false
  #wake: (() => void) | undefined

  constructor(input: Readable) {
    this.#interface = createInterface({ input, terminal: false, crlfDelay: Number.POSITIVE_INFINITY })
    this.#interface.on('line', (line) => {
      this.#lines.push(line)
      this.#wake?.()
    })
    this.#interface.on('close', () => {
      this.#ended = true
      this.#wake?.()
    })
  }

  /**
   * The next line; undefined where none will come, or `signal` ended the waiting.
   *
   * @param signal ends the waiting; lines that came before are still given
   */
  async next(signal: AbortSignal): Promise<string | undefined> {
    for (;;) {
      const line = this.#lines.shift()
      if (line !== undefined) return line
      if (this.#ended || signal.aborted) return undefined
      await new Promise<void>((resolve) => {
        this.#wake = resolve
        signal.addEventListener('abort', () => resolve(), { once: true })
      })
    }
  }

  close(): void {
    this.#interface.close()
  }
}
