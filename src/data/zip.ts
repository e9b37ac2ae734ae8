// ZIP archives, as far as numpy's .npz files need them: entries stored or deflated, with zip64 fields, without encryption. (PKWARE's
// APPNOTE.TXT, 4.3 to 4.5.) The directory at the end is checked whole before anything is decompressed: what entries claim to hold is
// bounded, and no two may share bytes, which is how a small archive stands for petabytes.

import { DataError, describe } from '../errors.ts'
import { crc32 } from './crc32.ts'
import { inflate } from './inflate.ts'

/** How many bytes all entries may hold where no other limit is named: 4 GiB. */
export const DEFAULT_ZIP_LIMIT: number = 0x100000000

/** An entry of the directory. */
interface Entry {
  readonly name: string
  readonly method: number
  readonly crc: number
  readonly compressed: number
  readonly size: number
  /** Where its local header starts. */
  readonly offset: number
}

const END = 0x06054b50
const END_64 = 0x06064b50
const LOCATOR_64 = 0x07064b50
const DIRECTORY = 0x02014b50
const LOCAL = 0x04034b50
const STORED = 0
const DEFLATED = 8

/** Reads numbers of an archive, each only where it is. */
class ZipView {
  readonly #view: DataView
  readonly #name: string

  constructor(bytes: Uint8Array, name: string) {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    this.#name = name
  }

  get length(): number {
    return this.#view.byteLength
  }

  fault(what: string): DataError {
    return new DataError(`${this.#name} is no usable ZIP archive: ${what}. Get the file again.`)
  }

  #check(at: number, size: number): void {
    if (!(at >= 0 && at + size <= this.length)) throw this.fault('it is cut off, or its directory is damaged')
  }

  u16(at: number): number {
    this.#check(at, 2)
    return this.#view.getUint16(at, true)
  }

  u32(at: number): number {
    this.#check(at, 4)
    return this.#view.getUint32(at, true)
  }

  /** Past 2^53 inexact, but then past the end of every file as well. */
  u64(at: number): number {
    return this.u32(at) + 0x100000000 * this.u32(at + 4)
  }
}

/** Where the directory is, and how many entries it has. */
function findDirectory(view: ZipView): { offset: number; count: number } {
  const least = Math.max(0, view.length - 22 - 0xffff)
  for (let at = view.length - 22; at >= least; at--) {
    if (view.u32(at) !== END || at + 22 + view.u16(at + 20) !== view.length) continue
    const locator = at - 20
    if (locator < 0 || view.u32(locator) !== LOCATOR_64) return { offset: view.u32(at + 16), count: view.u16(at + 10) }
    const end64 = view.u64(locator + 8)
    if (view.u32(end64) !== END_64) throw view.fault('its zip64 directory is not where it says')
    return { offset: view.u64(end64 + 48), count: view.u64(end64 + 32) }
  }
  throw view.fault('it does not end as one does')
}

/** The sizes and the offset, of which those that are 0xffffffff stand in the zip64 field instead. */
function wideFields(view: ZipView, at: number): { size: number; compressed: number; offset: number } {
  const fields = { size: view.u32(at + 24), compressed: view.u32(at + 20), offset: view.u32(at + 42) }
  let extra = at + 46 + view.u16(at + 28)
  const end = extra + view.u16(at + 30)
  while (extra + 4 <= end) {
    const next = extra + 4 + view.u16(extra + 2)
    if (view.u16(extra) === 1) {
      let field = extra + 4
      for (const key of ['size', 'compressed', 'offset'] as const) {
        if (fields[key] !== 0xffffffff) continue
        if (field + 8 > next) throw view.fault('a zip64 field is too short')
        fields[key] = view.u64(field)
        field += 8
      }
    }
    extra = next
  }
  return fields
}

/** Reads the directory, and checks all of it. */
function readDirectory(bytes: Uint8Array, view: ZipView, limit: number): Entry[] {
  const { offset, count } = findDirectory(view)
  const decoder = new TextDecoder()
  const entries: Entry[] = []
  let at = offset
  let total = 0
  for (let i = 0; i < count; i++) {
    if (view.u32(at) !== DIRECTORY) throw view.fault('its directory is damaged')
    const nameEnd = at + 46 + view.u16(at + 28)
    const name = decoder.decode(bytes.subarray(at + 46, nameEnd))
    const entry = { name, method: view.u16(at + 10), crc: view.u32(at + 16), ...wideFields(view, at) }
    if (view.u16(at + 8) & 1) throw view.fault(`its entry ${describe(name)} is encrypted`)
    if (entry.method !== STORED && entry.method !== DEFLATED) {
      throw view.fault(`its entry ${describe(name)} is compressed in a way (${entry.method}) other than stored and deflated`)
    }
    total += entry.size
    if (total > limit) throw view.fault(`its entries hold more than ${limit} bytes, which is the limit`)
    entries.push(entry)
    at = nameEnd + view.u16(at + 30) + view.u16(at + 32)
  }
  let end = 0
  for (const { name, offset: start, compressed } of [...entries].sort((a, b) => a.offset - b.offset)) {
    if (start < end) throw view.fault(`its entry ${describe(name)} shares bytes with another`)
    end = start + 30 + compressed
  }
  if (end > view.length) throw view.fault('it is cut off')
  return entries
}

/**
 * Reads all entries of an archive; folders are left out.
 *
 * @param options.limit the most bytes that all entries may hold together (default 4 GiB)
 * @throws DataError if the bytes are no archive, or damaged, encrypted, compressed otherwise, or hold more than `limit` bytes
 */
export async function readZip(
  bytes: Uint8Array,
  { name: archive = 'the ZIP archive', limit = DEFAULT_ZIP_LIMIT }: { readonly name?: string; readonly limit?: number } = {},
): Promise<Map<string, Uint8Array>> {
  const view = new ZipView(bytes, archive)
  const contents = new Map<string, Uint8Array>()
  for (const { name, method, crc, compressed, size, offset } of readDirectory(bytes, view, limit)) {
    if (name.endsWith('/')) continue
    if (view.u32(offset) !== LOCAL) throw view.fault(`its entry ${describe(name)} is not where its directory says`)
    const start = offset + 30 + view.u16(offset + 26) + view.u16(offset + 28)
    const packed = bytes.subarray(start, start + compressed)
    const damaged = (): DataError => view.fault(`its entry ${describe(name)} is damaged`)
    const data =
      method === STORED
        ? packed
        : await inflate(packed, {
            format: 'deflate-raw',
            limit: size,
            firstSize: Math.min(size, 1032 * compressed),
            damaged,
            tooLong: damaged,
          })
    if (data.length !== size || crc32(data) !== crc) throw damaged()
    if (contents.has(name)) throw view.fault(`it has two entries ${describe(name)}`)
    contents.set(name, data)
  }
  return contents
}
