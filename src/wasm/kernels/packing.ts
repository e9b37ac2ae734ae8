// Copies of a product's operands into scratch memory, side by side in the order that its tiles read them: rows whose distance
// is a power of two share few sets of the cache, and a few bytes of a line waste the rest of it.

import type { FunctionBuilder, FunctionHandle, Local, ModuleBuilder } from '../assembler/index.ts'

/** A copy of `count` items, each of `bytes` bytes (a multiple of 4), from steps of `from` bytes to steps of `to`. */
export interface Packing {
  readonly bytes: number
  readonly from: number
  readonly to: number
}

/** The name of a packing's function. */
export function packingName({ bytes, from, to }: Packing): string {
  return `pack${bytes}_${from}_${to}`
}

/** The function (source, target, count) of a packing. */
export function makePacking(module: ModuleBuilder, packing: Packing): FunctionHandle {
  const { bytes, from, to } = packing
  return module.function({ name: packingName(packing), parameters: ['i32', 'i32', 'i32'] }, (f) => {
    const [source, target, count] = f.parameters as [Local, Local, Local]
    const end = f.local('i32')
    f.get(target).get(count).times(to).op('i32.add').set(end)
    f.get(target).get(end).op('i32.lt_u')
    f.if(() =>
      f.loop((again) => {
        copyItem(f, source, target, bytes)
        f.get(source).plus(from).set(source)
        f.get(target).plus(to).tee(target).get(end).op('i32.lt_u').brIf(again)
      }),
    )
  })
}

/** In vectors, then in words. */
function copyItem(f: FunctionBuilder, source: Local, target: Local, bytes: number): void {
  let at = 0
  for (; at + 16 <= bytes; at += 16) f.get(target).get(source).load('v128.load', at).store('v128.store', at)
  for (; at < bytes; at += 4) f.get(target).get(source).load('i32.load', at).store('i32.store', at)
}
