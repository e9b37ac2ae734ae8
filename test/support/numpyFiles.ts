// Files of numpy's, written plainly: float64 or text arrays as .npy, and several of them in an archive that is stored, not deflated.

import { crc32 } from 'node:zlib'

/** A .npy file of numbers or texts, or of rows of numbers; `fortran` puts columns together. */
export function npy(values: readonly (number | string)[] | readonly (readonly number[])[], { fortran = false } = {}): Uint8Array {
  const rows = values as readonly (number | string | readonly number[])[]
  const width = Array.isArray(rows[0]) ? rows[0].length : undefined
  const cells =
    width === undefined
      ? (rows as (number | string)[])
      : fortran
        ? Array.from({ length: width }, (_, column) => rows.map((row) => (row as number[])[column] as number)).flat()
        : (rows as number[][]).flat()
  const isText = typeof cells[0] === 'string'
  const longest = isText ? Math.max(...cells.map((text) => [...(text as string)].length)) : 0
  const shape = width === undefined ? `(${rows.length},)` : `(${rows.length}, ${width})`
  const header = `{'descr': '${isText ? `<U${longest}` : '<f8'}', 'fortran_order': ${fortran ? 'True' : 'False'}, 'shape': ${shape}, }`
  const padded = `${header.padEnd(Math.ceil((10 + header.length + 1) / 64) * 64 - 11)}\n`
  const size = isText ? 4 * longest : 8
  const bytes = new Uint8Array(10 + padded.length + cells.length * size)
  const view = new DataView(bytes.buffer)
  bytes.set([0x93, ...new TextEncoder().encode('NUMPY'), 1, 0])
  view.setUint16(8, padded.length, true)
  bytes.set(new TextEncoder().encode(padded), 10)
  cells.forEach((cell, i) => {
    const at = 10 + padded.length + i * size
    if (typeof cell === 'number') view.setFloat64(at, cell, true)
    else {
      const points = Uint32Array.from([...cell], (character) => character.codePointAt(0) as number)
      for (const [j, point] of points.entries()) view.setUint32(at + 4 * j, point, true)
    }
  })
  return bytes
}

/** A ZIP archive whose entries are stored as they are. (PKWARE APPNOTE, 4.3.) */
export function storedZip(entries: Readonly<Record<string, Uint8Array>>): Uint8Array {
  const locals: Uint8Array[] = []
  const directory: Uint8Array[] = []
  let offset = 0
  for (const [name, data] of Object.entries(entries)) {
    const nameBytes = new TextEncoder().encode(name)
    const record = (signature: number, length: number, at: number): Uint8Array => {
      const bytes = new Uint8Array(length + nameBytes.length)
      const view = new DataView(bytes.buffer)
      view.setUint32(0, signature, true)
      view.setUint32(at + 10, crc32(data), true)
      view.setUint32(at + 14, data.length, true)
      view.setUint32(at + 18, data.length, true)
      view.setUint16(at + 22, nameBytes.length, true)
      if (length === 46) view.setUint32(42, offset, true)
      bytes.set(nameBytes, length)
      return bytes
    }
    const local = record(0x04034b50, 30, 4)
    directory.push(record(0x02014b50, 46, 6))
    locals.push(local, data)
    offset += local.length + data.length
  }
  const size = directory.reduce((sum, { length }) => sum + length, 0)
  const end = new Uint8Array(22)
  const view = new DataView(end.buffer)
  view.setUint32(0, 0x06054b50, true)
  view.setUint16(8, directory.length, true)
  view.setUint16(10, directory.length, true)
  view.setUint32(12, size, true)
  view.setUint32(16, offset, true)
  return Uint8Array.from(Buffer.concat([...locals, ...directory, end]))
}
