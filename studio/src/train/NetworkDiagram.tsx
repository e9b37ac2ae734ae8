// The network on one row: a circle for each unit, as full as it is active, and the formula of the chosen one with its numbers.

import { softmax } from 'argmax/numerics'
import { useLayoutEffect, useMemo, useState } from 'preact/hooks'
import { fixed, percent } from '../app/format.ts'
import { forward } from '../training/forward.ts'
import { Card, DataTable, TableBehind } from '../ui/Card.tsx'
import { InkPicture } from '../ui/Picture.tsx'
import { type Column, layout, type Unit } from './networkLayout.ts'
import { diagramView, example, facts, setting } from './store.ts'
import { UnitFormula } from './UnitFormula.tsx'

/** Lines between two layers; of more, the strongest. */
const MOST_EDGES = 260

interface Edge {
  readonly from: Unit
  readonly to: Unit
  readonly weight: number
}

/** The strongest connections between two columns: weight times what comes in. */
function edgesBetween(from: Column, to: Column, kernel: Float32Array, units: number): Edge[] {
  const edges: Edge[] = []
  for (const source of from.units)
    for (const target of to.units)
      edges.push({ from: source, to: target, weight: kernel[source.index * units + target.index] as number })
  return edges.sort((a, b) => Math.abs(b.weight) - Math.abs(a.weight)).slice(0, MOST_EDGES)
}

/** The width of an element, as it changes. */
function useWidth(): [(element: HTMLElement | null) => void, number] {
  const [element, setElement] = useState<HTMLElement | null>(null)
  const [width, setWidth] = useState(640)
  useLayoutEffect(() => {
    if (!element) return
    const observer = new ResizeObserver(() => setWidth(Math.max(260, Math.round(element.clientWidth))))
    observer.observe(element)
    return () => observer.disconnect()
  }, [element])
  return [setElement, width]
}

