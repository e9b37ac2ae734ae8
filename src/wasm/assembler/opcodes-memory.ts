// Instructions with immediates: memory access (opcode, signature, log2 of the natural alignment) and lane access. Signature
// letters as in opcodes.ts; the address is always the first operand.

/** Reads: address in, value out. */
export const loadOpcodes = {
  // scalars
  'i32.load': [0x28, 'i>i', 2],
  'i64.load': [0x29, 'i>j', 3],
  'f32.load': [0x2a, 'i>f', 2],
  'f64.load': [0x2b, 'i>d', 3],
  'i32.load8_s': [0x2c, 'i>i', 0],
  'i32.load8_u': [0x2d, 'i>i', 0],
  'i32.load16_s': [0x2e, 'i>i', 1],
  'i32.load16_u': [0x2f, 'i>i', 1],
  'i64.load8_s': [0x30, 'i>j', 0],
  'i64.load8_u': [0x31, 'i>j', 0],
  'i64.load16_s': [0x32, 'i>j', 1],
  'i64.load16_u': [0x33, 'i>j', 1],
  'i64.load32_s': [0x34, 'i>j', 2],
  'i64.load32_u': [0x35, 'i>j', 2],
  // vectors
  'v128.load': [0xfd_0000, 'i>v', 4],
  'v128.load8x8_s': [0xfd_0001, 'i>v', 3],
  'v128.load8x8_u': [0xfd_0002, 'i>v', 3],
  'v128.load16x4_s': [0xfd_0003, 'i>v', 3],
  'v128.load16x4_u': [0xfd_0004, 'i>v', 3],
  'v128.load32x2_s': [0xfd_0005, 'i>v', 3],
  'v128.load32x2_u': [0xfd_0006, 'i>v', 3],
  'v128.load8_splat': [0xfd_0007, 'i>v', 0],
  'v128.load16_splat': [0xfd_0008, 'i>v', 1],
  'v128.load32_splat': [0xfd_0009, 'i>v', 2],
  'v128.load64_splat': [0xfd_000a, 'i>v', 3],
  'v128.load32_zero': [0xfd_005c, 'i>v', 2],
  'v128.load64_zero': [0xfd_005d, 'i>v', 3],
  // atomic
  'i32.atomic.load': [0xfe_0010, 'i>i', 2],
  'i64.atomic.load': [0xfe_0011, 'i>j', 3],
  'i32.atomic.load8_u': [0xfe_0012, 'i>i', 0],
  'i32.atomic.load16_u': [0xfe_0013, 'i>i', 1],
} as const

/** Writes: address and value in. */
export const storeOpcodes = {
  // scalars
  'i32.store': [0x36, 'ii>', 2],
  'i64.store': [0x37, 'ij>', 3],
  'f32.store': [0x38, 'if>', 2],
  'f64.store': [0x39, 'id>', 3],
  'i32.store8': [0x3a, 'ii>', 0],
  'i32.store16': [0x3b, 'ii>', 1],
  'i64.store8': [0x3c, 'ij>', 0],
  'i64.store16': [0x3d, 'ij>', 1],
  'i64.store32': [0x3e, 'ij>', 2],
  // vectors
  'v128.store': [0xfd_000b, 'iv>', 4],
  // atomic
  'i32.atomic.store': [0xfe_0017, 'ii>', 2],
  'i64.atomic.store': [0xfe_0018, 'ij>', 3],
  'i32.atomic.store8': [0xfe_0019, 'ii>', 0],
  'i32.atomic.store16': [0xfe_001a, 'ii>', 1],
} as const

/** Atomic read-modify-write and notify. An atomic access must be aligned: it traps otherwise. */
export const atomicOpcodes = {
  // waking
  'memory.atomic.notify': [0xfe_0000, 'ii>i', 2],
  // read, modify, write
  'i32.atomic.rmw.add': [0xfe_001e, 'ii>i', 2],
  'i64.atomic.rmw.add': [0xfe_001f, 'ij>j', 3],
  'i32.atomic.rmw.sub': [0xfe_0025, 'ii>i', 2],
  'i64.atomic.rmw.sub': [0xfe_0026, 'ij>j', 3],
  'i32.atomic.rmw.and': [0xfe_002c, 'ii>i', 2],
  'i64.atomic.rmw.and': [0xfe_002d, 'ij>j', 3],
  'i32.atomic.rmw.or': [0xfe_0033, 'ii>i', 2],
  'i64.atomic.rmw.or': [0xfe_0034, 'ij>j', 3],
  'i32.atomic.rmw.xor': [0xfe_003a, 'ii>i', 2],
  'i64.atomic.rmw.xor': [0xfe_003b, 'ij>j', 3],
  'i32.atomic.rmw.xchg': [0xfe_0041, 'ii>i', 2],
  'i64.atomic.rmw.xchg': [0xfe_0042, 'ij>j', 3],
  'i32.atomic.rmw.cmpxchg': [0xfe_0048, 'iii>i', 2],
  'i64.atomic.rmw.cmpxchg': [0xfe_0049, 'ijj>j', 3],
} as const

/** Waiting: address, expected value and timeout in nanoseconds (-1 for none) in; 0 (woken), 1 (another value) or 2 (timed out) out. */
export const waitOpcodes = {
  'memory.atomic.wait32': [0xfe_0001, 'iij>i', 2],
  'memory.atomic.wait64': [0xfe_0002, 'ijj>i', 3],
} as const

/** Reads one lane from memory into a vector: address and vector in, vector out. The third number is log2 of the lane's bytes. */
export const loadLaneOpcodes = {
  // lanes
  'v128.load8_lane': [0xfd_0054, 'iv>v', 0],
  'v128.load16_lane': [0xfd_0055, 'iv>v', 1],
  'v128.load32_lane': [0xfd_0056, 'iv>v', 2],
  'v128.load64_lane': [0xfd_0057, 'iv>v', 3],
} as const

/** Writes one lane of a vector to memory. The third number is log2 of the lane's bytes. */
export const storeLaneOpcodes = {
  // lanes
  'v128.store8_lane': [0xfd_0058, 'iv>', 0],
  'v128.store16_lane': [0xfd_0059, 'iv>', 1],
  'v128.store32_lane': [0xfd_005a, 'iv>', 2],
  'v128.store64_lane': [0xfd_005b, 'iv>', 3],
} as const

/** Lane access within a vector; the third number is how many lanes there are. */
export const laneOpcodes = {
  // extract and replace
  'i8x16.extract_lane_s': [0xfd_0015, 'v>i', 16],
  'i8x16.extract_lane_u': [0xfd_0016, 'v>i', 16],
  'i8x16.replace_lane': [0xfd_0017, 'vi>v', 16],
  'i16x8.extract_lane_s': [0xfd_0018, 'v>i', 8],
  'i16x8.extract_lane_u': [0xfd_0019, 'v>i', 8],
  'i16x8.replace_lane': [0xfd_001a, 'vi>v', 8],
  'i32x4.extract_lane': [0xfd_001b, 'v>i', 4],
  'i32x4.replace_lane': [0xfd_001c, 'vi>v', 4],
  'i64x2.extract_lane': [0xfd_001d, 'v>j', 2],
  'i64x2.replace_lane': [0xfd_001e, 'vj>v', 2],
  'f32x4.extract_lane': [0xfd_001f, 'v>f', 4],
  'f32x4.replace_lane': [0xfd_0020, 'vf>v', 4],
  'f64x2.extract_lane': [0xfd_0021, 'v>d', 2],
  'f64x2.replace_lane': [0xfd_0022, 'vd>v', 2],
} as const
