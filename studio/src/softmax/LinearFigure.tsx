// Where logits come from: z_j = w_j . x + b_j in two dimensions, with x, w and b to drag.

import { softmax } from 'argmax/numerics'
import { useRef, useState } from 'preact/hooks'
import { fixed, percent } from '../app/format.ts'
import { DataTable, TableBehind } from '../ui/Card.tsx'
import { Slider } from '../ui/Slider.tsx'
import { Indexed } from './SoftmaxFigure.tsx'

type Vector = readonly [number, number]

const SIZE = 360
const EXTENT = 3
const START: readonly Vector[] = [
  [1.6, 0.6],
  [-1.2, 1.4],
  [-0.4, -1.7],
]
const toPixel = (value: number): number => ((value + EXTENT) / (2 * EXTENT)) * SIZE
const round = (value: number): number => Math.max(-EXTENT, Math.min(EXTENT, Math.round(value * 20) / 20))

interface HandleProps {
  readonly at: Vector
  readonly name: string
  readonly className: string
  readonly onMove: (to: Vector) => void
}

/** A point that is dragged, or moved by the arrow keys. */
function Handle({ at, name, className, onMove }: HandleProps) {
  const drag = useRef(false)
  const move = (event: PointerEvent): void => {
    if (!drag.current) return
    const svg = (event.currentTarget as SVGElement).ownerSVGElement
    if (!svg) return
    const box = svg.getBoundingClientRect()
    onMove([
      round(((event.clientX - box.left) / box.width) * 2 * EXTENT - EXTENT),
      round(EXTENT - ((event.clientY - box.top) / box.height) * 2 * EXTENT),
    ])
  }
  return (
    <g
      class={`handle ${className}`}
      role="button"
      tabindex={0}
      aria-label={`${name} at ${fixed(at[0], 2)}, ${fixed(at[1], 2)}. Arrow keys move it.`}
      transform={`translate(${toPixel(at[0])} ${SIZE - toPixel(at[1])})`}
      onPointerDown={(event) => {
        drag.current = true
        event.currentTarget.setPointerCapture(event.pointerId)
      }}
      onPointerUp={() => {
        drag.current = false
      }}
      onPointerMove={move}
      onKeyDown={(event) => {
        const ways: Readonly<Record<string, Vector>> = {
          ArrowLeft: [-1, 0],
          ArrowRight: [1, 0],
          ArrowUp: [0, 1],
          ArrowDown: [0, -1],
        }
        const way = ways[event.key]
        if (!way) return
        event.preventDefault()
        onMove([round(at[0] + 0.1 * way[0]), round(at[1] + 0.1 * way[1])])
      }}
    >
      <circle r="16" class="reach" />
      <circle r="7" />
      <text x="10" y="-9">
        {name}
      </text>
    </g>
  )
}

export function LinearFigure() {
  const [x, setX] = useState<Vector>([1.2, 1])
  const [weights, setWeights] = useState(START)
  const [biases, setBiases] = useState<readonly number[]>([0, 0, 0])
  const z = Float32Array.from(weights, (w, j) => w[0] * x[0] + w[1] * x[1] + (biases[j] as number))
  const a = softmax(z, z.length)
  const best = a.indexOf(Math.max(...a))
  return (
    <div class="grid">
      <div class="stack">
        <svg
          class="linear"
          viewBox={`0 0 ${SIZE} ${SIZE}`}
          role="group"
          aria-label="The plane with x and the weights of three classes"
        >
          <path class="gridline" d={`M0 ${SIZE / 2}H${SIZE} M${SIZE / 2} 0V${SIZE}`} />
          {weights.map((w, j) => (
            <path key={j} class={`arrow c${j}`} d={`M${SIZE / 2} ${SIZE / 2}L${toPixel(w[0])} ${SIZE - toPixel(w[1])}`} />
          ))}
          {weights.map((w, j) => (
            <Handle
              key={j}
              at={w}
              name={`w${j + 1}`}
              className={`c${j}`}
              onMove={(to) => setWeights(weights.map((old, i) => (i === j ? to : old)))}
            />
          ))}
          <Handle at={x} name="x" className="input" onMove={setX} />
        </svg>
        <p class="small muted">Drag x or a weight; with the keyboard, arrow keys move the one in focus.</p>
      </div>
      <div class="stack">
        <div class="logits">
          {biases.map((bias, j) => (
            <Slider
              key={j}
              label={<Indexed letter="b" index={j + 1} />}
              name={`Bias b ${j + 1}`}
              value={bias}
              min={-5}
              max={5}
              step={0.1}
              text={fixed(bias, 1)}
              onChange={(value) => setBiases(biases.map((old, i) => (i === j ? value : old)))}
            />
          ))}
        </div>
        <ul class="sums number">
          {weights.map((w, j) => (
            <li key={j} class={j === best ? 'best' : ''}>
              <Indexed letter="z" index={j + 1} /> = {fixed(w[0], 2)} · {fixed(x[0], 2)} + {fixed(w[1], 2)} · {fixed(x[1], 2)} +{' '}
              {fixed(biases[j] as number, 1)} = <b>{fixed(z[j] as number, 2)}</b>, so <Indexed letter="a" index={j + 1} /> ={' '}
              <b>{percent(a[j] as number)}</b>
            </li>
          ))}
        </ul>
        <TableBehind>
          {() => (
            <DataTable
              caption="Weights, biases, logits and probabilities"
              head={['Class', 'w, first', 'w, second', 'b', 'z', 'a']}
              rows={weights.map((w, j) => [
                String(j + 1),
                fixed(w[0], 2),
                fixed(w[1], 2),
                fixed(biases[j] as number, 2),
                fixed(z[j] as number, 4),
                fixed(a[j] as number, 4),
              ])}
            />
          )}
        </TableBehind>
      </div>
    </div>
  )
}
