// What the process's exit code says. The error classes know whose fault it was; this table turns that into a number, in one place.

import { DataError, DivergedError, FormatError, LabelError, MissingPackageError, ShapeError, UsageError } from '../errors.ts'

/** The exit codes of every command. */
export const EXIT = {
  done: 0,
  internal: 1,
  /** A wrong flag or argument, or a missing optional package. */
  usage: 2,
  /** Data or a model file that cannot be used. */
  data: 3,
  diverged: 4,
  /** `--min-accuracy` was not reached. */
  gate: 5,
  /** 128 + SIGINT. */
  interrupted: 130,
  /** 128 + SIGTERM. */
  terminated: 143,
} as const

/** An end of a command that is no fault of argmax, with its own exit code: interrupted, diverged, a gate missed. */
export class CommandStop extends Error {
  override name = 'CommandStop'
  readonly exitCode: number

  constructor(message: string, exitCode: number, options?: ErrorOptions) {
    super(message, options)
    this.exitCode = exitCode
  }
}

/** Standard output was closed by its reader, as `head` does. Not a fault. */
export class ClosedOutputError extends Error {
  override name = 'ClosedOutputError'
}

/** The exit code for whatever a command threw. */
export function exitCodeOf(error: unknown): number {
  if (error instanceof ClosedOutputError) return EXIT.done
  if (error instanceof CommandStop) return error.exitCode
  if (error instanceof DivergedError) return EXIT.diverged
  if (error instanceof UsageError || error instanceof MissingPackageError) return EXIT.usage
  const isData =
    error instanceof DataError || error instanceof FormatError || error instanceof ShapeError || error instanceof LabelError
  return isData ? EXIT.data : EXIT.internal
}
