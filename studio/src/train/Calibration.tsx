// Whether the network is right as often as it says.

import { grouped, percent } from '../app/format.ts'
import { Card, DataTable, TableBehind } from '../ui/Card.tsx'
import { view } from './store.ts'

const SIZE = 300
const EDGE = 34

export function Calibration() {
  const measured = view.value?.measured
  const bins = measured?.bins ?? []
  const most = Math.max(1, ...bins.map(({ count }) => count))
  const x = (share: number): number => EDGE + share * (SIZE - EDGE - 6)
  const y = (share: number): number => SIZE - EDGE - share * (SIZE - EDGE - 6)
  return (
    <Card title="Calibration" note={measured ? `expected calibration error ${percent(measured.calibrationError, 2)}` : undefined}>
      <svg
        class="calibration"
        viewBox={`0 0 ${SIZE} ${SIZE}`}
        role="img"
        aria-label="Accuracy against confidence, in ten bins. The table below has the figures."
      >
        {[0, 0.5, 1].map((share) => (
          <g key={share}>
            <path class="gridline" d={`M${x(share)} ${y(0)}V${y(1)} M${x(0)} ${y(share)}H${x(1)}`} />
            <text x={x(share)} y={SIZE - EDGE + 16} text-anchor="middle">
              {100 * share} %
            </text>
            <text x={EDGE - 5} y={y(share) + 4} text-anchor="end">
              {100 * share}
            </text>
          </g>
        ))}
        <path class="ideal" d={`M${x(0)} ${y(0)}L${x(1)} ${y(1)}`} />
        {bins.map(({ lower, upper, count, accuracy, confidence }) =>
          count === 0 || accuracy === null ? null : (
            <g key={lower}>
              <rect
                class="share"
                x={x(lower) + 1}
                y={y(accuracy)}
                width={x(upper) - x(lower) - 2}
                height={y(0) - y(accuracy)}
                style={{ opacity: 0.25 + 0.75 * Math.sqrt(count / most) }}
              />
              <circle cx={x(confidence ?? lower)} cy={y(accuracy)} r="3.5" />
            </g>
          ),
        )}
        <text x={x(0.5)} y={SIZE - 3} text-anchor="middle">
          how sure the network is
        </text>
      </svg>
      <p class="small muted">Bars: how often it is right. On the dashed line it would be right just as often as it says.</p>
      <TableBehind>
        {() => (
          <DataTable
            caption="Accuracy by confidence"
            head={['Confidence', 'Rows', 'Mean confidence', 'Accuracy']}
            rows={bins.map(({ lower, upper, count, confidence, accuracy }) => [
              `${percent(lower, 0)} to ${percent(upper, 0)}`,
              grouped(count),
              confidence === null ? '–' : percent(confidence),
              accuracy === null ? '–' : percent(accuracy),
            ])}
          />
        )}
      </TableBehind>
    </Card>
  )
}
