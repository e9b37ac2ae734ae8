import { describe, expect, test } from 'vitest'
import { type FunctionBuilder, type Label, ModuleBuilder, type ValType } from './index.ts'

function write(body: (f: FunctionBuilder) => void, results: readonly ValType[] = []): Uint8Array<ArrayBuffer> {
  const module = new ModuleBuilder()
  module.function({ name: 'kernel', parameters: ['i32', 'f32'], results }, body)
  return module.toBytes()
}

describe('the operand check', () => {
  const wrong: readonly [string, RegExp, (f: FunctionBuilder) => void, (readonly ValType[])?][] = [
    ['a missing operand', /function "kernel": f32x4\.add needs \[v128, v128\].*pushed \[v128\]/, (f) => f.f32x4(1).op('f32x4.add')],
    ['an operand of another type', /i32\.add needs \[i32, i32\].*pushed \[i32, f32\]/, (f) => f.i32(1).f32(1).op('i32.add')],
    ['a value left over', /end of the function needs \[\].*pushed \[i32\]/, (f) => f.i32(1)],
    ['a missing result', /end of the function needs \[i32\].*pushed \[\]/, () => {}, ['i32']],
    ['a wrong store', /f32\.store needs \[i32, f32\].*pushed \[i32, i32\]/, (f) => f.i32(0).i32(1).store('f32.store')],
    ['an operand from outside a block', /drop needs/, (f) => f.i32(1).block(() => f.drop())],
    ['a value left in a loop', /end of loop/, (f) => f.loop(() => f.i32(1))],
    ['select of two types', /two values of the same type/, (f) => f.i32(1).f32(1).i32(1).select()],
    ['a parameter of another type', /local\.set needs \[i32\]/, (f) => f.f64(1).set(f.parameters[0]!)],
    [
      'a value left in a branch of an if',
      /end of else/,
      (f) =>
        f.i32(1).if(
          () => f.return(),
          () => f.i32(1),
        ),
    ],
    ['a return without its value', /return needs \[i32\]/, (f) => f.block(() => f.return()).i32(1), ['i32']],
  ]
  test.each(wrong)('throws for %s', (_, message, body, results) => {
    expect(() => write(body, results)).toThrow(message)
  })

  test('throws for a label whose block has ended, also while another block of that depth is open', () => {
    expect(() =>
      write((f) => {
        let ended: Label | undefined
        f.block((label) => {
          ended = label
        })
        f.block(() => f.br(ended!))
      }),
    ).toThrow(/not open/)
  })

  test('code after br, return and unreachable takes any operand, as engines do', () => {
    const bodies: ((f: FunctionBuilder) => void)[] = [
      (f) => f.return().op('f32x4.add').drop(),
      (f) => f.block((label) => f.br(label).op('i32.add').op('i32.ctz').drop()),
      (f) => f.op('unreachable').select().drop(),
      (f) => f.get(f.parameters[0]!).if(() => f.return()),
      (f) =>
        f.get(f.parameters[0]!).if(
          () => f.i32(1).drop(),
          () => f.op('unreachable'),
        ),
      (f) => f.op('unreachable').i32(1).select().drop(),
    ]
    for (const body of bodies) expect(WebAssembly.validate(write(body))).toBe(true)
    expect(() => write((f) => f.return().f32(1).op('i32.ctz').drop())).toThrow(/i32\.ctz needs \[i32\]/)
  })
})
