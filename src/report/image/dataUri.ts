// Bytes inside a page: a data: address in base64.

const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

/** Bytes in base64 (RFC 4648), padded. */
export function base64(bytes: Uint8Array): string {
  let text = ''
  for (let i = 0; i < bytes.length; i += 3) {
    const left = bytes.length - i
    const bits = ((bytes[i] as number) << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0)
    text += (DIGITS[bits >>> 18] as string) + DIGITS[(bits >>> 12) & 63]
    text += (left > 1 ? (DIGITS[(bits >>> 6) & 63] as string) : '=') + (left > 2 ? DIGITS[bits & 63] : '=')
  }
  return text
}

/** The address of a PNG file that stands in the page itself. */
export function pngUri(png: Uint8Array): string {
  return `data:image/png;base64,${base64(png)}`
}
