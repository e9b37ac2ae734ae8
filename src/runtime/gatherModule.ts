// The module that gathers rows in a feed's memory: a call for a block of rows, because from JavaScript each row would cost more
// than its bytes do.

import { type FunctionBuilder, type Local, ModuleBuilder } from '../wasm/assembler/index.ts'
import { MOST_PAGES } from '../wasm/emit.ts'

const VECTOR = 16
/** Bytes of a cache line. */
const LINE = 64

/**
 * The bytes of a module that imports `env.memory` and exports `gather(order, count, source, rowBytes, target, step, bytes)`:
 * for r in [0, count) it copies `bytes` bytes from source + order[r] * rowBytes to target + r * step; order holds uint32.
 */
export function gatherModule(shared: boolean): Uint8Array<ArrayBuffer> {
  const module = new ModuleBuilder()
  module.importMemory('env', 'memory', shared ? { initial: 1, maximum: MOST_PAGES, shared } : { initial: 1 })
  const parameters = ['i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32'] as const
  module.function({ name: 'gather', parameters, export: true }, (f) => {
    const [order, count, source, rowBytes, target, step, bytes] = f.parameters as [Local, Local, Local, Local, Local, Local, Local]
    const [row, from, last, at] = [f.local('i32'), f.local('i32'), f.local('i32'), f.local('i32')]
    // The last vector of a row ends with the row: it may overlap the one before.
    f.get(bytes).i32(VECTOR).op('i32.sub').set(last)
    const find = (): unknown => {
      f.get(order).get(row).i32(2).op('i32.shl').op('i32.add').load('i32.load').get(rowBytes).op('i32.mul')
      return f.get(source).op('i32.add').set(from)
    }
    // Rows lie anywhere, so each line is fetched from main memory. A byte of each is read first, for nothing: these reads wait for
    // nothing else, so the processor has many on their way at once, where copying keeps it busy with a row or two.
    f.forRange(row, 0, count, 1, () => {
      find()
      f.forRange(at, 0, bytes, LINE, () => f.get(from).get(at).op('i32.add').load('i32.load8_u').drop())
    })
    f.forRange(row, 0, count, 1, () => {
      find()
      f.get(last).i32(0).op('i32.lt_s')
      f.if(
        () => copyBytes(f, from, target, bytes),
        () => copyVectors(f, from, target, last),
      )
      f.get(target).get(step).op('i32.add').set(target)
    })
  })
  return module.toBytes()
}

function copyBytes(f: FunctionBuilder, from: Local, target: Local, bytes: Local): void {
  const at = f.local('i32')
  f.forRange(at, 0, bytes, 1, () => {
    f.get(target).get(at).op('i32.add').get(from).get(at).op('i32.add').load('i32.load8_u').store('i32.store8')
  })
  f.release(at)
}

function copyVectors(f: FunctionBuilder, from: Local, target: Local, last: Local): void {
  const at = f.local('i32')
  const copy = (offset: Local): void => {
    f.get(target).get(offset).op('i32.add').get(from).get(offset).op('i32.add')
    f.load('v128.load', 0, 0).store('v128.store', 0, 0)
  }
  f.forRange(at, 0, last, VECTOR, () => copy(at))
  copy(last)
  f.release(at)
}
