// Formulas over float64 vectors, written as they read: `d.times(LOG2_E)` emits one f64x2.mul for each vector. Several vectors go
// through a formula side by side, so that the additions and multiplications of one fill the waiting times of another.

import type { FunctionBuilder, Local, PlainOpcode } from '../../assembler/index.ts'

/** What stands on the right of an operation: other vectors, one vector for all, one number, or 64 bits, for every lane. */
export type Operand = Vectors | Local | number | bigint

/** Writes formulas into one function, and keeps the locals that they need. */
export class FormulaWriter {
  readonly f: FunctionBuilder
  readonly #constants = new Map<number, Local>()
  readonly #scopes: Local[][] = []

  constructor(f: FunctionBuilder) {
    this.f = f
  }

  /** Loads constants into locals, once: before a loop, so that the loop's formulas read them there. */
  hoist(values: readonly number[]): void {
    for (const value of values) {
      if (this.#constants.has(value) || value === 0) continue
      const local = this.f.local('v128')
      this.f.f64x2(value).set(local)
      this.#constants.set(value, local)
    }
  }

  /** Runs `body` and gives back every vector made in it but those that it returns. */
  scope<R extends Vectors | readonly Vectors[]>(body: () => R): R {
    this.#scopes.push([])
    const result = body()
    const made = this.#scopes.pop() as Local[]
    const results: readonly Vectors[] = result instanceof Vectors ? [result] : result
    const kept = new Set(results.flatMap(({ locals }) => locals))
    const outer = this.#scopes.at(-1)
    for (const local of made) {
      if (!kept.has(local)) this.f.release(local)
      else outer?.push(local)
    }
    return result
  }

  /** As `scope`, for a body that leaves nothing. */
  during(body: () => void): void {
    this.scope(() => {
      body()
      return []
    })
  }

  /** New vectors, to be set by the caller. */
  make(width: number): Vectors {
    const locals = Array.from({ length: width }, () => this.f.local('v128'))
    this.#scopes.at(-1)?.push(...locals)
    return new Vectors(this, locals)
  }

  /** One vector from the stack. */
  take(): Vectors {
    const vectors = this.make(1)
    this.f.set(vectors.locals[0] as Local)
    return vectors
  }

  /** The same number in every lane. */
  constant(value: number, width = 1): Vectors {
    return this.each(width, () => this.push(value, 0))
  }

  /** The same 32-bit integer in every lane. */
  integers(value: number): Vectors {
    return this.each(1, () => this.f.i32x4(value))
  }

  /** Vectors that `push` leaves on the stack one by one. */
  each(width: number, push: (i: number) => void): Vectors {
    const vectors = this.make(width)
    vectors.locals.forEach((local, i) => {
      push(i)
      this.f.set(local)
    })
    return vectors
  }

  /** Vectors of several values, as one. */
  join(parts: readonly Vectors[]): Vectors {
    return new Vectors(
      this,
      parts.flatMap(({ locals }) => locals),
    )
  }

  /** Pushes what an operand holds for vector `i`. One vector stands for all. */
  push(operand: Operand, i: number): void {
    const { f } = this
    if (typeof operand === 'bigint') f.i64x2(operand)
    else if (typeof operand === 'number') {
      const known = Object.is(operand, -0) ? undefined : this.#constants.get(operand)
      if (known) f.get(known)
      else f.f64x2(operand)
    } else if (operand instanceof Vectors) f.get((operand.locals[i] ?? operand.locals[0]) as Local)
    else f.get(operand)
  }
}

/** Some f64x2 vectors that go through a formula together. Methods write instructions and return the result's vectors. */
export class Vectors {
  readonly writer: FormulaWriter
  readonly locals: readonly Local[]

  constructor(writer: FormulaWriter, locals: readonly Local[]) {
    this.writer = writer
    this.locals = locals
  }

  get width(): number {
    return this.locals.length
  }

  /** Some of these vectors. */
  slice(from: number, to?: number): Vectors {
    return new Vectors(this.writer, this.locals.slice(from, to))
  }

