import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FormatError, UsageError } from '../errors.ts'
import { ARRAY_CONSTRUCTORS, type ElementType, sizeOf, type Tensor, tensor } from '../tensor/index.ts'
import { readSafetensors, writeSafetensors } from './safetensors.ts'

/** Written by Python's safetensors 0.8.0 (numpy 2.4.6, Python 3.11.7): save(tensors, metadata={'argmax': '{"é":1}'}). */
const GOLDEN = Uint8Array.from(
  Buffer.from(
    'MAIAAAAAAAB7Il9fbWV0YWRhdGFfXyI6eyJhcmdtYXgiOiJ7XCLDqVwiOjF9In0sInNjYWxlIjp7ImR0eXBlIjoiRjY0Iiwic2hhcGUiOltdLCJkYXRhX29mZnNldHMiOlswLDhdfSwiZGVuc2Uva2VybmVsIjp7ImR0eXBlIjoiRjMyIiwic2hhcGUiOlsyLDNdLCJkYXRhX29mZnNldHMiOls4LDMyXX0sImVtcHR5Ijp7ImR0eXBlIjoiRjMyIiwic2hhcGUiOlswLDNdLCJkYXRhX29mZnNldHMiOlszMiwzMl19LCJlIjp7ImR0eXBlIjoiVTMyIiwic2hhcGUiOlsxXSwiZGF0YV9vZmZzZXRzIjpbMzIsMzZdfSwiZCI6eyJkdHlwZSI6IkkzMiIsInNoYXBlIjpbMSwxXSwiZGF0YV9vZmZzZXRzIjpbMzYsNDBdfSwiYyI6eyJkdHlwZSI6IlUxNiIsInNoYXBlIjpbMV0sImRhdGFfb2Zmc2V0cyI6WzQwLDQyXX0sImIiOnsiZHR5cGUiOiJJMTYiLCJzaGFwZSI6WzJdLCJkYXRhX29mZnNldHMiOls0Miw0Nl19LCJhIjp7ImR0eXBlIjoiSTgiLCJzaGFwZSI6WzJdLCJkYXRhX29mZnNldHMiOls0Niw0OF19LCJsYWJlbHMiOnsiZHR5cGUiOiJVOCIsInNoYXBlIjpbM10sImRhdGFfb2Zmc2V0cyI6WzQ4LDUxXX19IJqZmZmZmbk/AADAPwAAAMAAAEBAAAAAAG8SgzoAAMBA/////wAAAID//wCABwD/gAEC/w==',
    'base64',
  ),
)

/** A file of a header and `dataBytes` zeros. */
function file(header: string, dataBytes = 0): Uint8Array {
  const json = new TextEncoder().encode(header)
  const bytes = new Uint8Array(8 + json.length + dataBytes)
  new DataView(bytes.buffer).setBigUint64(0, BigInt(json.length), true)
  bytes.set(json, 8)
  return bytes
}

const entry = (dtype: string, shape: unknown, offsets: unknown): string =>
  `{"dtype":"${dtype}","shape":${JSON.stringify(shape)},"data_offsets":${JSON.stringify(offsets)}}`

