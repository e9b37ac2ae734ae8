// One library on one number of threads: a process of its own that lives through all rounds. It imports, compiles and warms up
// once; then it sits and waits for a line that says what to run, and answers with the seconds that took.

import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'

/** What starts a line of the answer; whatever else a library prints is passed over. */
const MARK = 'bench:'

export class Contestant {
  #process
  #waiting
  #stderr = ''

  /**
   * @param {{ command: string, options: readonly string[], environment: Record<string, string> }} start
   * @param {object} job what to prepare: see peers/serve.js
   */
  constructor({ command, options, environment }, job) {
    this.#process = spawn(command, [...options, JSON.stringify(job)], { env: environment, stdio: ['pipe', 'pipe', 'pipe'] })
    this.#process.stderr.on('data', (text) => {
      this.#stderr = `${this.#stderr}${text}`.slice(-4000)
    })
    this.#process.stdin.on('error', () => {}) // it ended; 'close' says why
    createInterface({ input: this.#process.stdout }).on('line', (line) => {
      if (line.startsWith(MARK)) this.#settle((waiting) => waiting.resolve(JSON.parse(line.slice(MARK.length))))
    })
    this.#process.on('error', (error) => this.#settle((waiting) => waiting.reject(error)))
    this.#process.on('close', (code, signal) =>
      this.#settle((waiting) => waiting.reject(new Error(this.#lastLine() ?? `it ended with ${signal ?? code}`))),
    )
  }

  #settle(how) {
    const waiting = this.#waiting
    this.#waiting = undefined
    if (waiting) how(waiting)
  }

  /** The last line of stderr that is no frame of a stack: the error's message. */
  #lastLine() {
    const lines = this.#stderr.split('\n').filter((line) => line.trim() !== '' && !/^\s+at |^Node\.js v/.test(line))
    return lines.findLast((line) => /error/i.test(line))?.trim() ?? lines.at(-1)?.trim()
  }

  /** The next answer. The first comes by itself, once all is prepared. */
  answer() {
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject }
      if (this.#process.exitCode !== null) this.#settle((waiting) => waiting.reject(new Error(this.#lastLine() ?? 'it ended')))
    })
  }

  /** Sends a request, such as `{ do: 'run', steps: 10 }`, and waits for the answer. */
  ask(request) {
    const answer = this.answer()
    this.#process.stdin.write(`${JSON.stringify(request)}\n`)
    return answer
  }

  /** Ends the process. */
  stop() {
    this.#process.kill('SIGKILL')
  }
}
