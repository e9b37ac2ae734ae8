// One term of a product's sum, in the program's arithmetic.

import type { FunctionBuilder, Local } from '../assembler/index.ts'
import type { Arithmetic } from '../features.ts'

/** accumulator += a * b, where `push` leaves a and b on the stack. fma rounds once, strict after each operation. */
export function multiplyAdd(f: FunctionBuilder, arithmetic: Arithmetic, accumulator: Local, push: () => void): void {
  if (arithmetic === 'fma') {
    push()
    f.get(accumulator).op('f32x4.relaxed_madd').set(accumulator)
  } else {
    f.get(accumulator)
    push()
    f.op('f32x4.mul').op('f32x4.add').set(accumulator)
  }
}
