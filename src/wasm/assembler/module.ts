// Builds a WebAssembly module: collects types, imports, functions, memory and data, and writes the sections in the order that the
// binary format wants. A "name" section goes in too, so that profilers and stack traces show the kernels' names.
import { ArgmaxError } from '../../errors.ts'
import { ByteWriter } from './byteWriter.ts'
import { FunctionBuilder, type FunctionHandle, type GlobalHandle } from './function.ts'
import { typeBytes, type ValType } from './opcodes.ts'

/** Memory size in pages of 64 KiB. A shared memory needs a maximum. */
export interface MemoryLimits {
  readonly initial: number
  readonly maximum?: number
  readonly shared?: boolean
}

export interface FunctionOptions {
  readonly name: string
  readonly parameters?: readonly ValType[]
  readonly results?: readonly ValType[]
  /** Whether the function is exported, under its name. Default false. */
  readonly export?: boolean
}

type Signature = Pick<FunctionHandle, 'parameters' | 'results'>
type Writer = (out: ByteWriter) => void

const exportKinds = { function: 0, memory: 2, global: 3 } as const

/** One module. Order of calls: imports of functions first (they are numbered first), the rest as it comes. */
export class ModuleBuilder {
  readonly #types = new Map<string, { index: number; signature: Signature }>()
  readonly #imports: Writer[] = []
  readonly #exports = new Map<string, Writer>()
  readonly #globals: Writer[] = []
  readonly #segments: Writer[] = []
  readonly #handles: FunctionHandle[] = []
  readonly #bodies: (Uint8Array | undefined)[] = []
  #memory: { limits: MemoryLimits; imported: boolean } | undefined

