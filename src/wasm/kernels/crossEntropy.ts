// Cross-entropy from logits and its gradient, one pass for both: numerics/sparseCategoricalCrossentropy.ts and
// numerics/categoricalCrossentropy.ts on vectors, bit for bit.

import type { Node } from '../../ir/types.ts'
import type { AnchorKernel, KernelContext } from '../kernel.ts'
import { addToOdd } from './float64/addToOdd.ts'
import { log1pNonNegative } from './float64/log.ts'
import type { OneRow, Rows, RowTile } from './float64/rows.ts'
import { forRowTiles } from './float64/rowTile.ts'
import type { Vectors } from './float64/vectors.ts'

/** What a kernel of this family writes: losses, gradients, or both. */
interface Results {
  readonly loss: Node | null
  readonly gradient: Node | null
}

/** The kernel of `crossEntropy`. */
export const crossEntropyKernel: AnchorKernel = (context) => {
  writeCrossEntropy(context, { loss: context.group.anchor, gradient: null })
}

/** The kernel of `crossEntropyGradient`, which writes the loss of the same operands too where the group has it as companion. */
export const crossEntropyGradientKernel: AnchorKernel = (context) => {
  writeCrossEntropy(context, { loss: context.group.companion, gradient: context.group.anchor })
}

function writeCrossEntropy(context: KernelContext, results: Results): void {
  const { place } = context
  const { inputs, attributes } = (results.gradient ?? results.loss) as Node
  const [logits, labels] = inputs as [Node, Node]
  if (labels.type.dtype === 'int32') {
    const source = { logits: place(logits), labels: place(labels), ignoreClass: attributes.ignoreClass as number | null }
    forRowTiles(context, source, (tile) => writeForLabels(context, tile, results))
  } else {
    forRowTiles(context, { logits: place(logits), sums: true }, (tile) => {
      tile.forEachRow((row) => writeForTargets(context, row, results))
    })
  }
}

/** Integer labels: loss = -d_y + L; gradient_i = e_i r, r = 1 / T, less 1 for the label, or -S1 r where it is the argmax. */
function writeForLabels({ place }: KernelContext, tile: RowTile, { loss, gradient }: Results): void {
  const scaleOf = (rows: Rows): Vectors | null => gradient && rowScale(rows, [gradient.inputs[3], gradient.inputs[2]], place)
  if (gradient) {
    tile.forEachRow((row) => {
      const scale = scaleOf(row)
      const reciprocal = row.writer.constant(1).over(row.total)
      row.write(place(gradient), ({ terms }) => {
        const shares = terms.times(reciprocal)
        return scale ? scale.times(shares) : shares
      })
      const counts = counted(scale, row.counts())
      if (counts) row.clear(place(gradient), counts)
    })
  }
  tile.forPairs((rows) => {
    const { writer, rest, total } = rows
    const label = rows.label()
    if (loss) {
      const weight = rowScale(rows, [loss.inputs[2]], place)
      const exact = addToOdd(label.distance(), log1pNonNegative(rest, total))
      rows.storeRowValues(place(loss), weighted(exact, weight, rows.counts()))
    }
    if (gradient) {
      const share = label.isArgmax.select(rest, label.term()).times(writer.constant(1).over(total))
      const exact = label.isArgmax.select(writer.constant(0).minus(share), share.minus(1))
      label.write(place(gradient), weighted(exact, scaleOf(rows), rows.counts()))
    }
  })
}

/**
 * Targets: loss = sum_j q_j (-d_j) + L Q, where R = the sum of q_j but that of the argmax, and Q = q_a + R;
 * gradient_i = (e_i r) Q - q_i, r = 1 / T, or R - (S1 r) Q where it is the argmax.
 */
function writeForTargets({ place }: KernelContext, row: OneRow, { loss, gradient }: Results): void {
  const { rest, total } = row
  const maximum = loss && row.maximum()
  const { inputs, attributes } = (gradient ?? loss) as Node
  const [logits, targets] = [place(inputs[0] as Node), place(inputs[1] as Node)]
  const smoothing = (attributes.labelSmoothing as number | undefined) ?? 0
  const spread = smoothing / targets.layout.columns
  const smoothed = (values: Vectors): Vectors => values.times(1 - smoothing).plus(spread)
  const [others, own, lossSum] = row.sums(({ values, isArgmax }) => {
    const q = smoothed(values(targets))
    const parts = [q.except(isArgmax), q.and(isArgmax)]
    if (!maximum) return parts
    const x = values(logits)
    const d = x.minus(maximum).except(x.equals(maximum))
    return [...parts, q.times(d.negated()).except(q.equals(0))]
  }) as [Vectors, Vectors, Vectors | undefined]
  const sum = own.plus(others)
  if (loss) {
    const weight = rowScale(row, [loss.inputs[2]], place)
    row.storeRowValues(place(loss), weighted(addToOdd(lossSum as Vectors, log1pNonNegative(rest, total).times(sum)), weight))
  }
  if (gradient) {
    const out = place(gradient)
    const scale = rowScale(row, [gradient.inputs[3], gradient.inputs[2]], place)
    const reciprocal = row.writer.constant(1).over(total)
    const ofArgmax = others.minus(rest.times(reciprocal).times(sum))
    row.write(out, ({ terms, isArgmax, values }) => {
      const ofOthers = terms
        .times(reciprocal)
        .times(sum)
        .minus(smoothed(values(targets)))
      const exact = isArgmax.select(ofArgmax, ofOthers)
      return scale ? scale.times(exact) : exact
    })
    const counts = counted(scale)
    if (counts) row.clear(out, counts)
  }
}

/** The product of the row weights that there are, or null. */
function rowScale(rows: Rows, weights: readonly (Node | undefined)[], place: KernelContext['place']): Vectors | null {
  const given = weights.filter((node): node is Node => node !== undefined)
  return given.reduce<Vectors | null>((product, node) => {
    const values = rows.rowValues(place(node))
    return product ? product.times(values) : values
  }, null)
}

/** weight * values, or 0 where a row does not count. */
function weighted(values: Vectors, weight: Vectors | null, counts: Vectors | null = null): Vectors {
  const product = weight ? weight.times(values) : values
  const mask = counted(weight, counts)
  return mask ? product.and(mask) : product
}

/** Whether rows count (a mask): their weight is not 0, and their label is not ignored. Null where all do. */
function counted(weight: Vectors | null, counts: Vectors | null = null): Vectors | null {
  const weighs = weight?.differsFrom(0) ?? null
  return weighs && counts ? weighs.and(counts) : (weighs ?? counts)
}
