// A plain float32 kernel of cross-entropy and its gradient, to measure the exact one against: as fast as it can be made with the
// same assembler. A polynomial of degree 5, multiply-adds (relaxed where there are any), one reciprocal a row; no care for ties,
// infinities, or what cancels.
import { ModuleBuilder } from '../../dist/wasm/assembler/index.js'

const LINE = 64
/** 1.5 * 2^23: adding it rounds to an integer, which then stands in the lowest bits. */
const SHIFT = 12582912
const LOG2_E = Math.LOG2E
/** 2^f = 1 + f (c0 + ... + c4 f^4), |f| <= 1/2: relative error 2^-20.4. */
const EXP2 = [0.6931435553075597, 0.24022400164815788, 0.05556870928891806, 0.009662766140937714, 0.0011130943046295356]
/** ln(1 + f) = f - f^2/2 + f^3 (c0 + ...), 1 + f from sqrt(1/2) to sqrt(2): relative error 2^-18.8. */
const LOG = [0.33310131707803775, -0.24971831890905954, 0.20717682600602128, -0.18052919351204869, 0.10018040835169174]
const SQRT_HALF_BITS = 0x3f3504f3

/** Formulas on float32 vectors: every function takes locals and returns new ones, which are never given back. */
class Float32Writer {
  constructor(f, fused) {
    this.f = f
    this.fused = fused
    this.constants = new Map()
  }

  /** Loads constants into locals before a loop. */
  hoist(...values) {
    for (const value of values) this.constants.set(value, this.each(1, () => this.f.f32x4(value))[0])
  }

  push(operand, i) {
    if (typeof operand === 'number') {
      const known = this.constants.get(operand)
      if (known) this.f.get(known)
      else this.f.f32x4(operand)
    } else if (Array.isArray(operand)) this.f.get(operand[i] ?? operand[0])
    else this.f.get(operand)
  }

  each(width, push) {
    return Array.from({ length: width }, (_, i) => {
      push(i)
      const local = this.f.local('v128')
      this.f.set(local)
      return local
    })
  }

  apply(name, a, b) {
    return this.each(a.length, (i) => {
      this.push(a, i)
      if (b !== undefined) this.push(b, i)
      this.f.op(name)
    })
  }

  /** a b + c */
  multiplyAdd(a, b, c) {
    return this.each(a.length, (i) => {
      this.push(a, i)
      this.push(b, i)
      if (!this.fused) this.f.op('f32x4.mul')
      this.push(c, i)
      this.f.op(this.fused ? 'f32x4.relaxed_madd' : 'f32x4.add')
    })
  }

  polynomial(x, coefficients) {
    let sum = x.map(() => this.each(1, () => this.push(coefficients.at(-1), 0))[0])
    for (const coefficient of coefficients.slice(0, -1).reverse()) sum = this.multiplyAdd(sum, x, coefficient)
    return sum
  }

  /** e^d for d <= 0. */
  exp(d) {
    const near = this.apply('f32x4.pmax', d, -87)
    const shifted = this.multiplyAdd(near, LOG2_E, SHIFT)
    const minusN = this.each(d.length, (i) => {
      this.push(SHIFT, 0)
      this.f.get(shifted[i]).op('f32x4.sub')
    })
    const fraction = this.multiplyAdd(near, LOG2_E, minusN)
    const power = this.multiplyAdd(this.polynomial(fraction, EXP2), fraction, 1)
    const exponent = this.each(d.length, (i) => this.f.get(shifted[i]).i32(23).op('i32x4.shl'))
    return this.apply('i32x4.add', power, exponent)
  }

  /** ln t for t >= 1. */
  log(t) {
    const { f } = this
    const field = this.each(t.length, (i) => f.get(t[i]).i32x4(SQRT_HALF_BITS).op('i32x4.sub').i32(23).op('i32x4.shr_u'))
    const k = this.apply('f32x4.convert_i32x4_s', field)
    const reduced = this.each(t.length, (i) => f.get(t[i]).get(field[i]).i32(23).op('i32x4.shl').op('i32x4.sub'))
    const x = this.apply('f32x4.sub', reduced, 1)
    const square = this.apply('f32x4.mul', x, x)
    const tail = this.multiplyAdd(this.polynomial(x, LOG), x, -0.5)
    return this.multiplyAdd(k, Math.LN2, this.multiplyAdd(tail, square, x))
  }
}

const HOISTED = [-87, LOG2_E, SHIFT, 1, ...EXP2]