  /** The module's memory, from `imports[module][name]`. */
  importMemory(module: string, name: string, limits: MemoryLimits): void {
    this.#setMemory(limits, true)
    this.#imports.push((out) => {
      out.name(module)
      out.name(name)
      out.u8(2)
      writeLimits(out, limits)
    })
  }

  /** A function from `imports[module][name]`. */
  importFunction(
    module: string,
    name: string,
    signature: { readonly parameters?: readonly ValType[]; readonly results?: readonly ValType[] },
  ): FunctionHandle {
    if (this.#bodies.length > 0) {
      throw new ArgmaxError(
        `importFunction("${name}") comes after function "${this.#handles.at(-1)!.name}". Imported functions are numbered first: import before defining.`,
      )
    }
    const handle = this.#newHandle(name, signature.parameters, signature.results)
    this.#imports.push((out) => {
      out.name(module)
      out.name(name)
      out.u8(0)
      out.u32(this.#typeIndex(handle))
    })
    return handle
  }

  /** A memory of the module's own, for programs that stand alone. */
  defineMemory(limits: MemoryLimits, exportName?: string): void {
    this.#setMemory(limits, false)
    if (exportName !== undefined) this.#export(exportName, 'memory', 0)
  }

  /** Bytes that every instantiation copies to `offset`, over a shared memory too. */
  dataSegment(offset: number, bytes: Uint8Array): void {
    this.#segments.push((out) => {
      out.u8(0) // active, memory 0
      out.u8(0x41)
      out.s32(offset)
      out.u8(0x0b)
      out.prefixed(bytes)
    })
  }

  /** A scalar global variable with its first value; i64 takes a bigint or an integer. */
  global(type: Exclude<ValType, 'v128'>, mutable: boolean, initial: number | bigint, exportName?: string): GlobalHandle {
    const handle: GlobalHandle = { index: this.#globals.length, type, mutable }
    this.#globals.push((out) => {
      out.u8(typeBytes[type])
      out.u8(mutable ? 1 : 0)
      constantWriters[type](out, initial)
      out.u8(0x0b)
    })
    if (exportName !== undefined) this.#export(exportName, 'global', handle.index)
    return handle
  }

  /** Defines a function: `body` writes its instructions at once, and may define other functions while it does. */
  function(options: FunctionOptions, body: (f: FunctionBuilder) => void): FunctionHandle {
    const handle = this.#newHandle(options.name, options.parameters, options.results)
    const position = this.#bodies.push(undefined) - 1
    if (options.export) this.#export(options.name, 'function', handle.index)
    const builder = new FunctionBuilder(handle)
    body(builder)
    this.#bodies[position] = builder.finish()
    return handle
  }

  /**
   * A function (address, expected i32, timeout in nanoseconds as i64, -1 for none) that waits on shared memory and returns 0 (woken),
   * 1 (another value) or 2 (timed out). The same handle each time. See `FunctionBuilder.waitAndReturn` for why it is a function.
   */
  waitFunction(): FunctionHandle {
    const name = 'memory.atomic.wait32'
    const known = this.#handles.find((handle) => handle.name === name)
    if (known !== undefined) return known
    return this.function({ name, parameters: ['i32', 'i32', 'i64'], results: ['i32'] }, (f) => {
      for (const parameter of f.parameters) f.get(parameter)
      f.waitAndReturn(name)
    })
  }

  /** The binary module. */
  toBytes(): Uint8Array<ArrayBuffer> {
    const imported = this.#handles.length - this.#bodies.length
    const defined = this.#handles.slice(imported)
    const functionTypes = this.#handles.map((handle) => this.#typeIndex(handle))
    const types = [...this.#types.values()]

    const out = new ByteWriter(4096)
    out.append(Uint8Array.of(0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00)) // magic "\0asm", version 1
    section(out, 1, types, (o, { signature }) => writeSignature(o, signature))
    section(out, 2, this.#imports, run)
    section(out, 3, functionTypes.slice(imported), (o, index) => o.u32(index))
    section(out, 5, this.#memory && !this.#memory.imported ? [this.#memory.limits] : [], writeLimits)
    section(out, 6, this.#globals, run)
    section(out, 7, [...this.#exports.values()], run)
    section(out, 10, this.#bodies, (o, body, i) => {
      if (body === undefined)
        throw new ArgmaxError(`toBytes was called while function "${defined[i]!.name}" was being written. Call it after.`)
      o.prefixed(body)
    })
    section(out, 11, this.#segments, run)
    this.#writeNames(out)
    return out.bytes().slice()
  }

  #newHandle(name: string, parameters: readonly ValType[] = [], results: readonly ValType[] = []): FunctionHandle {
    const handle = { index: this.#handles.length, name, parameters, results }
    this.#handles.push(handle)
    return handle
  }

  #typeIndex(signature: Signature): number {
    const key = `${signature.parameters.join()}>${signature.results.join()}`
    const known = this.#types.get(key)
    if (known !== undefined) return known.index
    const index = this.#types.size
    this.#types.set(key, { index, signature })
    return index
  }

  #export(name: string, kind: keyof typeof exportKinds, index: number): void {
    if (this.#exports.has(name)) throw new ArgmaxError(`two exports are named "${name}". Give each export its own name.`)
    this.#exports.set(name, (out) => {
      out.name(name)
      out.u8(exportKinds[kind])
      out.u32(index)
    })
  }

  #setMemory(limits: MemoryLimits, imported: boolean): void {
    if (this.#memory !== undefined)
      throw new ArgmaxError('a module has one memory, and it is already there. Import or define it once.')
    if (limits.shared && limits.maximum === undefined) {
      throw new ArgmaxError('a shared memory needs a maximum number of pages. Add `maximum` to its limits.')
    }
    this.#memory = { limits, imported }
  }

  #writeNames(out: ByteWriter): void {
    const names = new ByteWriter()
    names.u32(this.#handles.length)
    for (const { index, name } of this.#handles) {
      names.u32(index)
      names.name(name)
    }
    const content = new ByteWriter(names.length + 16)
    content.name('name')
    content.u8(1) // subsection: function names
    content.prefixed(names.bytes())
    out.u8(0) // custom section
    out.prefixed(content.bytes())
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

const run = (out: ByteWriter, write: Writer): void => write(out)

/** A section that is a list of items; nothing where there are none. */
function section<T>(
  out: ByteWriter,
  id: number,
  items: readonly T[],
  write: (out: ByteWriter, item: T, index: number) => void,
): void {
  if (items.length === 0) return
  const content = new ByteWriter(1024)
  content.u32(items.length)
  for (const [index, item] of items.entries()) write(content, item, index)
  out.u8(id)
  out.prefixed(content.bytes())
}

function writeSignature(out: ByteWriter, { parameters, results }: Signature): void {
  out.u8(0x60)
  for (const types of [parameters, results]) {
    out.u32(types.length)
    for (const type of types) out.u8(typeBytes[type])
  }
}

function writeLimits(out: ByteWriter, { initial, maximum, shared }: MemoryLimits): void {
  out.u8((maximum === undefined ? 0 : 1) | (shared ? 2 : 0))
  out.u32(initial)
  if (maximum !== undefined) out.u32(maximum)
}
