// The checksum of ZIP archives and PNG files: CRC-32 with the polynomial 0xedb88320 (ITU-T V.42, ISO 3309).

/** What a byte does to the sum, for each of its values; made when it is first needed. */
let table: Uint32Array | undefined

/** The CRC-32 of bytes. */
export function crc32(bytes: Uint8Array): number {
  table ??= Uint32Array.from({ length: 256 }, (_, byte) => {
    let value = byte
    for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1
    return value
  })
  let crc = 0xffffffff
  for (let i = 0; i < bytes.length; i++) crc = (crc >>> 8) ^ (table[(crc ^ (bytes[i] as number)) & 0xff] as number)
  return (crc ^ 0xffffffff) >>> 0
}