describe('readSafetensors', () => {
  it('reads what Python safetensors 0.8.0 wrote', () => {
    const { tensors, metadata } = readSafetensors(GOLDEN)
    expect([...metadata]).toEqual([['argmax', '{"é":1}']])
    expect([...tensors.keys()]).toEqual(['scale', 'dense/kernel', 'empty', 'e', 'd', 'c', 'b', 'a', 'labels'])
    expect(tensors.get('dense/kernel')).toEqual({ data: Float32Array.of(1.5, -2, 3, 0, 1e-3, 6), shape: [2, 3] })
    expect(tensors.get('scale')).toEqual({ data: Float64Array.of(0.1), shape: [] })
    expect(tensors.get('labels')).toEqual({ data: Uint8Array.of(1, 2, 255), shape: [3] })
    expect(tensors.get('a')).toEqual({ data: Int8Array.of(-1, -128), shape: [2] })
    expect(tensors.get('b')).toEqual({ data: Int16Array.of(-32768, 7), shape: [2] })
    expect(tensors.get('c')).toEqual({ data: Uint16Array.of(65535), shape: [1] })
    expect(tensors.get('d')).toEqual({ data: Int32Array.of(-2147483648), shape: [1, 1] })
    expect(tensors.get('e')).toEqual({ data: Uint32Array.of(4294967295), shape: [1] })
    expect(tensors.get('empty')).toEqual({ data: new Float32Array(0), shape: [0, 3] })
  })

  it('copies: the tensors share no memory with the file, which may be a Buffer at an odd offset', () => {
    const odd = Buffer.concat([Buffer.from([0]), GOLDEN]).subarray(1)
    const { tensors } = readSafetensors(odd)
    odd.fill(0)
    expect(tensors.get('dense/kernel')?.data[0]).toBe(1.5)
    expect(tensors.get('labels')?.data.constructor).toBe(Uint8Array)
  })

  const whole = entry('F32', [2], [0, 8])
  it.each<[string, Uint8Array, RegExp]>([
    ['no bytes', new Uint8Array(0), /8 bytes of header length; received 0/],
    ['a header longer than the file', file('{}').fill(0xff, 0, 1), /should be 255 bytes long, but 2 bytes follow/],
    ['a header of 2^64 - 1 bytes', file('{}').fill(0xff, 0, 8), /bytes long, but 2 bytes follow/],
    ['a header of no bytes', new Uint8Array(8), /must be a JSON object/],
    ['a list for a header', file('[]'), /starts with "\{"/],
    ['a pickle', Uint8Array.from([0x80, 2, 0x8a, 10, 0, 0, 0, 0, 0, 0]), /not a safetensors file/],
    ['an open object', file('{'), /must have a string at character 1; found its end/],
    ['text after the object', file('{}x'), /nothing more at character 2/],
    ['bytes that are not UTF-8', file('{"a":}').fill(0xff, 10, 11), /not UTF-8/],
    ['a trailing comma', file(`{"a":${whole},}`, 8), /a string at character/],
    ['a control character in a key', file(`{"a\u0001":${whole}}`, 8), /a valid string/],
    ['half a surrogate pair', file(`{"\\ud800":${whole}}`, 8), /whole characters/],
    ['a key twice', file(`{"a":${whole},"a":${whole}}`, 8), /the key "a" twice/],
    ['a key twice, once in escapes', file(`{"a":${whole},"\\u0061":${whole}}`, 8), /the key "a" twice/],
    ['a field twice', file('{"a":{"dtype":"U8","dtype":"F32","shape":[2],"data_offsets":[0,8]}}', 8), /"dtype" twice/],
    ['a metadata key twice', file('{"__metadata__":{"a":"1","a":"2"}}'), /the key "a" twice/],
    ['a __proto__ tensor', file(`{"__proto__":${whole}}`, 8), /"__proto__"/],
    ['a __proto__ tensor in escapes', file(`{"\\u005f_proto__":${whole}}`, 8), /"__proto__"/],
    ['a __proto__ metadata key', file('{"__metadata__":{"__proto__":"x"}}'), /"__proto__"/],
    ['metadata that is no text', file('{"__metadata__":{"a":1}}'), /must have a string/],
    ['an unknown dtype', file(`{"a":${entry('BF16', [2], [0, 4])}}`, 4), /dtype "BF16"; argmax reads F64, F32/],
    ['a wrong dtype', file(`{"a":${entry('F64', [2], [0, 8])}}`, 8), /F64 and shape \[2\] needs 16 bytes.*hold 8/],
    ['no dtype', file('{"a":{"shape":[2],"data_offsets":[0,8]}}', 8), /must have a dtype/],
    ['an unknown field', file('{"a":{"code":"x"}}'), /only dtype, shape and data_offsets in tensor "a"/],
    ['a fraction for a dimension', file(`{"a":${entry('F32', [2.5], [0, 8])}}`, 8), /a whole number/],
    ['a negative dimension', file(`{"a":${entry('F32', [-2], [0, 8])}}`, 8), /a whole number/],
    ['an exponent for a dimension', file('{"a":{"dtype":"F32","shape":[2e0],"data_offsets":[0,8]}}', 8), /a whole number/],
    ['a dimension of 2^53', file('{"a":{"dtype":"F32","shape":[9007199254740992],"data_offsets":[0,8]}}', 8), /a whole number/],
    ['dimensions that overflow', file(`{"a":${entry('F32', [2 ** 32, 2 ** 32], [0, 0])}}`), /needs 73786976294838210000 bytes/],
    ['one offset', file(`{"a":${entry('F32', [2], [0])}}`, 8), /two data_offsets/],
    ['three offsets', file(`{"a":${entry('F32', [2], [0, 8, 8])}}`, 8), /at most 2 numbers/],
    ['offsets in reverse', file(`{"a":${entry('F32', [2], [8, 0])}}`, 8), /hold -8/],
    ['overlapping tensors', file(`{"a":${whole},"b":${entry('F32', [2], [4, 12])}}`, 12), /they overlap/],
    ['the same bytes twice', file(`{"a":${whole},"b":${whole}}`, 8), /they overlap/],
    ['a hole', file(`{"a":${whole},"b":${entry('F32', [1], [12, 16])}}`, 16), /there is a hole/],
    ['a first tensor that starts late', file(`{"a":${entry('F32', [1], [4, 8])}}`, 8), /there is a hole/],
    ['truncated data', file(`{"a":${whole}}`, 7), /describes 8 bytes of tensors; received 7. The file is truncated/],
    ['bytes at the end', file(`{"a":${whole}}`, 9), /bytes after the last tensor/],
    ['65 dimensions', file(`{"a":${entry('U8', Array(65).fill(1), [0, 1])}}`, 1), /at most 64 numbers/],
  ])('refuses %s with a FormatError', (_, bytes, message) => {
    expect(() => readSafetensors(bytes)).toThrow(FormatError)
    expect(() => readSafetensors(bytes, 'model.safetensors')).toThrow(message)
    expect(() => readSafetensors(bytes, 'model.safetensors')).toThrow(/^model\.safetensors: /)
  })

  it('keeps "constructor" and "toString" as plain names', () => {
    const { tensors, metadata } = readSafetensors(file(`{"__metadata__":{"toString":"x"},"constructor":${whole}}`, 8))
    expect(tensors.get('constructor')?.shape).toEqual([2])
    expect(metadata.get('toString')).toBe('x')
    expect(metadata.get('valueOf')).toBeUndefined()
  })

  it('reads a megabyte of hostile nesting, quotes or backslashes in no time', () => {
    const start = performance.now()
    for (const text of [
      '['.repeat(1e6),
      '{"a":'.repeat(2e5),
      `{"${'\\'.repeat(1e6)}`,
      `{"${'\\"'.repeat(5e5)}`,
      `{"a":${'9'.repeat(1e6)}`,
    ]) {
      expect(() => readSafetensors(file(text))).toThrow(FormatError)
      expect(() => readSafetensors(file(`{"a":{"shape":${text}`))).toThrow(FormatError)
    }
    expect(performance.now() - start).toBeLessThan(2000)
  })
})