/**
 * Few classes: four rows at a time, a lane for each, everything in locals.
 * Memory: logits, gradient [rows, stride], labels int32 [rows], losses [rows]; rows is a multiple of 4.
 */
function fewClasses(f, { rows, classes, stride, logits, gradient, labels, losses, fused }) {
  const w = new Float32Writer(f, fused)
  w.hoist(...HOISTED)
  const [offset, row4] = [f.local('i32'), f.local('i32')]
  const labelOffset = f.local('i32')
  const quads = Math.ceil(classes / 4)
  /** Four vectors of four lanes, transposed. */
  const transpose = (v) => {
    const low = [0, 2].map(
      (i) =>
        w.each(1, () =>
          f
            .get(v[i])
            .get(v[i + 1])
            .shuffle32(0, 4, 1, 5),
        )[0],
    )
    const high = [0, 2].map(
      (i) =>
        w.each(1, () =>
          f
            .get(v[i])
            .get(v[i + 1])
            .shuffle32(2, 6, 3, 7),
        )[0],
    )
    return [low, high].flatMap(([a, b]) =>
      [0, 1].map(
        (half) =>
          w.each(1, () =>
            f
              .get(a)
              .get(b)
              .shuffle64(half, 2 + half),
          )[0],
      ),
    )
  }
  f.forRange(row4, 0, rows * 4, 16, () => {
    f.get(row4)
      .i32(stride / 4)
      .op('i32.mul')
      .set(offset)
    const x = []
    for (let quad = 0; quad < quads; quad++) {
      x.push(...transpose(w.each(4, (r) => f.get(offset).load('v128.load', logits + r * stride + 16 * quad))))
    }
    x.length = classes
    const maximum = x.slice(1).reduce((m, v) => w.apply('f32x4.pmax', m, v), [x[0]])
    const e = w.exp(w.apply('f32x4.sub', x, maximum))
    const sums = e.slice(0, 4).map((v) => [v])
    for (let c = 4; c < classes; c++) sums[c % 4] = w.apply('f32x4.add', sums[c % 4], e[c])
    const total = sums.reduce((a, b) => w.apply('f32x4.add', a, b))
    const scale = w.each(1, () =>
      f
        .f32x4(1 / rows)
        .get(total[0])
        .op('f32x4.div'),
    )
    const g = w.apply('f32x4.mul', e, scale)
    for (let quad = 0; quad < quads; quad++) {
      const columns = [0, 1, 2, 3].map((c) => g[4 * quad + c] ?? w.each(1, () => f.f32x4(0))[0])
      transpose(columns).forEach((v, r) => {
        f.get(offset)
          .get(v)
          .store('v128.store', gradient + r * stride + 16 * quad)
      })
    }
    const own = w.each(1, () => f.f32x4(0))
    for (let r = 0; r < 4; r++) {
      f.get(row4)
        .load('i32.load', labels + 4 * r)
        .i32(2)
        .op('i32.shl')
        .get(offset)
        .op('i32.add')
        .set(labelOffset)
      f.get(labelOffset)
        .get(own[0])
        .loadLane('v128.load32_lane', logits + r * stride, r)
        .set(own[0])
      f.get(labelOffset)
        .get(labelOffset)
        .load('f32.load', gradient + r * stride)
        .f32(1 / rows)
        .op('f32.sub')
      f.store('f32.store', gradient + r * stride)
    }
    const loss = w.apply('f32x4.add', w.log(total), w.apply('f32x4.sub', maximum, own))
    f.get(row4).get(loss[0]).store('v128.store', losses)
  })
}