export function NetworkDiagram() {
  const [chosen, setChosen] = useState<readonly [layer: number, unit: number] | undefined>()
  const shown = diagramView.value
  const row = example.value
  const known = facts.value
  const { activation } = setting.value
  const values = useMemo(() => (shown && row ? forward(shown.weights, row.inputs, activation) : []), [shown, row, activation])
  const sizes = values.map(({ sums }) => sums.length)
  const inputs = row?.inputs.length ?? 0
  const [box, width] = useWidth()
  const columns = useMemo(() => layout(inputs, sizes, width), [inputs, sizes.join(), width])
  if (!shown || !row || !known || values.length === 0 || row.inputs.length !== (shown.shapes[0]?.[0] ?? -1)) return null
  const logits = values.at(-1)?.sums as Float64Array
  const probabilities = softmax(Float32Array.from(logits), logits.length)
  const best = probabilities.indexOf(Math.max(...probabilities))
  const layers = values.length
  const unitAt = chosen && chosen[0] < layers && chosen[1] < (sizes[chosen[0]] as number) ? chosen : ([layers - 1, best] as const)
  const side = Math.sqrt(known.width)
  const part = (layer: number, unit: number): number => {
    if (layer === layers - 1) return probabilities[unit] as number
    const { activations } = values[layer] as { activations: Float64Array }
    let most = 1e-9
    for (const value of activations) most = Math.max(most, Math.abs(value))
    return Math.abs(activations[unit] as number) / most
  }
  const move = (event: KeyboardEvent): void => {
    const [layer, unit] = unitAt
    const steps: Readonly<Record<string, readonly [number, number]>> = {
      ArrowUp: [layer, unit - 1],
      ArrowDown: [layer, unit + 1],
      ArrowLeft: [layer - 1, unit],
      ArrowRight: [layer + 1, unit],
    }
    const next = steps[event.key]
    if (!next) return
    event.preventDefault()
    const nextLayer = Math.max(0, Math.min(layers - 1, next[0]))
    const column = columns[nextLayer + 1] as Column
    const last = column.units.at(-1)?.index ?? 0
    setChosen([nextLayer, Math.max(0, Math.min(last, next[1]))])
  }
  const name = known.classNames[row.labels[0] as number] ?? ''
  const verdict = `${name} is called ${known.classNames[best]} with ${percent(probabilities[best] as number)}`
  return (
    <Card title="Network" wide note={`${[inputs, ...sizes].join(' – ')}, on row ${row.rows[0]}`}>
      <div class="network" ref={box}>
        <svg
          viewBox={`0 0 ${width} ${columns[0]?.height ?? 320}`}
          class="focus"
          role="img"
          tabindex={0}
          aria-label={`The network on row ${row.rows[0]}: ${verdict}. Arrow keys choose a unit; its formula stands below.`}
          onKeyDown={move}
        >
          {values.map((_, layer) => {
            const kernel = shown.weights[2 * layer] as Float32Array
            const from = columns[layer] as Column
            const to = columns[layer + 1] as Column
            if (layer === 0 && from.isBlock) {
              return to.units.map((unit) => (
                <path
                  key={unit.index}
                  class="edge"
                  d={`M${from.x + 46} ${from.height / 2}L${unit.x} ${unit.y}`}
                  style={{ opacity: 0.12 + 0.4 * part(0, unit.index) }}
                />
              ))
            }
            const edges = edgesBetween(from, to, kernel, sizes[layer] as number)
            const most = Math.abs(edges[0]?.weight ?? 1) || 1
            return edges.map(({ from: source, to: target, weight }) => (
              <path
                key={`${layer}-${source.index}-${target.index}`}
                class={weight < 0 ? 'edge minus' : 'edge'}
                d={`M${source.x} ${source.y}L${target.x} ${target.y}`}
                style={{ opacity: 0.05 + 0.6 * Math.abs(weight / most) }}
              />
            ))
          })}
          {columns[0]?.isBlock ? (
            <foreignObject x={columns[0].x - 46} y={columns[0].height / 2 - 46} width="92" height="92">
              {known.kind === 'image' ? (
                <InkPicture values={row.values} side={side} />
              ) : (
                <span class="small muted">{inputs} numbers</span>
              )}
            </foreignObject>
          ) : (
            columns[0]?.units.map((unit) => (
              <g key={unit.index}>
                <circle cx={unit.x} cy={unit.y} r={7} fill="var(--raised)" stroke="var(--line-strong)" />
                <text x={unit.x - 12} y={unit.y + 4} text-anchor="end">
                  {(known.features?.[unit.index] ?? '').slice(0, 14)}
                </text>
              </g>
            ))
          )}
          {columns.slice(1).map((column, layer) =>
            column.units.map((unit) => (
              <g
                key={`${layer}-${unit.index}`}
                class={unitAt[0] === layer && unitAt[1] === unit.index ? 'unit chosen' : 'unit'}
                style={{ '--part': String(part(layer, unit.index)) }}
                onPointerEnter={() => setChosen([layer, unit.index])}
                onPointerDown={() => setChosen([layer, unit.index])}
              >
                <circle cx={unit.x} cy={unit.y} r={column.radius} />
                {layer === layers - 1 && (
                  <text class={unit.index === best ? 'name' : ''} x={unit.x + 14} y={unit.y + 4}>
                    {(known.classNames[unit.index] ?? '').slice(0, 12)} {percent(probabilities[unit.index] as number, 0)}
                  </text>
                )}
              </g>
            )),
          )}
        </svg>
      </div>
      <div class="readout">
        <UnitFormula {...{ values, row, shown, probabilities, activation }} layer={unitAt[0]} unit={unitAt[1]} />
      </div>
      <TableBehind>
        {() => (
          <DataTable
            caption="Sums and activations of all units"
            head={['Unit', 'z', 'a']}
            rows={values.flatMap(({ sums, activations }, layer) =>
              [...sums].map((z, unit) => [
                `layer ${layer + 1}, unit ${unit}`,
                fixed(z, 4),
                fixed(layer === layers - 1 ? (probabilities[unit] as number) : (activations[unit] as number), 4),
              ]),
            )}
          />
        )}
      </TableBehind>
    </Card>
  )
}
