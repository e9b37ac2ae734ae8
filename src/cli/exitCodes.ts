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

/** A training run that was told to stop; the message says where its model is. */
export class InterruptedError extends Error {
  override name = 'InterruptedError'
  readonly exitCode: number

  constructor(message: string, exitCode: number) {
    super(message)
    this.exitCode = exitCode
  }
}

/** A result that is under what was asked for. Everything is saved. */
export class GateError extends Error {
  override name = 'GateError'
}

/** Standard output was closed by its reader, as `head` does. Not a fault. */
export class ClosedOutputError extends Error {
  override name = 'ClosedOutputError'
}

/** The exit code for whatever a command threw. */
export function exitCodeOf(error: unknown): number {
  if (error instanceof ClosedOutputError) return EXIT.done
  if (error instanceof InterruptedError) return error.exitCode
  if (error instanceof GateError) return EXIT.gate
  if (error instanceof DivergedError) return EXIT.diverged
  if (error instanceof UsageError || error instanceof MissingPackageError) return EXIT.usage
  const isData =
    error instanceof DataError || error instanceof FormatError || error instanceof ShapeError || error instanceof LabelError
  return isData ? EXIT.data : EXIT.internal
}
