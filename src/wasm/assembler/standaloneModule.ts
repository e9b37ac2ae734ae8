// A module with functions, memory, data and globals of its own. Programs of a session share a memory and need none of it, so a page
// that trains doesn't download it.
import { ArgmaxError } from '../../errors.ts'
import type { ByteWriter } from './byteWriter.ts'
import { FunctionBuilder, type FunctionHandle } from './function.ts'
import { type FunctionOptions, type MemoryLimits, ModuleBuilder, Section, writeLimits } from './module.ts'
import { typeBytes, typeLetters, type ValType } from './opcodes.ts'

/** A global variable of the module. */
export interface GlobalHandle {
  readonly index: number
  readonly type: ValType
  readonly mutable: boolean
}

/** A function that may use the module's globals. */
export class StandaloneFunctionBuilder extends FunctionBuilder {
  getGlobal(global: GlobalHandle): this {
    this.stack.push(typeLetters[global.type])
    return this.withIndex(0x23, global.index)
  }

  setGlobal(global: GlobalHandle): this {
    if (!global.mutable) this.fail('global.set on a constant global. Define the global as mutable.')
    this.stack.take(typeLetters[global.type], 'global.set')
    return this.withIndex(0x24, global.index)
  }
}

/** One module. Order of calls: imports of functions first (they are numbered first), the rest as it comes. */
export class StandaloneModuleBuilder extends ModuleBuilder {
  override function(options: FunctionOptions, body: (f: StandaloneFunctionBuilder) => void): FunctionHandle {
    return super.function(options, (f) => body(f as StandaloneFunctionBuilder))
  }

  protected override newFunction(handle: FunctionHandle): FunctionBuilder {
    return new StandaloneFunctionBuilder(handle)
  }

  /** A function from `imports[module][name]`. */
  importFunction(
    module: string,
    name: string,
    signature: { readonly parameters?: readonly ValType[]; readonly results?: readonly ValType[] },
  ): FunctionHandle {
    if (this.bodies.length > 0) {
      throw new ArgmaxError(
        `importFunction("${name}") comes after function "${this.handles.at(-1)!.name}". Imported functions are numbered first: import before defining.`,
      )
    }
    const handle = this.newHandle(name, signature.parameters, signature.results)
    this.add(Section.imports, (out) => {
      out.name(module)
      out.name(name)
      out.u8(0)
      out.u32(this.typeIndex(handle))
    })
    return handle
  }

  /** A memory of the module's own, for programs that stand alone. */
  defineMemory(limits: MemoryLimits, exportName?: string): void {
    this.setMemory(limits)
    this.add(Section.memories, (out) => writeLimits(out, limits))
    if (exportName !== undefined) this.export(exportName, 'memory', 0)
  }

  /** Bytes that every instantiation copies to `offset`, over a shared memory too. */
  dataSegment(offset: number, bytes: Uint8Array): void {
    this.add(Section.data, (out) => {
      out.u8(0) // active, memory 0
      out.u8(0x41)
      out.s32(offset)
      out.u8(0x0b)
      out.prefixed(bytes)
    })
  }

  /** A scalar global variable with its first value; i64 takes a bigint or an integer. */
  global(type: Exclude<ValType, 'v128'>, mutable: boolean, initial: number | bigint, exportName?: string): GlobalHandle {
    const index = this.add(Section.globals, (out) => {
      out.u8(typeBytes[type])
      out.u8(mutable ? 1 : 0)
      constantWriters[type](out, initial)
      out.u8(0x0b)
    })
    if (exportName !== undefined) this.export(exportName, 'global', index)
    return { index, type, mutable }
  }
}

const constantWriters: Readonly<Record<Exclude<ValType, 'v128'>, (out: ByteWriter, value: number | bigint) => void>> = {
  i32: (out, value) => {
    out.u8(0x41)
    out.s32(Number(value))
  },
  i64: (out, value) => {
    out.u8(0x42)
    out.s64(BigInt(value))
  },
  f32: (out, value) => {
    out.u8(0x43)
    out.f32(Number(value))
  },
  f64: (out, value) => {
    out.u8(0x44)
    out.f64(Number(value))
  },
}
