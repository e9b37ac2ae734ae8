// Text in pieces, whatever it comes as: decoded as UTF-8, without a byte order mark, with \n for every line break.

import { DataError, describe } from '../errors.ts'

type Piece = string | Uint8Array

/** A text as one string, as bytes of UTF-8, or as pieces of either as they come: a file's or a response's stream, for one. */
export type TextSource = Piece | Iterable<Piece> | AsyncIterable<Piece> | ReadableStream<Piece>

/** How to get UTF-8 of a file that is something else. */
export interface EncodingAdvice {
  /** For a whole sentence, such as `Save it as "CSV UTF-8"`. */
  readonly save: string
}

const isPiece = (value: unknown): value is Piece => typeof value === 'string' || value instanceof Uint8Array

/** Characters or bytes handled at a time, so that the rows of a large text are never all there at once. */
const PIECE = 0x40000

function* cut(piece: Piece, name: string): Generator<Piece> {
  if (!isPiece(piece)) throw new DataError(`${name} must come in texts or bytes (Uint8Array); received ${describe(piece)}.`)
  for (let at = 0; at < piece.length; at += PIECE) {
    yield typeof piece === 'string' ? piece.slice(at, at + PIECE) : piece.subarray(at, at + PIECE)
  }
}

async function* piecesOf(source: TextSource, name: string): AsyncGenerator<Piece> {
  if (isPiece(source)) yield* cut(source, name)
  else if (typeof source === 'object' && source !== null && (Symbol.asyncIterator in source || Symbol.iterator in source)) {
    for await (const piece of source as AsyncIterable<Piece>) yield* cut(piece, name)
  } else if (typeof (source as ReadableStream<Piece> | null)?.getReader === 'function') {
    // Where a stream is not iterable, as in Safari.
    const reader = source.getReader()
    for (let next = await reader.read(); !next.done; next = await reader.read()) yield* cut(next.value as Piece, name)
  } else {
    throw new DataError(`${name} must be a text, bytes (a Uint8Array) or a stream of either; received ${describe(source)}.`)
  }
}

/**
 * A text in pieces.
 *
 * @throws DataError for bytes that are not UTF-8, and for a text with NUL in it, as UTF-16 and binary files have
 */
export async function* utf8Text(source: TextSource, name: string, { save }: EncodingAdvice): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  const decode = (bytes: Uint8Array | undefined): string => {
    try {
      return bytes === undefined ? decoder.decode() : decoder.decode(bytes, { stream: true })
    } catch (cause) {
      throw new DataError(`${name} is not UTF-8 text. ${save}, or convert it first: iconv -f windows-1252 -t utf-8.`, { cause })
    }
  }
  let isFirst = true
  let endedInReturn = false
  function* mend(piece: string): Generator<string> {
    let text = piece
    if (text === '') return
    if (isFirst && text.startsWith('\uFEFF')) text = text.slice(1)
    isFirst = false
    if (endedInReturn && text.startsWith('\n')) text = text.slice(1) // the other half of \r\n
    endedInReturn = text === '' ? false : text.endsWith('\r')
    if (text.includes('\0')) {
      throw new DataError(`${name} is not UTF-8 text: it holds NUL characters, as UTF-16 and binary files do. ${save}.`)
    }
    yield text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text
  }
  for await (const piece of piecesOf(source, name)) {
    yield* mend(typeof piece === 'string' ? piece : decode(piece))
  }
  yield* mend(decode(undefined))
}