describe('writeSafetensors', () => {
  it('writes the same bytes as Python safetensors 0.8.0', () => {
    expect(writeSafetensors(readSafetensors(GOLDEN))).toEqual(GOLDEN)
  })

  it('aligns every tensor, whatever the order', () => {
    const tensors = new Map<string, Tensor>([
      ['pixels', tensor(Uint8Array.of(1, 2, 3), [3])],
      ['kernel', tensor(Float32Array.of(1), [1])],
      ['bias', tensor(Float32Array.of(2), [1])],
      ['count', tensor(Float64Array.of(3), [])],
    ])
    const bytes = writeSafetensors({ tensors })
    const headerLength = new DataView(bytes.buffer).getUint32(0, true)
    expect(headerLength % 8).toBe(0)
    expect([...readSafetensors(bytes).tensors.keys()]).toEqual(['count', 'kernel', 'bias', 'pixels'])
  })

  it('writes a file of nothing', () => {
    expect(readSafetensors(writeSafetensors({ tensors: new Map() }))).toEqual({ tensors: new Map(), metadata: new Map() })
  })

  const one = tensor(Float32Array.of(1), [1])
  it.each<[string, Parameters<typeof writeSafetensors>[0], RegExp]>([
    ['a scale', { tensors: new Map([['x', tensor(Uint8Array.of(1), [1], { scale: 1 / 255 })]]) }, /scale 0.0039.*cannot keep/],
    ['a shape that does not match', { tensors: new Map([['x', { data: new Float32Array(3), shape: [2] }]]) }, /do not match/],
    ['a reserved name', { tensors: new Map([['__metadata__', one]]) }, /must not be called __metadata__/],
    ['a __proto__ name', { tensors: new Map([['__proto__', one]]) }, /must not be "__proto__"/],
    ['half a surrogate pair', { tensors: new Map([['\ud800', one]]) }, /surrogate/],
    [
      'metadata that is no text',
      { tensors: new Map(), metadata: new Map([['a', 1 as unknown as string]]) },
      /must be a string; received 1/,
    ],
  ])('refuses %s', (_, contents, message) => {
    expect(() => writeSafetensors(contents)).toThrow(UsageError)
    expect(() => writeSafetensors(contents)).toThrow(message)
  })
})

