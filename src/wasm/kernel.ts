// What a kernel gets to write its code with, and what it is. An operation's kernel is one file in kernels/.

import type { Group } from '../compiler/fuse.ts'
import type { Place } from '../compiler/memory.ts'
import type { Ownership } from '../compiler/schedule.ts'
import type { Node } from '../ir/types.ts'
import type { FunctionBuilder, FunctionHandle, Local, ModuleBuilder } from './assembler/index.ts'
import type { Arithmetic } from './features.ts'
import type { Tiler } from './kernels/tiling.ts'

/** Stored rows [begin, end) of the segments [firstSegment, lastSegment) of a value. */
export interface Region {
  readonly firstSegment: number | Local
  readonly lastSegment: number | Local
  readonly rowBegin: number | Local
  readonly rowEnd: number | Local
}

/** The context of one kernel's code: one WebAssembly function (begin, end, rows, scratch base). */
export interface KernelContext {
  readonly f: FunctionBuilder
  readonly group: Group
  readonly ownership: Ownership
  readonly arithmetic: Arithmetic
  /** Chooses tiles and blocks of products. */
  readonly tiles: Tiler
  /**
   * The share of the calling thread, by the ownership's kind: batch rows [begin, end) for 'rows', stored rows for 'outputs',
   * segments for 'segments'; for 'whole' it is not empty in one thread only.
   */
  readonly begin: Local
  readonly end: Local
  /** Rows in the batch. */
  readonly rows: Local
  /** Where the calling thread's scratch memory begins. */
  readonly scratchBase: Local
  /** Where a value lies. @throws Error if it does not leave its kernel */
  place(node: Node): Place
  /** Where a value lies, or undefined if it does not leave its kernel. */
  findPlace(node: Node): Place | undefined
  /** Writes the elementwise operations that follow the anchor, over a region of its result. */
  epilogue(region: Region): void
  /** A function that kernels share, made at its first use. */
  shared(name: string, make: (module: ModuleBuilder) => FunctionHandle): FunctionHandle
  /** A block of scratch memory on a line of its own, which lasts for one call: its offset from `scratchBase`. */
  scratch(bytes: number): number
}

/** Writes the code of an anchor: a product, a sum, a row operation. */
export type AnchorKernel = (context: KernelContext) => void

/** Where an elementwise operation stands while one vector of four elements is written. */
export interface ElementContext {
  readonly f: FunctionBuilder
  readonly node: Node
  /** Pushes operand i as a float32 vector. */
  operand(i: number): void
  /** Pushes the byte address of the element's row and column (the vector's first) of a value with its own layout, less `place.address`. */
  offsetIn(place: Place): void
  /** Where a value lies. */
  place(node: Node): Place
  /** Pushes the stored row, and the column of the vector's first element (all segments counted), as i32. */
  row(): void
  column(): void
  /** A scratch local that lives until the end of the kernel function. */
  local(type: Local['type']): Local
  shared(name: string, make: (module: ModuleBuilder) => FunctionHandle): FunctionHandle
}

/** An elementwise operation: pushes the four results. */
export interface ElementKernel {
  emit(context: ElementContext): void
  /** Operands that the kernel reads by itself (through `place` and `offsetIn`), not as float32 vectors. */
  readonly reads?: readonly number[]
  /** Whether it needs row and column, or values with another layout: the loop then counts them. */
  readonly positional?: boolean
}
