// The tile of products of rows with rows: rows x units sums of four lanes stay in registers while k runs. Each tile's loops are a
// function of their own: with several in one function V8 spills (docs/design/tiles.md).

import type { FunctionBuilder, FunctionHandle, Local, ModuleBuilder } from '../assembler/index.ts'
import type { Arithmetic } from '../features.ts'
import { multiplyAdd } from './multiplyAdd.ts'

/** One tile, and the bytes between what it reads and writes. */
export interface DotTile {
  readonly rows: number
  readonly units: number
  /** Vectors of four along k. */
  readonly vectors: number
  /** From row to row of a, and of the result. */
  readonly aStride: number
  readonly outStride: number
  /** From unit to unit of b, and from one of its vectors to the next. */
  readonly unitStep: number
  readonly vectorStep: number
  /** Whether the lanes' sums go through memory, neighbour by neighbour: what engines that fuse pairs of stores begin with. */
  readonly pairs: boolean
}

/** The name of a tile's function: tiles with one name are the same. */
export function dotTileName({ rows, units, vectors, aStride, outStride, unitStep, vectorStep, pairs }: DotTile): string {
  return `dot${units}x${rows}_${aStride}_${unitStep}_${vectorStep}_${outStride}_${vectors}_${pairs}`
}

/**
 * The function (a, b, out, rowBegin, rowEnd, sums) of the tiles of `units` units: out[r][u] = sum over k of a[r][k] b[u][k].
 * `sums` is memory for rows x units vectors, where `pairs` needs it.
 */
export function makeDotTile(module: ModuleBuilder, arithmetic: Arithmetic, tile: DotTile): FunctionHandle {
  const { rows, units, vectors, aStride, outStride, unitStep, vectorStep, pairs } = tile
  return module.function({ name: dotTileName(tile), parameters: ['i32', 'i32', 'i32', 'i32', 'i32', 'i32'] }, (f) => {
    const [aBase, bBase, outBase, rowBegin, rowEnd, sums] = f.parameters as [Local, Local, Local, Local, Local, Local]
    const [row, a, b, end] = [f.local('i32'), f.local('i32'), f.local('i32'), f.local('i32')]
    const accumulators = Array.from({ length: rows * units }, () => f.local('v128'))
    const operands = Array.from({ length: rows }, () => f.local('v128'))
    // All units of a pair are loaded side by side; else one after the other, in one register.
    const weights = Array.from({ length: pairs ? units : 1 }, () => f.local('v128'))
    const accumulator = (r: number, u: number): Local => accumulators[r * units + u] as Local
    const load = (u: number): void => {
      f.get(b)
        .load('v128.load', u * unitStep)
        .set(weights[pairs ? u : 0] as Local)
    }
    f.get(bBase)
      .plus(vectors * vectorStep)
      .set(end)
    f.forRange(row, rowBegin, rowEnd, rows, () => {
      f.get(row).times(aStride).plus(aBase).set(a)
      f.get(bBase).set(b)
      for (const local of accumulators) f.f32x4(0).set(local)
      f.loop((again) => {
        for (const [r, operand] of operands.entries()) {
          f.get(a)
            .load('v128.load', r * aStride)
            .set(operand)
        }
        if (pairs) for (let u = 0; u < units; u++) load(u)
        for (let u = 0; u < units; u++) {
          if (!pairs) load(u)
          for (let r = 0; r < rows; r++) {
            multiplyAdd(f, arithmetic, accumulator(r, u), () => f.get(operands[r] as Local).get(weights[pairs ? u : 0] as Local))
          }
        }
        f.get(a).plus(16).set(a)
        f.get(b).plus(vectorStep).tee(b).get(end).op('i32.lt_u').brIf(again)
      })
      if (pairs)
        for (const [i, local] of accumulators.entries())
          f.get(sums)
            .get(local)
            .store('v128.store', i * 16)
      for (let r = 0; r < rows; r++) {
        const lanes = Array.from({ length: units }, (_, u) => accumulator(r, u))
        if (pairs)
          for (const [u, local] of lanes.entries())
            f.get(sums)
              .load('v128.load', (r * units + u) * 16)
              .set(local)
        f.get(row).times(outStride).plus(outBase)
        pushLaneSums(f, lanes)
        f.store('v128.store', r * outStride)
      }
    })
  })
}

/** Pushes [sum of accumulator 0, ..., sum of accumulator 3] with (l0 + l1) + (l2 + l3) each; missing ones are 0. */
export function pushLaneSums(f: FunctionBuilder, accumulators: readonly Local[]): void {
  const pair = (first: number): void => {
    const push = (index: number): void => {
      const local = accumulators[index]
      if (local) f.get(local)
      else f.f32x4(0)
    }
    push(first)
    push(first + 1)
    f.shuffle32(0, 2, 4, 6)
    push(first)
    push(first + 1)
    f.shuffle32(1, 3, 5, 7).op('f32x4.add')
  }
  const low = f.local('v128')
  const high = f.local('v128')
  pair(0)
  f.set(low)
  pair(2)
  f.set(high)
  f.get(low).get(high).shuffle32(0, 2, 4, 6).get(low).get(high).shuffle32(1, 3, 5, 7).op('f32x4.add')
  f.release(low, high)
}
