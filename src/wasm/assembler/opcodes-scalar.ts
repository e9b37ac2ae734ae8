// Scalar instructions without immediates: opcode and signature (letters as in opcodes.ts). One line each, so that a number can be
// held against the opcode index of the specification.

/** The i32, f32 and f64 instructions without immediates that kernels use. */
export const scalarOpcodes = {
  // i32
  'i32.eqz': [0x45, 'i>i'],
  'i32.eq': [0x46, 'ii>i'],
  'i32.ne': [0x47, 'ii>i'],
  'i32.lt_s': [0x48, 'ii>i'],
  'i32.lt_u': [0x49, 'ii>i'],
  'i32.gt_s': [0x4a, 'ii>i'],
  'i32.gt_u': [0x4b, 'ii>i'],
  'i32.le_s': [0x4c, 'ii>i'],
  'i32.ge_s': [0x4e, 'ii>i'],
  'i32.ctz': [0x68, 'i>i'],
  'i32.add': [0x6a, 'ii>i'],
  'i32.sub': [0x6b, 'ii>i'],
  'i32.mul': [0x6c, 'ii>i'],
  'i32.div_u': [0x6e, 'ii>i'],
  'i32.rem_s': [0x6f, 'ii>i'],
  'i32.rem_u': [0x70, 'ii>i'],
  'i32.and': [0x71, 'ii>i'],
  'i32.or': [0x72, 'ii>i'],
  'i32.shl': [0x74, 'ii>i'],
  'i32.shr_u': [0x76, 'ii>i'],
  // f32
  'f32.eq': [0x5b, 'ff>i'],
  'f32.gt': [0x5e, 'ff>i'],
  'f32.add': [0x92, 'ff>f'],
  'f32.sub': [0x93, 'ff>f'],
  'f32.mul': [0x94, 'ff>f'],
  // f64
  'f64.gt': [0x64, 'dd>i'],
  'f64.add': [0xa0, 'dd>d'],
  'f64.sub': [0xa1, 'dd>d'],
  'f64.div': [0xa3, 'dd>d'],
  // conversions
  'f32.convert_i32_s': [0xb2, 'i>f'],
  'f32.convert_i32_u': [0xb3, 'i>f'],
  'f32.demote_f64': [0xb6, 'd>f'],
  'f64.convert_i32_s': [0xb7, 'i>d'],
  'f64.promote_f32': [0xbb, 'f>d'],
  // other
  unreachable: [0x00, '>'],
} as const
