// Where the units of the drawing stand.

/** A unit's place. */
export interface Unit {
  readonly index: number
  readonly x: number
  readonly y: number
}

/** A layer's place. */
export interface Column {
  readonly x: number
  readonly height: number
  readonly radius: number
  readonly units: readonly Unit[]
  /** Whether it is drawn as one block: the inputs of a picture. */
  readonly isBlock: boolean
}

/** More inputs than this are one block. */
const MOST_INPUTS = 14
/** Units of a layer that are drawn; a wide one shows its first. */
const MOST_UNITS = 40
/** Room for the names of inputs, and of classes with their probability. */
const LEFT = 118
const RIGHT = 118

/** Columns for the inputs and each layer, in a drawing of a width. */
export function layout(inputs: number, sizes: readonly number[], width: number): Column[] {
  const counts = [inputs <= MOST_INPUTS ? inputs : 0, ...sizes.map((size) => Math.min(size, MOST_UNITS))]
  // A picture is a block; only named inputs need room on their left.
  const left = inputs > MOST_INPUTS ? 56 : LEFT
  const height = Math.max(220, Math.min(520, 16 * Math.max(...counts)))
  return counts.map((count, column) => {
    const x = left + ((width - RIGHT - left) * column) / sizes.length
    const gap = Math.min(34, (height - 20) / Math.max(1, count))
    const top = height / 2 - (gap * (count - 1)) / 2
    const units = Array.from({ length: count }, (_, index) => ({ index, x, y: top + gap * index }))
    return { x, height, units, radius: Math.max(3, Math.min(10, gap * 0.42)), isBlock: column === 0 && inputs > MOST_INPUTS }
  })
}
