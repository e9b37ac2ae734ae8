// Where single numbers of a value lie, and rows that are cleared.

import type { Layout } from '../../compiler/layout.ts'
import type { Place } from '../../compiler/memory.ts'
import type { FunctionBuilder, Local } from '../assembler/index.ts'

/** Pushes the byte offset of a float32 in its stored row. */
export function pushColumnOffset(f: FunctionBuilder, { segments, length, block }: Layout, column: Local): FunctionBuilder {
  if (segments === 1) return f.get(column).times(4)
  f.get(column).i32(length).op('i32.rem_u').times(4)
  return f.get(column).i32(length).op('i32.div_u').times(block).op('i32.add')
}

/** Pushes the byte offset of the float32 at stored (row, column). */
export function pushOffset(f: FunctionBuilder, layout: Layout, row: Local, column: Local): FunctionBuilder {
  return pushColumnOffset(f, layout, column).get(row).times(layout.stride).op('i32.add')
}

/** Overwrites a stored row with zeros; `pushRow` pushes its byte offset. */
export function clearRow(f: FunctionBuilder, { address, layout }: Place, pushRow: () => void): void {
  for (let segment = 0; segment < layout.segments; segment++) {
    pushRow()
    f.plus(address + segment * layout.block)
      .i32(0)
      .i32(layout.stride)
      .memoryFill()
  }
}
