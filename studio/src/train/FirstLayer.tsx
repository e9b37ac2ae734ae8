// What each unit of the first layer looks for: its weights as a picture.

import { useState } from 'preact/hooks'
import { fixed } from '../app/format.ts'
import { Card, DataTable, TableBehind } from '../ui/Card.tsx'
import { SignedPicture } from '../ui/Picture.tsx'
import { facts, layerView } from './store.ts'

/** Pictures at first; the others on demand. */
const FIRST = 40

export function FirstLayer() {
  const [showsAll, setAll] = useState(false)
  const kernel = layerView.value?.weights[0]
  const [inputs = 0, units = 0] = layerView.value?.shapes[0] ?? []
  if (!kernel || inputs !== facts.value?.width) return null
  let most = 0
  for (const weight of kernel) most = Math.max(most, Math.abs(weight))
  const count = showsAll ? units : Math.min(units, FIRST)
  const column = (unit: number): Float32Array =>
    Float32Array.from({ length: inputs }, (_, pixel) => kernel[pixel * units + unit] as number)
  return (
    <Card title="First layer" wide note="the weights of its units, pixel by pixel">
      <ul class="kernels">
        {Array.from({ length: count }, (_, unit) => (
          <li key={unit}>
            <SignedPicture values={column(unit)} side={Math.sqrt(inputs)} most={most} label={`Weights of unit ${unit}`} />
            {unit}
          </li>
        ))}
      </ul>
      {units > FIRST && (
        <button type="button" class="button small" onClick={() => setAll(!showsAll)}>
          {showsAll ? 'Fewer' : `All ${units} units`}
        </button>
      )}
      <p class="small muted">Blue pixels speak for the unit, orange ones against it. The strongest weight is {fixed(most)}.</p>
      <TableBehind>
        {() => (
          <DataTable
            caption="Weights of the units of the first layer"
            head={['Unit', 'Least', 'Greatest', 'Mean of the sizes']}
            rows={Array.from({ length: units }, (_, unit) => {
              const values = [...column(unit)]
              const mean = values.reduce((sum, value) => sum + Math.abs(value), 0) / values.length
              return [String(unit), fixed(Math.min(...values)), fixed(Math.max(...values)), fixed(mean)]
            })}
          />
        )}
      </TableBehind>
    </Card>
  )
}