/** Many classes: a row at a time, sixteen classes in one turn of a loop; exponentials wait in the gradient's own row. */
function manyClasses(f, { rows, classes, stride, logits, gradient, labels, losses, fused }) {
  const w = new Float32Writer(f, fused)
  w.hoist(...HOISTED)
  const [row, offset, at, end] = [f.local('i32'), f.local('i32'), f.local('i32'), f.local('i32')]
  const vectors = Math.floor(classes / 4)
  const rest = classes % 4
  /** All whole vectors of the row, four at a time, then the rest; `masked` is the last one where it is not whole. */
  const loop = (body) => {
    const blocks = Math.floor(vectors / 4)
    if (blocks > 0) {
      f.get(offset)
        .i32(64 * blocks)
        .op('i32.add')
        .set(end)
      f.forRange(at, offset, end, 64, () => body(4, false))
    } else f.get(offset).set(at)
    if (vectors % 4 > 0) body(vectors % 4, false)
    f.get(at)
      .i32(16 * (vectors % 4))
      .op('i32.add')
      .set(at)
    if (rest > 0) body(1, true)
  }
  const mask = () => f.i32x4(...[0, 1, 2, 3].map((lane) => (lane < rest ? -1 : 0)))
  const across = (local, name) => {
    const half = w.each(1, () => f.get(local).get(local).get(local).shuffle64(1, 0).op(name))
    return w.each(1, () => f.get(half[0]).get(half[0]).get(half[0]).shuffle32(1, 0, 3, 2).op(name))
  }
  f.forRange(row, 0, rows, 1, () => {
    f.get(row).i32(stride).op('i32.mul').set(offset)
    const maxima = w.each(4, () => f.f32x4(-Infinity))
    loop((count, masked) => {
      for (let i = 0; i < count; i++) {
        f.get(maxima[i])
          .get(at)
          .load('v128.load', logits + 16 * i)
        if (masked) {
          f.f32x4(-Infinity)
          mask()
          f.op('v128.bitselect')
        }
        f.op('f32x4.pmax').set(maxima[i])
      }
    })
    const maximum = across(
      maxima.reduce((a, b) => w.apply('f32x4.pmax', [a], [b])[0]),
      'f32x4.pmax',
    )
    const sums = w.each(4, () => f.f32x4(0))
    loop((count, masked) => {
      const d = w.each(count, (i) =>
        f
          .get(at)
          .load('v128.load', logits + 16 * i)
          .get(maximum[0])
          .op('f32x4.sub'),
      )
      w.exp(d).forEach((e, i) => {
        if (masked) {
          f.get(e)
          mask()
          f.op('v128.and').set(e)
        }
        f.get(at)
          .get(e)
          .store('v128.store', gradient + 16 * i)
        f.get(sums[i]).get(e).op('f32x4.add').set(sums[i])
      })
    })
    const total = across(
      sums.reduce((a, b) => w.apply('f32x4.add', [a], [b])[0]),
      'f32x4.add',
    )
    const scale = w.each(1, () =>
      f
        .f32x4(1 / rows)
        .get(total[0])
        .op('f32x4.div'),
    )
    loop((count) => {
      for (let i = 0; i < count; i++) {
        f.get(at)
          .get(at)
          .load('v128.load', gradient + 16 * i)
          .get(scale[0])
          .op('f32x4.mul')
          .store('v128.store', gradient + 16 * i)
      }
    })
    f.get(row).i32(2).op('i32.shl').load('i32.load', labels).i32(2).op('i32.shl').get(offset).op('i32.add').set(at)
    f.get(at)
      .get(at)
      .load('f32.load', gradient)
      .f32(1 / rows)
      .op('f32.sub')
      .store('f32.store', gradient)
    f.get(row).i32(2).op('i32.shl')
    f.get(w.log(total)[0]).get(maximum[0]).op('f32x4.add').laneOp('f32x4.extract_lane', 0)
    f.get(at).load('f32.load', logits).op('f32.sub').store('f32.store', losses)
  })
}

/** A plain float32 kernel of one shape in its own memory. */
export function plainKernel(rows, classes, fused) {
  const stride = Math.ceil(classes / 4) * 16
  const block = Math.ceil((rows * stride) / LINE) * LINE
  const logits = LINE
  const gradient = logits + block
  const labels = gradient + block
  const losses = labels + Math.ceil((rows * 4) / LINE) * LINE
  const end = losses + rows * 4 + LINE
  const memory = new WebAssembly.Memory({ initial: Math.ceil(end / 65536) })
  const module = new ModuleBuilder()
  module.importMemory('env', 'memory', { initial: 1 })
  const options = { rows, classes, stride, logits, gradient, labels, losses, fused }
  module.function({ name: 'run', export: true }, (f) => (classes <= 16 ? fewClasses(f, options) : manyClasses(f, options)))
  const { run } = new WebAssembly.Instance(new WebAssembly.Module(module.toBytes()), { env: { memory } }).exports
  const matrix = (address) => new Float32Array(memory.buffer, address, (rows * stride) / 4)
  return {
    run,
    write: (x, y) => {
      for (let r = 0; r < rows; r++) matrix(logits).set(x.subarray(r * classes, (r + 1) * classes), (r * stride) / 4)
      new Int32Array(memory.buffer, labels, rows).set(y)
    },
    losses: () => new Float32Array(memory.buffer, losses, rows),
    gradient: () =>
      Float32Array.from(
        { length: rows * classes },
        (_, i) => matrix(gradient)[(Math.floor(i / classes) * stride) / 4 + (i % classes)],
      ),
  }
}
