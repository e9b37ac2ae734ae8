import { describe, expect, test } from 'vitest'
import { ShapeError, UsageError } from '../errors.ts'
import { relu } from './activations.ts'
import { add, multiply, negate } from './arithmetic.ts'
import { GraphBuilder, pruneGraph, rewriteGraph } from './graph.ts'
import { matmul } from './matmul.ts'
import { printGraph } from './print.ts'
import type { Graph, Node } from './types.ts'
import { verifyGraph } from './verify.ts'

/** y = relu(x w), w stepping towards 0, and a node that nothing needs. */
function example(): Graph {
  const builder = new GraphBuilder(4)
  const x = builder.input('x', [3], { batched: true })
  builder.input('unused', [2])
  const w = builder.state('w', [3, 2], { storage: 'columns' })
  negate(x)
  builder.output('y', relu(matmul(x, w)))
  builder.assign(w, multiply(w, 0.5))
  return builder.build()
}

const text = `%0 = input() {name: x} : float32[4, 3] batch
%1 = state() {name: w, storage: columns} : float32[3, 2]
%2 = matmul(%0, %1) {transposed: none} : float32[4, 2] batch
%3 = relu(%2) : float32[4, 2] batch
%4 = constant() {value: 0.5} : float32[]
%5 = multiply(%1, %4) : float32[3, 2]
output y = %3
assign w = %5`

describe('GraphBuilder', () => {
  test('keeps what outputs and assignments need, and numbers it anew', () => {
    const graph = example()
    expect(printGraph(graph)).toBe(text)
    expect([...graph.inputs.keys()]).toEqual(['x'])
    expect(graph.nodes.map(({ id }) => id)).toEqual([0, 1, 2, 3, 4, 5])
  })

  test('gives the same state for the same name', () => {
    const builder = new GraphBuilder(1)
    expect(builder.state('w', [2])).toBe(builder.state('w', [2]))
    expect(() => builder.state('w', [3])).toThrow(/"w".*\[2\].*\[3\]/)
  })

  test('refuses what cannot be meant', () => {
    const builder = new GraphBuilder(2)
    const x = builder.input('x', [3], { batched: true })
    const w = builder.state('w', [3])
    expect(() => new GraphBuilder(0)).toThrow(/whole number >= 1; received 0/)
    expect(() => builder.input('x', [3])).toThrow(/already has an input named "x"/)
    expect(() => builder.assign(x, x)).toThrow(/Only a state.*input/)
    expect(() => builder.assign(w, builder.state('v', [4]))).toThrow(ShapeError)
    expect(() => add(x, new GraphBuilder(2).input('z', [3], { batched: true }))).toThrow(/another graph/)
    expect(() => add(1, 2)).toThrow(UsageError)
    builder.assign(w, negate(w))
    expect(() => builder.assign(w, w.graph.apply(negate(w).operation, [w]))).toThrow(/assignment named "w"/)
  })
})

describe('rewriteGraph', () => {
  test('replaces nodes, and what follows uses the replacement', () => {
    const graph = rewriteGraph(example(), (node, copy, replaced) =>
      node.operation.name === 'relu' ? negate(replaced(node.inputs[0] as Node)) : copy(),
    )
    expect(printGraph(graph)).toBe(text.replace('relu', 'negate'))
    verifyGraph(graph, 'test')
  })

  test('may wrap new values of states', () => {
    const graph = rewriteGraph(
      example(),
      (_, copy) => copy(),
      (value, target) => add(value, target),
    )
    expect(printGraph(graph)).toContain('%6 = add(%5, %1)')
    expect(graph.assignments.get('w')?.id).toBe(6)
    verifyGraph(graph, 'test')
  })

  test('does not let a dropped node be used', () => {
    expect(() => rewriteGraph(example(), (node, copy) => (node.operation.name === 'matmul' ? null : copy()))).toThrow(
      /node 2 \(matmul\) was dropped but is used/,
    )
  })

  test('pruning twice changes nothing', () => {
    const graph = example()
    expect(printGraph(pruneGraph(graph))).toBe(printGraph(graph))
  })
})

describe('verifyGraph names the pass, the node and the broken rule', () => {
  const broken = (change: (graph: { -readonly [K in keyof Graph]: Graph[K] }, nodes: Node[]) => void): (() => void) => {
    const graph = { ...example() }
    const nodes = graph.nodes.map((node) => ({ ...node }))
    change(graph, nodes)
    return () => verifyGraph({ ...graph, nodes: graph.nodes === example().nodes ? nodes : graph.nodes }, 'a pass')
  }

  test('a sound graph passes', () => {
    expect(() => verifyGraph(example(), 'a pass')).not.toThrow()
  })

  test('an operand after its use, and a number that is not the position', () => {
    expect(broken((graph) => Object.assign(graph, { nodes: [...graph.nodes].reverse() }))).toThrow(
      /After a pass: node %5 \(multiply\) stands/,
    )
    expect(
      broken((graph) => {
        const nodes = [...graph.nodes]
        const [matmul, rectified] = [nodes[2] as Node, nodes[3] as Node]
        nodes[2] = Object.assign(rectified, { id: 2 })
        nodes[3] = Object.assign(matmul, { id: 3 })
        graph.nodes = nodes
      }),
    ).toThrow(/uses %3 before it is computed/)
  })

  test('a type that its shape rule does not give, and another batch', () => {
    expect(
      broken((graph) => {
        const node = graph.nodes[3] as Node
        Object.assign(node, { type: { ...node.type, shape: [4, 9] } })
      }),
    ).toThrow(/%3 \(relu\) has type \[4,9\], but its shape rule gives \[4,2\]/)
    expect(broken((graph) => Object.assign(graph, { batchSize: 5 }))).toThrow(/4 batch rows in a graph of 5/)
  })

  test('a name that stands for a node of another graph, and an assignment to no state', () => {
    expect(broken((graph) => Object.assign(graph, { outputs: new Map([['y', example().nodes[3] as Node]]) }))).toThrow(
      /named "y" but is not in the graph/,
    )
    expect(broken((graph) => Object.assign(graph, { states: new Map() }))).toThrow(/assigned to the unknown state "w"/)
    expect(broken((graph) => Object.assign(graph, { assignments: new Map([['w', graph.nodes[3] as Node]]) }))).toThrow(
      /does not fit the state "w"/,
    )
  })
})

describe('printGraph', () => {
  test('adds the contracts on request', () => {
    expect(printGraph(example(), { contracts: true })).toMatch(/matmul\(%0, %1\).*\/\/ none: segments of k/)
  })
})
