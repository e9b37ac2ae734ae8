// Writes the loop of fused elementwise operations: loads each operand once, evaluates the expressions in vectors of four, and
// stores at the end, so that a state may be overwritten in place. Padding behind the last column is written as zero.

import type { Layout } from '../compiler/layout.ts'
import type { Place } from '../compiler/memory.ts'
import { broadcastOf } from '../ir/elementwise.ts'
import { constant } from '../ir/leaf.ts'
import type { Node } from '../ir/types.ts'
import { sizeOf } from '../tensor/index.ts'
import type { FunctionBuilder, Local } from './assembler/index.ts'
import type { ElementContext, ElementKernel, KernelContext, Region } from './kernel.ts'
import { countRows, ifAny } from './kernels/blocks.ts'

/** How an operand is read at a stored position. */
type Access = 'inGroup' | 'constant' | 'scalar' | 'full' | 'columns' | 'rows' | 'own'

/** One use of the writer: the elementwise nodes of one group. */
export class ElementwiseWriter {
  readonly #context: KernelContext
  readonly #kernelOf: (node: Node) => ElementKernel
  readonly #layout: Layout
  readonly #members: ReadonlySet<Node>
  readonly #stored: readonly Node[]
  readonly #uses = new Map<Node, number>()
  readonly #scalars = new Map<Node, Local>()
  readonly #rowScalars = new Map<Node, Local>()
  readonly #values = new Map<Node, Local>()
  readonly #offset: Local
  readonly #columnBytes: Local
  readonly #row: Local
  readonly #segment: Local
  #needsColumns: boolean
  #needsRows: boolean
  /** Bytes from `#offset` to the vector that is being written. */
  #ahead = 0

