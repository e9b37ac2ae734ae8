// One of the process's two output streams, with what a command needs to know of it: is it a terminal, how wide, may it be
// coloured, is anyone still reading. stdout is data, stderr is progress.

import type { WriteStream } from 'node:tty'
import picocolors from 'picocolors'
import { ClosedOutputError } from './exitCodes.ts'

/** Functions that colour text, or leave it as it is. */
export type Colors = ReturnType<typeof picocolors.createColors>

/** Whether to colour: https://no-color.org first, then FORCE_COLOR, then whether a capable terminal is there. */
function wantsColor(isTerminal: boolean, environment: NodeJS.ProcessEnv): boolean {
  if (environment.NO_COLOR) return false
  if (environment.FORCE_COLOR !== undefined && environment.FORCE_COLOR !== '0') return true
  return isTerminal && environment.TERM !== 'dumb'
}

/** Whether lines such as ━ can be shown. An unset locale is taken for a modern one. */
export function isUtf8(environment: NodeJS.ProcessEnv): boolean {
  const locale = environment.LC_ALL || environment.LC_CTYPE || environment.LANG || 'UTF-8'
  return /utf-?8/i.test(locale)
}

/** An output stream of the process. */
export class Output {
  readonly colors: Colors
  readonly #stream: WriteStream
  #closed = false

  constructor(stream: WriteStream, environment: NodeJS.ProcessEnv = process.env) {
    this.#stream = stream
    this.colors = picocolors.createColors(wantsColor(stream.isTTY === true, environment))
    stream.on('error', (error: NodeJS.ErrnoException) => {
      // The reader went away: what is written from now on has nowhere to go. Other faults are reported by write().
      if (error.code === 'EPIPE') this.#closed = true
    })
  }

  /** Whether it is a terminal on which a line can be drawn again. */
  get isTerminal(): boolean {
    return this.#stream.isTTY === true && process.env.TERM !== 'dumb'
  }

  /** Characters in a line; 80 where that is not known. */
  get columns(): number {
    const columns = this.#stream.columns
    return columns > 0 ? columns : 80
  }

  /**
   * Writes text, and resolves when the stream has taken it.
   *
   * @throws ClosedOutputError once the reader is gone
   */
  async write(text: string): Promise<void> {
    if (this.#closed) throw new ClosedOutputError('The reader of the output is gone.')
    await new Promise<void>((resolve, reject) => {
      this.#stream.write(text, (error) => {
        if (!error) resolve()
        else if ((error as NodeJS.ErrnoException).code === 'EPIPE')
          reject(new ClosedOutputError('The reader of the output is gone.'))
        else reject(error)
      })
    })
  }

  /** Writes text and a newline. */
  async line(text = ''): Promise<void> {
    await this.write(`${text}\n`)
  }

  /** Writes at once and without a promise, and ignores every fault: for progress, and for a process about to exit. */
  show(text: string): void {
    if (!this.#closed) this.#stream.write(text, () => undefined)
  }
}
