// The error classes. Every message says what was wrong, what is allowed, what was received and what to do;
// the class tells a program (and the command line's exit code) whose fault it is.

/** The base of all errors that argmax throws on purpose. */
export class ArgmaxError extends Error {
  override name = 'ArgmaxError'
}

/** A wrong argument or a call in the wrong order: the caller's code is to be changed. Exit code 2. */
export class UsageError extends ArgmaxError {
  override name = 'UsageError'
}

/** A shape that does not fit. Exit code 3. */
export class ShapeError extends ArgmaxError {
  override name = 'ShapeError'
}

/** Data that cannot be used: a truncated file, a NaN pixel, rows and labels that do not match. Exit code 3. */
export class DataError extends ArgmaxError {
  override name = 'DataError'
}

/** A model or weights file that cannot be read. Exit code 3. */
export class FormatError extends ArgmaxError {
  override name = 'FormatError'
}

/**
 * A value outside its range, such as a label outside [0, classes). It is a RangeError, as JavaScript's own range checks
 * throw, so that `instanceof RangeError` holds. Exit code 3.
 */
export class LabelError extends RangeError {
  override name = 'LabelError'
}

/** Training met a loss or a weight that is not finite. Exit code 4. */
export class DivergedError extends ArgmaxError {
  override name = 'DivergedError'
  /** The epoch and the batch in it, from 0. */
  readonly epoch: number
  readonly batch: number
  /** The history of the epochs before. */
  readonly history: unknown

  constructor(message: string, place: { readonly epoch: number; readonly batch: number; readonly history?: unknown }) {
    super(message)
    this.epoch = place.epoch
    this.batch = place.batch
    this.history = place.history
  }
}

/** An optional package that is not installed; the message holds the command that installs it. Exit code 2. */
export class MissingPackageError extends ArgmaxError {
  override name = 'MissingPackageError'
}

/** A value for a message: short, on one line, whatever it is. */
export function describe(value: unknown): string {
  return describeNested(value, 0)
}

/** Arrays in arrays are not followed far: a file may nest thousands. */
function describeNested(value: unknown, depth: number): string {
  if (typeof value === 'string') return JSON.stringify(value.length > 60 ? `${value.slice(0, 57)}...` : value)
  if (typeof value === 'function') return `function ${value.name || '(anonymous)'}`
  if (typeof value !== 'object' || value === null) return String(value)
  if (ArrayBuffer.isView(value)) {
    return `${value.constructor.name}(${(value as unknown as { length?: number }).length ?? value.byteLength})`
  }
  if (Array.isArray(value)) {
    return value.length > 8 || depth > 2
      ? `an array of ${value.length}`
      : `[${value.map((item) => describeNested(item, depth + 1)).join(', ')}]`
  }
  const name = value.constructor?.name || 'value'
  return `${/^[AEIOU]/.test(name) ? 'an' : 'a'} ${name}`
}