  constructor(context: KernelContext, kernelOf: (node: Node) => ElementKernel) {
    this.#context = context
    this.#kernelOf = kernelOf
    const { group, f } = context
    this.#layout = group.layout
    this.#members = new Set(group.epilogue)
    this.#stored = group.epilogue.filter((node) => context.findPlace(node))
    this.#offset = f.local('i32')
    this.#columnBytes = f.local('i32')
    this.#row = f.local('i32')
    this.#segment = f.local('i32')
    this.#needsColumns = this.#needsRows = group.epilogue.some((node) => kernelOf(node).positional)
    this.#eachOperand((operand, access) => {
      this.#uses.set(operand, (this.#uses.get(operand) ?? 0) + 1)
      if (access === 'columns') this.#needsColumns = true
      if (access === 'rows') this.#needsRows = true
    })
  }

  /** Writes the loops over a region. */
  write(region: Region): void {
    const { f } = this.#context
    const { segments } = this.#layout
    this.#loadScalars()
    const { firstSegment, lastSegment } = region
    if (segments === 1) {
      f.i32(0).set(this.#segment)
      this.#writeSegment(region)
    } else f.forRange(this.#segment, firstSegment, lastSegment, 1, () => this.#writeSegment(region))
  }

  #access(node: Node, i: number): Access {
    const operand = node.inputs[i] as Node
    if (this.#kernelOf(node).reads?.includes(i)) return 'own'
    if (this.#members.has(operand)) return 'inGroup'
    if (operand.operation === constant) return 'constant'
    const how = broadcastOf(operand.type.shape, node.type.shape)
    if (how === 'full') return 'full'
    if (how === 'scalar' || sizeOf(operand.type.shape) === 1) return 'scalar'
    // In columns storage, stored rows are logical columns.
    const swapped = this.#layout.storage === 'columns'
    return (how === 'columns') === swapped ? 'rows' : 'columns'
  }

  #eachOperand(visit: (operand: Node, access: Access) => void): void {
    for (const node of this.#context.group.epilogue) {
      for (const [i, operand] of node.inputs.entries()) visit(operand, this.#access(node, i))
    }
  }

  #loadScalars(): void {
    const { f, place } = this.#context
    this.#eachOperand((operand, access) => {
      if ((access !== 'scalar' && access !== 'constant') || this.#scalars.has(operand)) return
      const local = f.local('v128')
      // A splat stays in a register (or on the stack), where engines make a vector constant anew at each use.
      if (access === 'constant') f.f32(operand.attributes.value as number).op('f32x4.splat')
      else f.i32(place(operand).address).load('v128.load32_splat')
      f.set(local)
      this.#scalars.set(operand, local)
    })
  }

  #writeSegment({ rowBegin, rowEnd }: Region): void {
    const { f } = this.#context
    const { segments, length, columns, stride, block } = this.#layout
    const even = segments * length === columns
    const whole = even && length % 4 === 0
    if (whole && stride === length * 4 && !this.#needsColumns && !this.#needsRows) {
      // Rows follow each other without gaps: one loop over all of them.
      const end = f.local('i32')
      this.#pushRowOffset(rowBegin)
      f.set(this.#offset)
      this.#pushRowOffset(rowEnd)
      f.set(end)
      this.#forVectors(end)
      f.release(end)
      return
    }
    const limit = f.local('i32')
    const valid = f.local('i32')
    if (segments === 1) f.i32(columns)
    else if (even) f.i32(length)
    else {
      // The last segment may hold fewer columns: min(length, columns - segment * length).
      f.i32(columns).get(this.#segment).times(length).op('i32.sub').tee(valid).i32(length)
      f.get(valid).i32(length).op('i32.lt_s').select()
    }
    f.set(valid)
    f.forRange(this.#row, rowBegin, rowEnd, 1, () => {
      this.#loadRowScalars()
      f.get(this.#segment).times(block).get(this.#row).times(stride).op('i32.add').set(this.#offset)
      if (this.#needsColumns)
        f.get(this.#segment)
          .times(length * 4)
          .set(this.#columnBytes)
      f.get(this.#offset).get(valid).i32(~3).op('i32.and').times(4).op('i32.add').set(limit)
      this.#forVectors(limit)
      if (whole) return
      f.get(valid).i32(3).op('i32.and')
      f.if(() => this.#writeVector(valid))
    })
    f.release(limit, valid)
  }

  #forVectors(limit: Local): void {
    const { f, tiles } = this.#context
    // Vectors of a column's values are addressed by a counter of their own.
    if (tiles.pairs && !this.#needsColumns) this.#forPairs(limit)
    f.forRange(this.#offset, this.#offset, limit, 16, () => {
      this.#writeVector(null)
      if (this.#needsColumns) f.get(this.#columnBytes).plus(16).set(this.#columnBytes)
    })
  }

  /** Two vectors at a time, as long as there are two. */
  #forPairs(limit: Local): void {
    const { f } = this.#context
    const last = f.local('i32')
    f.get(limit).minus(16).set(last)
    f.forRange(this.#offset, this.#offset, last, 32, () => this.#writePair())
    f.release(last)
  }

  /** segment * block + row * stride */
  #pushRowOffset(row: number | Local): void {
    const { f } = this.#context
    const { segments, block, stride } = this.#layout
    if (typeof row === 'number') f.i32(row * stride)
    else f.get(row).times(stride)
    if (segments > 1) f.get(this.#segment).times(block).op('i32.add')
  }

  #loadRowScalars(): void {
    const { f, place } = this.#context
    this.#eachOperand((operand, access) => {
      if (access !== 'rows') return
      const { address, layout } = place(operand)
      const local = this.#rowScalars.get(operand) ?? f.local('v128')
      this.#rowScalars.set(operand, local)
      // A vector's own elements follow each other; a matrix [rows, 1] has a row for each.
      const step = layout.rows === 1 ? 4 : layout.stride
      f.get(this.#row).times(step).load('v128.load32_splat', address).set(local)
    })
  }

  /** Evaluates and stores four elements; with `valid`, lanes from valid mod 4 on are stored as zero. */
  #writeVector(valid: Local | null): void {
    const { f } = this.#context
    const mask = valid ? f.local('v128') : null
    if (mask && valid) {
      f.i32x4(0, 1, 2, 3).get(valid).i32(3).op('i32.and').op('i32x4.splat').op('i32x4.lt_s').set(mask)
    }
    const results = this.#evaluate(mask)
    this.#store([results])
    if (mask) f.release(mask)
  }

  /** Evaluates and stores eight elements: first all loads, then all stores, neighbours one after the other. */
  #writePair(): void {
    const first = this.#evaluate(null)
    this.#ahead = 16
    const second = this.#evaluate(null)
    this.#ahead = 0
    this.#store([first, second])
  }

  /** Evaluates four elements; leaves what is to be stored in locals, by node. */
  #evaluate(mask: Local | null): ReadonlyMap<Node, Local> {
    const { f } = this.#context
    this.#values.clear()
    const results = new Map<Node, Local>()
    for (const node of this.#stored) {
      this.#pushMember(node, true)
      const local = f.local('v128')
      if (mask) f.get(mask).op('v128.and')
      f.set(local)
      results.set(node, local)
      if (!mask) this.#values.set(node, local)
    }
    const kept = new Set(results.values())
    f.release(...[...new Set(this.#values.values())].filter((local) => !kept.has(local)))
    this.#values.clear()
    return results
  }

  /** Stores the results of neighbouring vectors. */
  #store(vectors: readonly ReadonlyMap<Node, Local>[]): void {
    const { f, place } = this.#context
    for (const node of this.#stored) {
      for (const [i, results] of vectors.entries()) {
        f.get(this.#offset)
          .get(results.get(node) as Local)
          .store('v128.store', place(node).address + i * 16)
      }
    }
    f.release(...new Set(vectors.flatMap((results) => [...results.values()])))
  }

  /** Pushes a member's value; the caller keeps a stored one by itself. */
  #pushMember(node: Node, stored = false): void {
    this.#pushOnce(node, !stored, () => this.#kernelOf(node).emit(this.#elementContext(node)))
  }

  /** Pushes a value by `push`, or as it was kept; with `keep` it is kept where it has several uses. */
  #pushOnce(node: Node, keep: boolean, push: () => void): void {
    const { f } = this.#context
    const known = this.#values.get(node)
    if (known) {
      f.get(known)
      return
    }
    push()
    if (keep && (this.#uses.get(node) ?? 0) > 1) {
      const local = f.local('v128')
      f.tee(local)
      this.#values.set(node, local)
    }
  }

  #pushOperand(node: Node, i: number): void {
    const { f, place } = this.#context
    const operand = node.inputs[i] as Node
    const access = this.#access(node, i)
    if (access === 'inGroup') this.#pushMember(operand)
    else if (access === 'scalar' || access === 'constant') f.get(this.#scalars.get(operand) as Local)
    else if (access === 'rows') f.get(this.#rowScalars.get(operand) as Local)
    else {
      this.#pushOnce(operand, true, () => {
        if (access === 'full') f.get(this.#offset).load('v128.load', place(operand).address + this.#ahead)
        else this.#pushColumn(place(operand))
      })
    }
  }

  /** Loads the vector of a value that has one element for each stored column. */
  #pushColumn({ address, layout }: Place): void {
    const { f } = this.#context
    if (layout.segments === 1) f.get(this.#columnBytes).load('v128.load', address)
    else {
      // It is cut as this layout is: its blocks hold one row each.
      f.get(this.#columnBytes)
        .get(this.#segment)
        .times(layout.block - layout.length * 4)
        .op('i32.add')
      f.load('v128.load', address)
    }
  }

  #elementContext(node: Node): ElementContext {
    const { f, place, shared } = this.#context
    return {
      f,
      node,
      place,
      shared,
      operand: (i) => this.#pushOperand(node, i),
      row: () => f.get(this.#row),
      column: () => f.get(this.#columnBytes).i32(2).op('i32.shr_u'),
      local: (type) => f.local(type),
      offsetIn: ({ layout }) => {
        const bytes = layout.dtype === 'uint8' ? 1 : 4
        f.get(this.#row).times(layout.stride).get(this.#columnBytes)
        if (bytes === 1) f.i32(2).op('i32.shr_u')
        f.op('i32.add')
      },
    }
  }
}

/** Writes the elementwise operations of a group over the calling thread's share: all that it has, or those behind its anchor. */
export function writeElementwiseGroup(context: KernelContext): void {
  const { begin, end, ownership, group } = context
  const { segments } = group.layout
  const allRows = countRows(context, group.layout)
  if (ownership.kind === 'segments') context.epilogue({ firstSegment: begin, lastSegment: end, rowBegin: 0, rowEnd: allRows })
  else if (ownership.kind === 'rows') context.epilogue({ firstSegment: 0, lastSegment: segments, rowBegin: begin, rowEnd: end })
  else ifAny(context, () => context.epilogue({ firstSegment: 0, lastSegment: segments, rowBegin: 0, rowEnd: allRows }))
}

/** Pushes base + local * factor (or a constant where the local is a number). */
export function pushScaled(f: FunctionBuilder, value: number | Local, factor: number, base = 0): void {
  if (typeof value === 'number') f.i32(value * factor + base)
  else {
    f.get(value).times(factor)
    if (base !== 0) f.plus(base)
  }
}
