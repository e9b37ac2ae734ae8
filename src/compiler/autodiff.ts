// Reverse-mode differentiation, graph to graph: the gradients are nodes like all others, so fusion, planning and the
// interpreter treat them no differently, and anything written in ir operations gets its gradient for free.

import { UsageError } from '../errors.ts'
import { add } from '../ir/arithmetic.ts'
import type { GraphBuilder } from '../ir/graph.ts'
import type { Node } from '../ir/types.ts'
import { toFloat32 } from '../ir/widths.ts'

/**
 * Appends the gradients of the sum of `roots` to the graph.
 *
 * @param roots scalars, each with gradient 1
 * @param targets what to differentiate by
 * @returns for each target d(sum of roots)/d(target), of the target's shape; undefined where nothing depends on it
 */
export function differentiate(builder: GraphBuilder, roots: readonly Node[], targets: readonly Node[]): (Node | undefined)[] {
  const relevant = dependents(roots, targets)
  const gradients = new Map<Node, Node>()
  const one = builder.constant(1)
  const accumulate = (node: Node, gradient: Node): void => {
    const known = gradients.get(node)
    if (known) gradients.set(node, add(toFloat32(known), toFloat32(gradient)))
    else gradients.set(node, node.operation.wideGradient ? gradient : toFloat32(gradient))
  }
  for (const root of roots) if (relevant.has(root)) accumulate(root, one)
  const order = [...relevant].sort((a, b) => b.id - a.id)
  for (const node of order) {
    const upstream = gradients.get(node)
    if (!upstream || node.inputs.length === 0) continue
    if (!node.operation.gradient) {
      throw new UsageError(
        `The operation "${node.operation.name}" has no gradient, but a parameter is trained through it. ` +
          'Give it a gradient rule, or keep parameters out of its operands.',
      )
    }
    const shares = node.operation.gradient(node, upstream)
    node.inputs.forEach((operand, i) => {
      const share = shares[i]
      if (share && relevant.has(operand)) accumulate(operand, share)
    })
  }
  return targets.map((target) => gradients.get(target))
}

/** The nodes that lie on a path from a target to a root. */
function dependents(roots: readonly Node[], targets: readonly Node[]): Set<Node> {
  const ancestors = new Set<Node>()
  const stack = [...roots]
  while (stack.length > 0) {
    const node = stack.pop() as Node
    if (ancestors.has(node)) continue
    ancestors.add(node)
    stack.push(...node.inputs)
  }
  const relevant = new Set<Node>(targets.filter((target) => ancestors.has(target)))
  for (const node of [...ancestors].sort((a, b) => a.id - b.id)) {
    if (node.inputs.some((operand) => relevant.has(operand))) relevant.add(node)
  }
  return relevant
}