describe('properties', () => {
  const name = fc.string({ unit: 'grapheme' }).filter((text) => text !== '__proto__' && text !== '__metadata__')
  const anyTensor = fc
    .tuple(
      fc.constantFrom(...(Object.keys(ARRAY_CONSTRUCTORS) as ElementType[])),
      fc.array(fc.nat(4), { maxLength: 4 }),
      fc.infiniteStream(fc.integer()),
    )
    .map(([elementType, shape, values]): Tensor => {
      const data = new ARRAY_CONSTRUCTORS[elementType](sizeOf(shape))
      for (let i = 0; i < data.length; i++) data[i] = values.next().value as number
      return { data, shape }
    })
  const contents = fc.record({
    tensors: fc.array(fc.tuple(name, anyTensor), { maxLength: 6 }).map((pairs) => new Map(pairs)),
    metadata: fc.array(fc.tuple(name, fc.string({ unit: 'grapheme' })), { maxLength: 3 }).map((pairs) => new Map(pairs)),
  })

  it('reads back what it wrote, and writes it again to the same bytes', () => {
    fc.assert(
      fc.property(contents, (written) => {
        const bytes = writeSafetensors(written)
        const read = readSafetensors(bytes)
        expect(read).toEqual(written) // Maps compare without their order
        expect(writeSafetensors(read)).toEqual(bytes)
      }),
    )
  })

  /** Reads hostile bytes: a result or a FormatError, and nothing larger than the file. */
  const survives = (bytes: Uint8Array): void => {
    try {
      let total = 0
      for (const { data } of readSafetensors(bytes).tensors.values()) total += data.byteLength
      expect(total).toBeLessThan(bytes.length)
    } catch (error) {
      expect(error).toBeInstanceOf(FormatError)
    }
  }

  it('throws only FormatError for edited bytes', () => {
    const edits = fc.array(fc.tuple(fc.nat(GOLDEN.length - 1), fc.nat(255)), { minLength: 1, maxLength: 8 })
    fc.assert(
      fc.property(edits, (list) => {
        const bytes = GOLDEN.slice()
        for (const [at, value] of list) bytes[at] = value
        survives(bytes)
      }),
      { numRuns: 3000 },
    )
  })

  it('throws only FormatError for every truncation, and for swapped pieces of header', () => {
    for (let length = 0; length < GOLDEN.length; length++)
      expect(() => readSafetensors(GOLDEN.subarray(0, length))).toThrow(FormatError)
    const piece = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      ',',
      ':',
      '"',
      '0',
      '8',
      '-1',
      '1e9',
      '"a"',
      '"dtype"',
      '"F32"',
      '"shape"',
      '"data_offsets"',
      '\\',
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), fc.nat(16), (pieces, size) => survives(file(`{${pieces.join('')}`, size))),
      { numRuns: 2000 },
    )
  })
})
