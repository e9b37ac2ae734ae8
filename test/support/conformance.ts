// The conformance check of a runtime: any graph, on any numbers, against the interpreter.

import { expect } from 'vitest'
import { interpret } from '../../src/ir/interpreter.ts'
import { printGraph } from '../../src/ir/print.ts'
import type { Graph } from '../../src/ir/types.ts'
import { enableRelaxedSimd } from '../../src/node/index.ts'
import { RandomStream } from '../../src/random.ts'
import { InlineRuntime } from '../../src/runtime/inline.ts'
import type { ProgramOptions } from '../../src/runtime/runtime.ts'
import { sizeOf } from '../../src/tensor/index.ts'
import { supportsRelaxedFma } from '../../src/wasm/features.ts'

// So that Node 20 runs programs in fma arithmetic too.
enableRelaxedSimd()

export type Values = Record<string, Float32Array | Float64Array | Int32Array | Uint8Array>

/** Random numbers for all inputs and states of a graph. */
export function numbersFor(graph: Graph, seed: number, rows: number = graph.batchSize): Values {
  const values: Values = {}
  for (const [name, { type, operation }] of [...graph.inputs, ...graph.states]) {
    const shape = type.batched ? [rows, ...type.shape.slice(1)] : type.shape
    const stream = new RandomStream(seed, name)
    const size = sizeOf(shape)
    if (type.dtype === 'int32') values[name] = Int32Array.from({ length: size }, () => stream.nextBelow(1 << 20))
    else if (type.dtype === 'uint8') values[name] = Uint8Array.from({ length: size }, () => stream.nextBelow(256))
    else if (type.dtype === 'float64') values[name] = Float64Array.from({ length: size }, () => stream.nextUniform())
    else if (operation.name === 'state' && name.includes('/square'))
      values[name] = Float32Array.from({ length: size }, () => stream.nextUniform())
    else values[name] = Float32Array.from({ length: size }, () => 2 * stream.nextUniform() - 1)
  }
  return values
}

/** Runs a graph's program and gives outputs and new states by name. */
export function runProgram(
  graph: Graph,
  values: Values,
  rows: number,
  arithmetic: 'strict' | 'fma',
  options: ProgramOptions = {},
): Map<string, Float64Array> {
  const session = new InlineRuntime(arithmetic).open()
  for (const [name, { type, attributes }] of graph.states) {
    session.declareState(name, type.shape, attributes.storage as 'rows' | 'columns')
    session.writeState(name, values[name] as Float32Array)
  }
  const program = session.loadNow(graph, options)
  for (const name of graph.inputs.keys()) program.write(name, values[name] as Float32Array)
  if (options.separateUpdates) {
    program.gradients(rows)
    program.update(rows)
  } else program.run(rows)
  const results = new Map<string, Float64Array>()
  for (const [name, { type }] of graph.outputs) {
    const target = new Float64Array(sizeOf(type.batched ? [rows, ...type.shape.slice(1)] : type.shape))
    program.read(name, target, rows)
    results.set(name, target)
  }
  for (const name of graph.assignments.keys()) results.set(`state ${name}`, Float64Array.from(session.readState(name)))
  return results
}

/**
 * Checks strict programs against the float32 interpreter, bit for bit, and all arithmetics that this machine has against the
 * bound of the float64 interpreter. `tamper` changes what the program is given, to show that the check can fail.
 */
export function checkProgram(
  graph: Graph,
  values: Values,
  rows: number,
  options: ProgramOptions = {},
  tamper = (given: Values): Values => given,
): void {
  const exact = interpret(graph, values, { precision: 'float32', rows })
  const close = interpret(graph, values, { precision: 'float64', rows })
  const strict = runProgram(graph, tamper(values), rows, 'strict', options)
  for (const [name, { data }] of [
    ...exact.outputs,
    ...[...exact.assignments].map(([name, value]) => [`state ${name}`, value] as const),
  ]) {
    const got = strict.get(name) as Float64Array
    for (let i = 0; i < data.length; i++) {
      if (!Object.is(got[i], data[i]) && !(Number.isNaN(got[i]) && Number.isNaN(data[i]))) {
        expect.fail(`${name}[${i}] is ${got[i]}, the float32 interpreter gives ${data[i]}\n${printGraph(graph)}`)
      }
    }
  }
  const programs = supportsRelaxedFma() ? [strict, runProgram(graph, tamper(values), rows, 'fma', options)] : [strict]
  for (const results of programs) {
    for (const [name, { data, bound }] of [
      ...close.outputs,
      ...[...close.assignments].map(([name, value]) => [`state ${name}`, value] as const),
    ]) {
      const got = results.get(name) as Float64Array
      for (let i = 0; i < data.length; i++) {
        const error = Math.abs((got[i] as number) - (data[i] as number))
        const allowed = (bound as Float64Array)[i] as number
        // Where the exact result is infinite (the gradient of a root at 0) or past what float32 holds, no bound can be given.
        if (error > allowed && Number.isFinite(Math.fround(data[i] as number))) {
          expect.fail(`${name}[${i}] is ${got[i]}, the float64 interpreter gives ${data[i]} +- ${allowed}\n${printGraph(graph)}`)
        }
      }
    }
  }
}
