// Instructions with immediates: memory access (opcode, signature, log2 of the natural alignment) and lane access. Signature
// letters as in opcodes.ts; the address is always the first operand.

/** Reads: address in, value out. */
export const loadOpcodes = {
  // scalars
  'i32.load': [0x28, 'i>i', 2],
  'f32.load': [0x2a, 'i>f', 2],
  'f64.load': [0x2b, 'i>d', 3],
  'i32.load8_u': [0x2d, 'i>i', 0],
  'i32.load16_u': [0x2f, 'i>i', 1],
  // vectors
  'v128.load': [0xfd_0000, 'i>v', 4],
  'v128.load32_splat': [0xfd_0009, 'i>v', 2],
  'v128.load64_splat': [0xfd_000a, 'i>v', 3],
  'v128.load32_zero': [0xfd_005c, 'i>v', 2],
  'v128.load64_zero': [0xfd_005d, 'i>v', 3],
  // atomic
  'i32.atomic.load': [0xfe_0010, 'i>i', 2],
} as const

/** Writes: address and value in. */
export const storeOpcodes = {
  // scalars
  'i32.store': [0x36, 'ii>', 2],
  'f32.store': [0x38, 'if>', 2],
  'f64.store': [0x39, 'id>', 3],
  'i32.store8': [0x3a, 'ii>', 0],
  // vectors
  'v128.store': [0xfd_000b, 'iv>', 4],
  // atomic
  'i32.atomic.store': [0xfe_0017, 'ii>', 2],
} as const

/** Atomic read-modify-write and notify. An atomic access must be aligned: it traps otherwise. */
export const atomicOpcodes = {
  // waking
  'memory.atomic.notify': [0xfe_0000, 'ii>i', 2],
  // read, modify, write
  'i32.atomic.rmw.add': [0xfe_001e, 'ii>i', 2],
  'i32.atomic.rmw.sub': [0xfe_0025, 'ii>i', 2],
} as const

/** Waiting: address, expected value and timeout in nanoseconds (-1 for none) in; 0 (woken), 1 (another value) or 2 (timed out) out. */
export const waitOpcodes = {
  'memory.atomic.wait32': [0xfe_0001, 'iij>i', 2],
} as const

/** Reads one lane from memory into a vector: address and vector in, vector out. The third number is log2 of the lane's bytes. */
export const loadLaneOpcodes = {
  // lanes
  'v128.load32_lane': [0xfd_0056, 'iv>v', 2],
  'v128.load64_lane': [0xfd_0057, 'iv>v', 3],
} as const

/** Writes one lane of a vector to memory. The third number is log2 of the lane's bytes. */
export const storeLaneOpcodes = {
  // lanes
  'v128.store32_lane': [0xfd_005a, 'iv>', 2],
  'v128.store64_lane': [0xfd_005b, 'iv>', 3],
} as const

/** Lane access within a vector; the third number is how many lanes there are. */
export const laneOpcodes = {
  // extract and replace
  'i32x4.extract_lane': [0xfd_001b, 'v>i', 4],
  'f32x4.extract_lane': [0xfd_001f, 'v>f', 4],
  'f64x2.extract_lane': [0xfd_0021, 'v>d', 2],
} as const
