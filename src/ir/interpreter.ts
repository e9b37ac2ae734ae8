// Runs a graph node by node, slowly and plainly: the oracle that compiled programs are held to. In float32 it keeps every
// operation's contract, so a portable program must equal it bit for bit; in float64 it propagates a bound on how far any
// float32 program that keeps the contracts may be from it.

import { ShapeError, UsageError } from '../errors.ts'
import { sizeOf } from '../tensor/index.ts'
import type { Evaluated } from './reference.ts'
import { references } from './references.ts'
import type { Graph, Node } from './types.ts'

/** What the interpreter computed, by output and state name. */
export interface Interpretation {
  readonly outputs: ReadonlyMap<string, Evaluated>
  /** The new values of assigned states. */
  readonly assignments: ReadonlyMap<string, Evaluated>
  /** The value of every node, for tests of single passes. */
  readonly values: ReadonlyMap<Node, Evaluated>
}

/** Options of {@link interpret}. */
export interface InterpretOptions {
  readonly precision: 'float32' | 'float64'
  /** Rows in the batch. Default: the graph's batch size. */
  readonly rows?: number
}

/**
 * Evaluates a graph.
 *
 * @param values numbers for every input and state, by name, in row-major order (batched ones with `rows` rows)
 */
export function interpret(
  graph: Graph,
  values: Readonly<Record<string, ArrayLike<number>>>,
  { precision, rows = graph.batchSize }: InterpretOptions,
): Interpretation {
  const round = precision === 'float32' ? Math.fround : (value: number): number => value
  const evaluated = new Map<Node, Evaluated>()
  for (const node of graph.nodes) {
    const shape = node.type.batched ? [rows, ...node.type.shape.slice(1)] : node.type.shape
    const name = node.attributes.name as string | undefined
    if (node.inputs.length === 0 && name !== undefined) {
      const given = values[name]
      if (!given) throw new UsageError(`interpret: no value was given for "${name}".`)
      if (given.length !== sizeOf(shape)) {
        throw new ShapeError(`interpret: "${name}" needs ${sizeOf(shape)} numbers for [${shape}]; received ${given.length}.`)
      }
      const data = Float64Array.from(given)
      evaluated.set(node, { data, bound: precision === 'float64' ? new Float64Array(data.length) : null, shape })
      continue
    }
    const result = references[node.operation.name].evaluate({
      precision,
      round,
      inputs: node.inputs.map((operand) => evaluated.get(operand) as Evaluated),
      inputTypes: node.inputs.map((operand) => operand.type),
      attributes: node.attributes,
      shape,
    })
    evaluated.set(node, { ...result, shape })
  }
  const pick = (names: ReadonlyMap<string, Node>): Map<string, Evaluated> =>
    new Map([...names].map(([name, node]) => [name, evaluated.get(node) as Evaluated]))
  return { outputs: pick(graph.outputs), assignments: pick(graph.assignments), values: evaluated }
}
