// What every command is given: the streams it may use. Tests pass their own.

import type { Readable } from 'node:stream'
import type { Output } from './output.ts'

/** The world of one command. */
export interface Context {
  readonly stdin: Readable
  readonly stdout: Output
  readonly stderr: Output
}
