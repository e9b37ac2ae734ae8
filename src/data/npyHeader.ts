// The header of a .npy file, numpy's format for one array: a magic string, a version, and a Python dictionary with the type of its
// elements, their order and the shape. (NEP 1, "A simple file format for NumPy arrays".)

import { DataError, describe } from '../errors.ts'

/** What a header says. */
export interface NpyHeader {
  /** b boolean, i and u whole numbers, f fractions, U texts of 32-bit characters, S texts of bytes. */
  readonly kind: 'b' | 'i' | 'u' | 'f' | 'U' | 'S'
  /** Bytes of an element. */
  readonly itemSize: number
  readonly littleEndian: boolean
  /** Whether columns are contiguous, not rows. */
  readonly fortranOrder: boolean
  readonly shape: readonly number[]
  /** Where the elements start. */
  readonly offset: number
}

const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59] // \x93NUMPY
/** Bytes of a header that is believed to be one. */
const LONGEST_HEADER = 65_536
const SIZES: Readonly<Record<string, readonly number[]>> = { b: [1], i: [1, 2, 4, 8], u: [1, 2, 4, 8], f: [2, 4, 8] }
const OTHERS: Readonly<Record<string, string>> = {
  O: 'Python objects, which only a program that runs them can read; save it as numbers or texts',
  c: 'complex numbers; save real and imaginary part as two arrays',
  M: 'times; save them as texts: array.astype(str)',
  m: 'time differences; save them as numbers',
  V: 'records; save each of their fields as an array of its own: np.savez(file, a=array["a"], ...)',
}

/** How many bytes must be there to read the header of a file that starts so; undefined where even that needs more. */
export function npyHeaderEnd(start: Uint8Array, name: string): number | undefined {
  if (MAGIC.some((byte, i) => i < start.length && start[i] !== byte) || start.length === 0) {
    throw new DataError(`${name} is no .npy file: it must start with \\x93NUMPY. Check that it is the file you mean.`)
  }
  if (start.length < 12) return undefined
  const view = new DataView(start.buffer, start.byteOffset, start.byteLength)
  const version = start[6] as number
  if (version < 1 || version > 3) {
    throw new DataError(`${name} is a .npy file of version ${version}; versions 1 to 3 can be read. Save it with numpy.save.`)
  }
  const end = version === 1 ? 10 + view.getUint16(8, true) : 12 + view.getUint32(8, true)
  if (end > LONGEST_HEADER)
    throw new DataError(`${name} has a header of ${end} bytes; at most ${LONGEST_HEADER} are possible. The file is damaged.`)
  return end
}

/** Reads a header from the first bytes of a file, all `npyHeaderEnd` of them. @throws DataError for one that can't be used */
export function readNpyHeader(start: Uint8Array, name: string): NpyHeader {
  const offset = npyHeaderEnd(start, name)
  if (offset === undefined || start.length < offset) {
    throw new DataError(`${name} is truncated: its header is not whole in ${start.length} bytes. Get it again.`)
  }
  const text = new TextDecoder().decode(start.subarray(start[6] === 1 ? 10 : 12, offset))
  const descr = /'descr': *(?:'([^']*)'|(\[))/.exec(text)
  const order = /'fortran_order': *(True|False)/.exec(text)?.[1]
  const shapeText = /'shape': *\(([\d, ]*)\)/.exec(text)?.[1]
  const type = descr?.[2] === '[' ? '|V' : descr?.[1]
  if (type === undefined || order === undefined || shapeText === undefined) {
    throw new DataError(`${name}: the header of the .npy file is damaged: ${describe(text)}. Get it again.`)
  }
  const [, endian = '', kind = '', digits = ''] = /^([<>|=]?)([a-zA-Z])(\d*)/.exec(type) ?? []
  const size = Number(digits)
  const shape = shapeText
    .split(',')
    .filter((part) => part.trim() !== '')
    .map(Number)
  const isText = kind === 'U' || kind === 'S'
  if (!(isText || SIZES[kind]?.includes(size))) {
    const what =
      OTHERS[kind] ?? `elements of type ${describe(type)}; save it as float64, int32 or another type of numbers, or as texts`
    throw new DataError(`${name} holds ${what}.`)
  }
  return {
    kind: kind as NpyHeader['kind'],
    itemSize: kind === 'U' ? 4 * size : size,
    littleEndian: endian !== '>',
    fortranOrder: order === 'True',
    shape,
    offset,
  }
}
