// Writes the body of one WebAssembly function: locals, calls and control flow, on top of the computing instructions of
// instructions.ts. Labels are objects, turned into block depths here, so that a kernel never counts blocks.
import { ByteWriter } from './byteWriter.ts'
import { InstructionWriter } from './instructions.ts'
import { typeBytes, typeLetters, type ValType, type WaitOpcode } from './opcodes.ts'
import { waitOpcodes } from './opcodes-memory.ts'
import type { Label } from './operandStack.ts'

/** A local variable or parameter of the function that made it. */
export interface Local {
  readonly index: number
  readonly type: ValType
}

/** A function of the module, defined or imported; what `call` takes. */
export interface FunctionHandle {
  readonly index: number
  readonly name: string
  readonly parameters: readonly ValType[]
  readonly results: readonly ValType[]
}

const spell = (types: readonly ValType[]): string => types.map((type) => typeLetters[type]).join('')

/** The body of one function. Made by `ModuleBuilder.function`, which passes it to the callback that writes the instructions. */
export class FunctionBuilder extends InstructionWriter {
  readonly parameters: readonly Local[]
  readonly #localTypes: ValType[] = []
  readonly #free: Record<ValType, Local[]> = { i32: [], i64: [], f32: [], f64: [], v128: [] }

  constructor(handle: FunctionHandle) {
    super(`function "${handle.name}"`, spell(handle.results))
    this.parameters = handle.parameters.map((type, index) => ({ index, type }))
  }

  // Locals

  /** A local variable. A fresh one is zero; one that was released before still holds its last value, so set it before reading. */
  local(type: ValType): Local {
    const reused = this.#free[type].pop()
    if (reused !== undefined) return reused
    this.#localTypes.push(type)
    return { index: this.parameters.length + this.#localTypes.length - 1, type }
  }

  /** Gives locals back, for the next `local` of the same type. */
  release(...locals: readonly Local[]): void {
    for (const local of locals) {
      if (this.#free[local.type].includes(local)) this.fail(`local ${local.index} is released twice. Release a local once.`)
      this.#free[local.type].push(local)
    }
  }

  get(local: Local): this {
    this.stack.push(typeLetters[local.type])
    return this.withIndex(0x20, local.index)
  }

  set(local: Local): this {
    this.stack.take(typeLetters[local.type], 'local.set')
    return this.withIndex(0x21, local.index)
  }

  /** Sets the local and leaves the value on the stack. */
  tee(local: Local): this {
    this.stack.take(typeLetters[local.type], 'local.tee')
    this.stack.push(typeLetters[local.type])
    return this.withIndex(0x22, local.index)
  }

  /** A number as i32, or a local's value. */
  push(value: number | Local): this {
    return typeof value === 'number' ? this.i32(value) : this.get(value)
  }

  /** Adds a number or a local to the i32 on the stack. */
  plus(value: number | Local): this {
    return this.push(value).op('i32.add')
  }

  /** Subtracts a number or a local from the i32 on the stack. */
  minus(value: number | Local): this {
    return this.push(value).op('i32.sub')
  }

  /** Multiplies the i32 on the stack by a number or a local. */
  times(value: number | Local): this {
    return this.push(value).op('i32.mul')
  }

  // Calls and control

  call(target: FunctionHandle): this {
    this.stack.apply(`${spell(target.parameters)}>${spell(target.results)}`, `call "${target.name}"`)
    return this.withIndex(0x10, target.index)
  }
  /** A block; a branch to its label goes to its end. Blocks of all kinds leave nothing: values go through locals. */
  block(body: (label: Label) => void): this {
    return this.#nested('block', 0x02, body)
  }

  /** A loop; a branch to its label starts it again, and without one it ends. */
  loop(body: (label: Label) => void): this {
    return this.#nested('loop', 0x03, body)
  }

  /** Runs `then` where the i32 on the stack isn't zero, else `otherwise`. */
  if(then: (label: Label) => void, otherwise?: (label: Label) => void): this {
    this.stack.take('i', 'if')
    return this.#nested('if', 0x04, then, otherwise)
  }

  br(label: Label): this {
    this.withIndex(0x0c, this.stack.branch(label, 'br'))
    this.stack.cut()
    return this
  }

  /** Branches where the i32 on the stack isn't zero. */
  brIf(label: Label): this {
    this.stack.take('i', 'br_if')
    return this.withIndex(0x0d, this.stack.branch(label, 'br_if'))
  }

  return(): this {
    this.stack.branch(this.stack.outermost, 'return')
    this.code.u8(0x0f)
    this.stack.cut()
    return this
  }

  /**
   * Waits and returns the outcome: operands as `waitOpcodes` says. It returns at once because the baseline compiler of V8 in Node 20
   * loses every local and operand that a register holds across this instruction; so it gets a function to itself, made by
   * `ModuleBuilder.waitFunction`.
   */
  waitAndReturn(name: WaitOpcode): this {
    const [opcode, signature, natural] = waitOpcodes[name]
    return this.memory(name, opcode, signature, 0, natural).return()
  }

  /**
   * for (counter = start; counter < end; counter += step) body(): i32, signed, step > 0, so `end` + `step` must stay below 2^31.
   * Tested once before the loop (not at all where both bounds are constants) and then at its bottom: one branch an iteration. `end` is
   * read in every iteration. After the loop the counter is the first value that is not below `end`.
   */
  forRange(counter: Local, start: number | Local, end: number | Local, step: number, body: () => void): this {
    if (!Number.isInteger(step) || step < 1) this.fail(`forRange takes a step that is a positive integer, not ${step}.`)
    if (start !== counter) this.push(start).set(counter)
    if (typeof start === 'number' && typeof end === 'number' && start >= end) return this
    const run = () => {
      this.loop((again) => {
        body()
        this.get(counter).plus(step).tee(counter).push(end).op('i32.lt_s').brIf(again)
      })
    }
    if (typeof start === 'number' && typeof end === 'number') {
      run()
      return this
    }
    return this.get(counter).push(end).op('i32.lt_s').if(run)
  }

  /** Ends the body and returns it as the code section stores it: locals in runs of one type, then instructions. */
  finish(): Uint8Array {
    this.stack.leave('the end of the function')
    this.code.u8(0x0b)
    const runs: { type: ValType; count: number }[] = []
    for (const type of this.#localTypes) {
      const last = runs.at(-1)
      if (last?.type === type) last.count++
      else runs.push({ type, count: 1 })
    }
    const out = new ByteWriter(this.code.length + 8 + 2 * runs.length)
    out.u32(runs.length)
    for (const { type, count } of runs) {
      out.u32(count)
      out.u8(typeBytes[type])
    }
    out.append(this.code.bytes())
    return out.bytes()
  }

  #nested(name: string, opcode: number, body: (label: Label) => void, otherwise?: (label: Label) => void): this {
    this.code.u8(opcode)
    this.code.u8(0x40) // no result
    body(this.stack.enter())
    this.stack.leave(`the end of ${name}`)
    if (otherwise) {
      this.code.u8(0x05)
      otherwise(this.stack.enter())
      this.stack.leave('the end of else')
    }
    this.code.u8(0x0b)
    return this
  }
}
