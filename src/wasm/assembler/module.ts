// Builds a WebAssembly module: collects types, imports, functions, memory and data, and writes the sections in the order that the
// binary format wants. A "name" section goes in too, so that profilers and stack traces show the kernels' names.
import { ArgmaxError } from '../../errors.ts'
import { ByteWriter } from './byteWriter.ts'
import { FunctionBuilder, type FunctionHandle } from './function.ts'
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
export type Writer = (out: ByteWriter) => void

/** The numbers of the sections that `add` takes. */
export const Section = { imports: 2, memories: 5, globals: 6, data: 11 } as const

const exportKinds = { function: 0, memory: 2, global: 3 } as const

/** One module, as kernels need it: with a memory that is given to it. `StandaloneModuleBuilder` is one that needs nobody. */
export class ModuleBuilder {
  readonly #types = new Map<string, { index: number; signature: Signature }>()
  readonly #exports = new Map<string, Writer>()
  /** What the sections hold that are lists of what was asked for, by their numbers. */
  readonly #items = new Map<number, Writer[]>()
  protected readonly handles: FunctionHandle[] = []
  protected readonly bodies: (Uint8Array | undefined)[] = []
  #hasMemory = false

  /** The module's memory, from `imports[module][name]`. */
  importMemory(module: string, name: string, limits: MemoryLimits): void {
    this.setMemory(limits)
    this.add(Section.imports, (out) => {
      out.name(module)
      out.name(name)
      out.u8(2)
      writeLimits(out, limits)
    })
  }

  /** Defines a function: `body` writes its instructions at once, and may define other functions while it does. */
  function(options: FunctionOptions, body: (f: FunctionBuilder) => void): FunctionHandle {
    const handle = this.newHandle(options.name, options.parameters, options.results)
    const position = this.bodies.push(undefined) - 1
    if (options.export) this.export(options.name, 'function', handle.index)
    const builder = this.newFunction(handle)
    body(builder)
    this.bodies[position] = builder.finish()
    return handle
  }

  /**
   * A function (address, expected i32, timeout in nanoseconds as i64, -1 for none) that waits on shared memory and returns 0 (woken),
   * 1 (another value) or 2 (timed out). The same handle each time. See `FunctionBuilder.waitAndReturn` for why it is a function.
   */
  waitFunction(): FunctionHandle {
    const name = 'memory.atomic.wait32'
    const known = this.handles.find((handle) => handle.name === name)
    if (known !== undefined) return known
    return this.function({ name, parameters: ['i32', 'i32', 'i64'], results: ['i32'] }, (f) => {
      for (const parameter of f.parameters) f.get(parameter)
      f.waitAndReturn(name)
    })
  }

  /** The binary module. */
  toBytes(): Uint8Array<ArrayBuffer> {
    const imported = this.handles.length - this.bodies.length
    const defined = this.handles.slice(imported)
    const functionTypes = this.handles.map((handle) => this.typeIndex(handle))
    const types = [...this.#types.values()]

    const out = new ByteWriter(4096)
    out.append(Uint8Array.of(0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00)) // magic "\0asm", version 1
    section(out, 1, types, (o, { signature }) => writeSignature(o, signature))
    this.#list(out, Section.imports)
    section(out, 3, functionTypes.slice(imported), (o, index) => o.u32(index))
    this.#list(out, Section.memories)
    this.#list(out, Section.globals)
    section(out, 7, [...this.#exports.values()], run)
    section(out, 10, this.bodies, (o, body, i) => {
      if (body === undefined)
        throw new ArgmaxError(`toBytes was called while function "${defined[i]!.name}" was being written. Call it after.`)
      o.prefixed(body)
    })
    this.#list(out, Section.data)
    this.#writeNames(out)
    return out.bytes().slice()
  }

  protected newFunction(handle: FunctionHandle): FunctionBuilder {
    return new FunctionBuilder(handle)
  }

  protected newHandle(name: string, parameters: readonly ValType[] = [], results: readonly ValType[] = []): FunctionHandle {
    const handle = { index: this.handles.length, name, parameters, results }
    this.handles.push(handle)
    return handle
  }

  protected typeIndex(signature: Signature): number {
    const key = `${signature.parameters.join()}>${signature.results.join()}`
    const known = this.#types.get(key)
    if (known !== undefined) return known.index
    const index = this.#types.size
    this.#types.set(key, { index, signature })
    return index
  }

  protected export(name: string, kind: keyof typeof exportKinds, index: number): void {
    if (this.#exports.has(name)) throw new ArgmaxError(`two exports are named "${name}". Give each export its own name.`)
    this.#exports.set(name, (out) => {
      out.name(name)
      out.u8(exportKinds[kind])
      out.u32(index)
    })
  }

  /** Adds to a section that is a list of what was asked for; gives the item's number. */
  protected add(section: number, write: Writer): number {
    const items = this.#items.get(section) ?? []
    this.#items.set(section, items)
    return items.push(write) - 1
  }

  protected setMemory({ shared, maximum }: MemoryLimits): void {
    if (this.#hasMemory) throw new ArgmaxError('a module has one memory, and it is already there. Import or define it once.')
    if (shared && maximum === undefined) {
      throw new ArgmaxError('a shared memory needs a maximum number of pages. Add `maximum` to its limits.')
    }
    this.#hasMemory = true
  }

  #list(out: ByteWriter, id: number): void {
    section(out, id, this.#items.get(id) ?? [], run)
  }

  #writeNames(out: ByteWriter): void {
    const names = new ByteWriter()
    names.u32(this.handles.length)
    for (const { index, name } of this.handles) {
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

/** How a memory's size is stored. */
export function writeLimits(out: ByteWriter, { initial, maximum, shared }: MemoryLimits): void {
  out.u8((maximum === undefined ? 0 : 1) | (shared ? 2 : 0))
  out.u32(initial)
  if (maximum !== undefined) out.u32(maximum)
}
