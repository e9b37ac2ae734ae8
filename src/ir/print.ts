// A graph as text, one line a node, for people and for tests that compare what a pass did.

import { references } from './references.ts'
import type { Graph, Node } from './types.ts'

function typeText({ type }: Node): string {
  return `${type.dtype}[${type.shape.join(', ')}]${type.batched ? ' batch' : ''}`
}

function attributesText({ attributes }: Node): string {
  const shown = Object.entries(attributes).filter(([key]) => !['shape', 'dtype', 'batched'].includes(key))
  return shown.length === 0
    ? ''
    : ` {${shown.map(([key, value]) => `${key}: ${Array.isArray(value) ? `[${value}]` : value}`).join(', ')}}`
}

/** The text of a graph; `contracts` adds each operation's summation order. */
export function printGraph(graph: Graph, options: { contracts?: boolean } = {}): string {
  const lines = graph.nodes.map((node) => {
    const operands = node.inputs.map(({ id }) => `%${id}`).join(', ')
    const line = `%${node.id} = ${node.operation.name}(${operands})${attributesText(node)} : ${typeText(node)}`
    return options.contracts ? `${line}  // ${references[node.operation.name].contract}` : line
  })
  for (const [name, { id }] of graph.outputs) lines.push(`output ${name} = %${id}`)
  for (const [name, { id }] of graph.assignments) lines.push(`assign ${name} = %${id}`)
  return lines.join('\n')
}