  /** Sets these vectors to others' values, in place. */
  becomes(values: Vectors): void {
    this.locals.forEach((local, i) => {
      this.writer.push(values, i)
      this.writer.f.set(local)
    })
  }

  /** An instruction of one operand. */
  apply(name: PlainOpcode): Vectors {
    return this.writer.each(this.width, (i) => this.writer.f.get(this.locals[i] as Local).op(name))
  }

  /** An instruction of two operands. */
  with(name: PlainOpcode, other: Operand): Vectors {
    const width = other instanceof Vectors ? Math.max(this.width, other.width) : this.width
    return this.writer.each(width, (i) => {
      this.writer.push(this, i)
      this.writer.push(other, i)
      this.writer.f.op(name)
    })
  }

  // Arithmetic

  plus(other: Operand): Vectors {
    return this.with('f64x2.add', other)
  }
  minus(other: Operand): Vectors {
    return this.with('f64x2.sub', other)
  }
  times(other: Operand): Vectors {
    return this.with('f64x2.mul', other)
  }
  over(other: Operand): Vectors {
    return this.with('f64x2.div', other)
  }
  negated(): Vectors {
    return this.apply('f64x2.neg')
  }
  magnitude(): Vectors {
    return this.apply('f64x2.abs')
  }
  /** The larger of the two; NaN where this is NaN. */
  atLeast(other: Operand): Vectors {
    return this.with('f64x2.pmax', other)
  }
  /** The smaller of the two; NaN where this is NaN. */
  atMost(other: Operand): Vectors {
    return this.with('f64x2.pmin', other)
  }

  // Comparisons: masks with all bits of a lane 1 or 0

  isBelow(other: Operand): Vectors {
    return this.with('f64x2.lt', other)
  }
  isAbove(other: Operand): Vectors {
    return this.with('f64x2.gt', other)
  }
  equals(other: Operand): Vectors {
    return this.with('f64x2.eq', other)
  }
  differsFrom(other: Operand): Vectors {
    return this.with('f64x2.ne', other)
  }

  // Bits

  and(other: Operand): Vectors {
    return this.with('v128.and', other)
  }
  /** These bits where the mask has 0. */
  except(mask: Operand): Vectors {
    return this.with('v128.andnot', mask)
  }
  or(other: Operand): Vectors {
    return this.with('v128.or', other)
  }
  xor(other: Operand): Vectors {
    return this.with('v128.xor', other)
  }
  plusBits(other: Operand): Vectors {
    return this.with('i64x2.add', other)
  }
  minusBits(other: Operand): Vectors {
    return this.with('i64x2.sub', other)
  }
  shiftedLeft(bits: number): Vectors {
    return this.writer.each(this.width, (i) => {
      this.writer.f
        .get(this.locals[i] as Local)
        .i32(bits)
        .op('i64x2.shl')
    })
  }
  shiftedRight(bits: number): Vectors {
    return this.writer.each(this.width, (i) => {
      this.writer.f
        .get(this.locals[i] as Local)
        .i32(bits)
        .op('i64x2.shr_u')
    })
  }

  /** Of a mask: `whenTrue` where its bits are 1, else `otherwise`. */
  select(whenTrue: Operand, otherwise: Operand): Vectors {
    return this.writer.each(this.width, (i) => {
      this.writer.push(whenTrue, i)
      this.writer.push(otherwise, i)
      this.writer.f.get(this.locals[i] as Local).op('v128.bitselect')
    })
  }

  /** c0 + x (c1 + x (...)), highest power first: after each step every vector is as far as the others. */
  polynomial(coefficients: readonly number[]): Vectors {
    const { writer, width } = this
    const { f } = writer
    const degree = coefficients.length - 1
    const result = writer.constant(coefficients[degree] as number, width)
    for (let power = degree - 1; power >= 0; power--) {
      for (let i = 0; i < width; i++) {
        f.get(result.locals[i] as Local)
          .get(this.locals[i] as Local)
          .op('f64x2.mul')
        writer.push(coefficients[power] as number, i)
        f.op('f64x2.add').set(result.locals[i] as Local)
      }
    }
    return result
  }
}
