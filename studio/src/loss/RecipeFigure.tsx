// Why the loss is taken from logits: the four recipes on the same two logits, as numbers and on a curve.

import { useEffect, useRef } from 'preact/hooks'
import { short } from '../app/format.ts'
import { query, room } from '../app/router.ts'
import { DataTable, TableBehind } from '../ui/Card.tsx'
import { Segments, Slider } from '../ui/Slider.tsx'
import { faultOf, RECIPES } from './recipes.ts'
import { gap as gapOf, MOST_GAP, type Side, setSide, side as sideOf } from './store.ts'

const WIDTH = 640
const HEIGHT = 300
const EDGE = { left: 58, right: 12, top: 14, bottom: 36 }
/** The gap on the x axis, and what the loss's axis shows. */
const RANGES = {
  wrong: { most: MOST_GAP.wrong, ticks: [0, 200, 400, 600, 800], levels: [0, 200, 400, 600, 800] },
  right: { most: MOST_GAP.right, ticks: [0, 20, 40, 60, 80, 100], levels: [0, -10, -20, -30, -40] },
} as const
const POINTS = 320

const x = (gap: number, side: Side): number => EDGE.left + (gap / RANGES[side].most) * (WIDTH - EDGE.left - EDGE.right)

/** Where a loss stands: linear where the network is wrong, by its power of ten where it is right. */
function y(loss: number, side: Side): number | undefined {
  const inner = HEIGHT - EDGE.top - EDGE.bottom
  if (!Number.isFinite(loss)) return undefined
  if (side === 'wrong') return HEIGHT - EDGE.bottom - (Math.min(loss, 800) / 800) * inner
  if (loss <= 0) return undefined
  return EDGE.top + (-Math.log10(loss) / 46) * inner
}

/** The curve of a recipe: it ends where there is nothing to draw. */
function pathOf(run: (gap: number, isRight: boolean) => { loss: number }, side: Side): string {
  let path = ''
  for (let i = 0; i <= POINTS; i++) {
    const gap = (i / POINTS) * RANGES[side].most
    const at = y(run(gap, side === 'right').loss, side)
    if (at !== undefined) path += `${path === '' ? 'M' : 'L'}${x(gap, side).toFixed(1)} ${at.toFixed(1)}`
  }
  return path
}

const PATHS: Readonly<Record<Side, readonly string[]>> = {
  wrong: RECIPES.map(({ run }) => pathOf(run, 'wrong')),
  right: RECIPES.map(({ run }) => pathOf(run, 'right')),
}

function Curve({ side, gap }: { side: Side; gap: number }) {
  const { ticks, levels } = RANGES[side]
  return (
    <svg
      class="recipes"
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      role="img"
      aria-label={`The loss by the gap between the logits, in four ways. At a gap of ${gap}: ${RECIPES.map(({ name, run }) => `${name} ${short(run(gap, side === 'right').loss)}`).join('; ')}.`}
    >
      {ticks.map((tick) => (
        <g key={tick}>
          <path class="gridline" d={`M${x(tick, side)} ${EDGE.top}V${HEIGHT - EDGE.bottom}`} />
          <text x={x(tick, side)} y={HEIGHT - 18} text-anchor="middle">
            {tick}
          </text>
        </g>
      ))}
      {levels.map((level) => {
        const at = y(side === 'wrong' ? level : 10 ** level, side) ?? 0
        return (
          <g key={level}>
            <path class="gridline" d={`M${EDGE.left} ${at}H${WIDTH - EDGE.right}`} />
            <text x={EDGE.left - 6} y={at + 4} text-anchor="end">
              {side === 'wrong' ? level : level === 0 ? '1' : `1e${level}`}
            </text>
          </g>
        )
      })}
      <path class="now" d={`M${x(gap, side)} ${EDGE.top}V${HEIGHT - EDGE.bottom}`} />
      {PATHS[side].map((path, i) => (
        <path
          key={RECIPES[i]?.name}
          class="curve"
          d={path}
          style={{ stroke: `var(${RECIPES[i]?.colour})`, strokeWidth: 6 - 1.4 * i }}
        />
      ))}
      {RECIPES.map(({ name, colour, run }) => {
        const at = y(run(gap, side === 'right').loss, side)
        return at === undefined ? null : <circle key={name} cx={x(gap, side)} cy={at} r="5" style={{ fill: `var(${colour})` }} />
      })}
      <text x={(EDGE.left + WIDTH) / 2} y={HEIGHT - 2} text-anchor="middle">
        gap between the logits
      </text>
    </svg>
  )
}

export function RecipeFigure() {
  const [side, gap] = [sideOf.value, gapOf.value]
  const setGap = (next: number): void => {
    gapOf.value = next
  }
  const element = useRef<HTMLDivElement>(null)
  const isNamed = room.value === 'loss' && query.value.has('gap')
  useEffect(() => {
    // A link that names this figure leads to it, though it isn't the first of its room.
    if (isNamed) element.current?.closest('section')?.scrollIntoView()
  }, [isNamed])
  const isRight = side === 'right'
  const outcomes = RECIPES.map(({ run }) => run(gap, isRight))
  const truth = outcomes.at(-1) as (typeof outcomes)[number]
  const rows = RECIPES.map(({ name }, i) => {
    const outcome = outcomes[i] as (typeof outcomes)[number]
    return { name, outcome, fault: faultOf(outcome, truth) }
  })
  return (
    <div class="stack" ref={element}>
      <div class="row">
        <Segments
          label="The true class is"
          options={[
            ['wrong', 'True class behind'],
            ['right', 'True class ahead'],
          ]}
          value={side}
          onChange={setSide}
        />
        <p class="small muted number">
          Logits {gap} and 0; the true class is the {isRight ? 'first' : 'second'}.
        </p>
      </div>
      <Slider label="Gap" value={gap} min={0} max={RANGES[side].most} step={0.1} onChange={setGap} />
      <div class="row">
        {(isRight ? [10, 17, 40, 89, 104] : [10, 17, 89, 104, 710]).map((value) => (
          <button type="button" class="button small" key={value} onClick={() => setGap(value)}>
            {value}
          </button>
        ))}
      </div>
      <div class="scroll" role="group" aria-label="The four recipes" tabIndex={0}>
        <table class="data verdict">
          <caption class="hidden">Loss and gradient by four recipes</caption>
          <thead>
            <tr>
              <th scope="col">Recipe</th>
              <th scope="col">Loss</th>
              <th scope="col">Gradient</th>
              <th scope="col">What happened</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ name, outcome, fault }, i) => (
              <tr key={name}>
                <th scope="row">
                  <span class="swatch" style={{ background: `var(${RECIPES[i]?.colour})` }} /> {name}
                </th>
                <td class={fault ? 'fault loss' : 'loss'} data-value={outcome.loss}>
                  {short(outcome.loss)}
                </td>
                <td class={outcome.gradient === 0 && truth.gradient !== 0 ? 'fault' : ''}>{short(outcome.gradient)}</td>
                <td class="why">{fault || 'Right.'}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <Curve side={side} gap={gap} />
      <TableBehind label="Show the curve as a table">
        {() => (
          <DataTable
            caption="Loss by gap"
            head={['Gap', ...RECIPES.map(({ name }) => name)]}
            rows={Array.from({ length: 23 }, (_, i) => Math.round((i / 22) * RANGES[side].most)).map((at) => [
              String(at),
              ...RECIPES.map(({ run }) => short(run(at, isRight).loss)),
            ])}
          />
        )}
      </TableBehind>
    </div>
  )
}
