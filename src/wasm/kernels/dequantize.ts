// Bytes to float32 with their scale, sixteen at a time. Each owner converts what its products read: its segments, or its rows.

import { splitScale } from '../../ir/dequantize.ts'
import type { Node } from '../../ir/types.ts'
import type { FunctionHandle, Local, ModuleBuilder } from '../assembler/index.ts'
import { writeElementwiseGroup } from '../elementwise.ts'
import type { Arithmetic } from '../features.ts'
import type { AnchorKernel, KernelContext } from '../kernel.ts'
import { countRows } from './blocks.ts'

/** The kernel of `dequantize`. */
export const dequantizeKernel: AnchorKernel = (context) => {
  const { f, group, place, begin, end, ownership, shared, arithmetic } = context
  const anchor = group.anchor as Node
  const scale = anchor.attributes.scale as number
  const from = place(anchor.inputs[0] as Node)
  const to = place(anchor)
  const { batchRows, segments, columns, length, stride, block } = to.layout
  if (ownership.kind === 'rows' && !batchRows) {
    convertRowValues(context)
    return
  }
  const row = f.local('i32')
  const last = countRows(context, to.layout)
  const name = `dequantize_${scale}`
  const convert = (segment: number, count: number): void => {
    f.get(row)
      .times(from.layout.stride)
      .plus(from.address + segment * length)
    f.get(row)
      .times(stride)
      .plus(to.address + segment * block)
    f.i32(count).call(shared(name, (module) => makeConversion(module, name, scale, arithmetic)))
  }
  for (let segment = 0; segment < segments; segment++) {
    const count = Math.min(length, columns - segment * length)
    if (ownership.kind === 'rows') f.forRange(row, begin, end, 1, () => convert(segment, count))
    else {
      // Segment owners have all rows of theirs; one owner has everything.
      const mine = (): unknown =>
        ownership.kind === 'segments'
          ? f.get(begin).i32(segment).op('i32.le_s').i32(segment).get(end).op('i32.lt_s').op('i32.and')
          : f.get(begin).get(end).op('i32.lt_s')
      mine()
      f.if(() => f.forRange(row, 0, last, 1, () => convert(segment, count)))
    }
  }
  f.release(row)
  writeElementwiseGroup(context)
}

/** The function (source, target, count): target[i] = source[i] x high + source[i] x low, and zero up to the next whole vector. */
function makeConversion(module: ModuleBuilder, name: string, scale: number, arithmetic: Arithmetic): FunctionHandle {
  const { high, low } = splitScale(scale)
  return module.function({ name, parameters: ['i32', 'i32', 'i32'] }, (f) => {
    const [source, target, count] = f.parameters as [Local, Local, Local]
    const [end, bytes, half, value] = [f.local('i32'), f.local('v128'), f.local('v128'), f.local('v128')]
    const [highs, lows] = [f.local('v128'), f.local('v128')]
    // Splats stay in registers, where engines make a vector constant anew at each use.
    f.f32(high).op('f32x4.splat').set(highs)
    f.f32(low).op('f32x4.splat').set(lows)
    /** Makes four products of the four integers on the stack. */
    const scaled = (): void => {
      // Signed: bytes are never negative, and x86 has no instruction for unsigned ones.
      f.op('f32x4.convert_i32x4_s').set(value)
      f.get(value).get(highs)
      if (low === 0) f.op('f32x4.mul')
      // A byte times high is exact, so a fused addition rounds where the other would: once.
      else if (arithmetic === 'fma') f.get(value).get(lows).op('f32x4.mul').op('f32x4.relaxed_madd')
      else f.op('f32x4.mul').get(value).get(lows).op('f32x4.mul').op('f32x4.add')
    }
    /** Runs `convert` on `elements` at a time until the next (count and mask) elements are done. */
    const each = (elements: number, mask: number, convert: () => void): void => {
      f.get(source).get(count).i32(mask).op('i32.and').op('i32.add').set(end)
      f.get(source).get(end).op('i32.lt_u')
      f.if(() =>
        f.loop((again) => {
          convert()
          f.get(target)
            .plus(elements * 4)
            .set(target)
          f.get(source).plus(elements).tee(source).get(end).op('i32.lt_u').brIf(again)
        }),
      )
    }
    const loadFour = (): unknown =>
      f.get(source).load('v128.load32_zero').op('i16x8.extend_low_i8x16_u').op('i32x4.extend_low_i16x8_u')
    each(16, ~15, () => {
      f.get(source).load('v128.load').set(bytes)
      for (const [i, extend] of (['i16x8.extend_low_i8x16_u', 'i16x8.extend_high_i8x16_u'] as const).entries()) {
        f.get(bytes).op(extend).set(half)
        f.get(target).get(half).op('i32x4.extend_low_i16x8_u')
        scaled()
        f.store('v128.store', i * 32)
        f.get(target).get(half).op('i32x4.extend_high_i16x8_u')
        scaled()
        f.store('v128.store', i * 32 + 16)
      }
    })
    each(4, 12, () => {
      f.get(target)
      loadFour()
      scaled()
      f.store('v128.store')
    })
    f.get(count).i32(3).op('i32.and')
    f.if(() => {
      f.get(target)
      loadFour()
      scaled()
      f.i32x4(0, 1, 2, 3).get(count).i32(3).op('i32.and').op('i32x4.splat').op('i32x4.lt_s').op('v128.and')
      f.store('v128.store')
    })
  })
}

/** One byte for each batch row: their owners share vectors, so they go one by one. */
function convertRowValues({ f, group, place, begin, end }: KernelContext): void {
  const anchor = group.anchor as Node
  const { high, low } = splitScale(anchor.attributes.scale as number)
  const [row, value] = [f.local('i32'), f.local('f32')]
  f.forRange(row, begin, end, 1, () => {
    f.get(row).times(4)
    f.get(row)
      .load('i32.load8_u', place(anchor.inputs[0] as Node).address)
      .op('f32.convert_i32_u')
      .set(value)
    f.get(value).f32(high).op('f32.mul').get(value).f32(low).op('f32.mul').op('f32.add')
    f.store('f32.store', place(anchor).address)
  })
}
