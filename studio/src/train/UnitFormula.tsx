// The formula of one unit with its numbers.

import { fixed } from '../app/format.ts'
import type { LayerValues } from '../training/forward.ts'
import type { ShownRows, View } from '../training/protocol.ts'
import type { Activation } from '../training/setting.ts'
import { facts } from './store.ts'

interface UnitFormulaProps {
  readonly values: readonly LayerValues[]
  readonly row: ShownRows
  readonly shown: View
  readonly probabilities: Float32Array
  readonly activation: Activation
  readonly layer: number
  readonly unit: number
}

/** Terms of the sum that are written out. */
const TERMS = 3

const signed = (value: number): string => (value < 0 ? `− ${fixed(-value, 2)}` : `+ ${fixed(value, 2)}`)

export function UnitFormula({ values, row, shown, probabilities, activation, layer, unit }: UnitFormulaProps) {
  const { sums, activations } = values[layer] as LayerValues
  const kernel = shown.weights[2 * layer] as Float32Array
  const bias = (shown.weights[2 * layer + 1] as Float32Array)[unit] as number
  const inputs: ArrayLike<number> = layer === 0 ? row.inputs : (values[layer - 1] as LayerValues).activations
  const terms = Array.from(inputs, (value, i) => ({ i, value, weight: kernel[i * sums.length + unit] as number }))
  const strongest = [...terms].sort((a, b) => Math.abs(b.value * b.weight) - Math.abs(a.value * a.weight)).slice(0, TERMS)
  const isLast = layer === values.length - 1
  const z = sums[unit] as number
  const name = facts.value?.classNames[unit] ?? ''
  const written = strongest.map(({ weight, value }) => `${fixed(weight, 2)} · ${fixed(value, 2)}`).join(' + ')
  return (
    <>
      <p class="number">
        <b>{isLast ? `Class ${name}` : `Layer ${layer + 1}, unit ${unit}`}</b>: z = {written}
        {terms.length > TERMS ? ` + … (${terms.length} terms)` : ''} {signed(bias)} = <b>{fixed(z)}</b>
      </p>
      <p class="number">
        {isLast ? (
          <>
            a = e<sup>z</sup> / the sum over all classes = <b>{fixed(probabilities[unit] as number, 4)}</b>
          </>
        ) : (
          <>
            a = {activation}({fixed(z)}) = <b>{fixed(activations[unit] as number)}</b>
          </>
        )}
      </p>
    </>
  )
}
