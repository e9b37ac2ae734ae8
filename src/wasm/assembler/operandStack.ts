// The operand stack while assembling: types only. It finds a wrong operand at the line of the kernel that pushed or took it, where
// an engine would only name a byte offset in the finished module. The rules are the specification's validation algorithm.
import { ArgmaxError } from '../../errors.ts'
import { spellTypes } from './opcodes.ts'

/** A block that is open, and the target of branches to it. */
export interface Label {
  /** Stack height at entry: what lies below belongs to outer blocks. */
  readonly height: number
  /** Types left at the end, which a branch to the label takes with it: the function's own results, and none of blocks. */
  readonly results: string
  /** After br, return or unreachable: operands may be of any type until the block ends. */
  unreachable: boolean
}

/** The types on the stack and the open blocks of one function; `where` names the function in messages. */
export class OperandStack {
  readonly #where: string
  readonly #letters: string[] = []
  readonly #blocks: Label[] = []
  #innermost: Label

  constructor(where: string, results: string) {
    this.#where = where
    this.#innermost = this.enter(results)
  }

  push(letter: string): void {
    this.#letters.push(letter)
  }

  /** Takes operands and gives results as a signature like `'vv>v'` says. */
  apply(signature: string, instruction: string): void {
    const arrow = signature.indexOf('>')
    this.take(signature.slice(0, arrow), instruction)
    for (let i = arrow + 1; i < signature.length; i++) this.#letters.push(signature[i]!)
  }

  /** Pops `types`, the last one from the top; throws where the stack holds something else. */
  take(types: string, instruction: string): void {
    const { height, unreachable } = this.#innermost
    const base = this.#letters.length - types.length
    for (let i = types.length - 1; i >= 0; i--) {
      if (base + i < height) {
        if (unreachable) break
        this.#fail(instruction, types)
      }
      const letter = this.#letters[base + i]
      if (letter !== types[i] && letter !== '?') this.#fail(instruction, types)
    }
    this.#letters.length = Math.max(base, height)
  }

  /** Pops one value and returns its letter: `'?'`, any type, in code that can't be reached. */
  takeAny(instruction: string): string {
    if (this.#letters.length > this.#innermost.height) return this.#letters.pop()!
    if (!this.#innermost.unreachable) this.#fail(instruction, '?')
    return '?'
  }

  /** Opens a block. */
  enter(results = ''): Label {
    this.#innermost = { height: this.#letters.length, results, unreachable: false }
    this.#blocks.push(this.#innermost)
    return this.#innermost
  }

  /** Ends the innermost block: exactly its results must be left, and they go to the block around it. */
  leave(instruction: string): void {
    const { height, results, unreachable } = this.#innermost
    const count = this.#letters.length - height
    if (count > results.length || (count < results.length && !unreachable)) this.#fail(instruction, results)
    this.take(results, instruction)
    this.#blocks.pop()
    this.#innermost = this.#blocks.at(-1) ?? this.#innermost
    for (const letter of results) this.#letters.push(letter)
  }

  /** Checks that a branch to `label` finds its operands (they stay), and returns how many blocks out it is. */
  branch(label: Label, instruction: string): number {
    const position = this.#blocks.lastIndexOf(label)
    if (position < 0) {
      throw new ArgmaxError(
        `${this.#where}: ${instruction} names a block that is not open. A label is valid only inside the body that received it; branch to one of the ${this.#blocks.length} open blocks.`,
      )
    }
    this.take(label.results, instruction)
    for (const letter of label.results) this.#letters.push(letter)
    return this.#blocks.length - 1 - position
  }

  /** The block of the function itself: a branch to it returns. */
  get outermost(): Label {
    return this.#blocks[0]!
  }

  /** What follows can't be reached. */
  cut(): void {
    this.#letters.length = this.#innermost.height
    this.#innermost.unreachable = true
  }

  #fail(instruction: string, wanted: string): never {
    const held = this.#letters.slice(this.#innermost.height)
    throw new ArgmaxError(
      `${this.#where}: ${instruction} needs ${spellTypes(wanted)} on the stack (the last one on top); this block has pushed ${spellTypes(held)}. Push the operands in this order before it, and drop what is left over.`,
    )
  }
}
