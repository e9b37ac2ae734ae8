// The loss of the true class and its gradient, with the terms that are ignored beside them.

import { log32, sparseCategoricalCrossentropy } from 'argmax/numerics'
import { fixed, short } from '../app/format.ts'
import { Indexed } from '../softmax/SoftmaxFigure.tsx'
import { given, logits, probabilities, setLogit } from '../softmax/store.ts'
import { Segments, Slider } from '../ui/Slider.tsx'
import { truth } from './store.ts'

const SIZE = { width: 420, height: 220, edge: 34 }

/** -log(a) for a in (0, 1], with the chosen a on it. */
function LogCurve({ share, loss }: { share: number; loss: number }) {
  const { width, height, edge } = SIZE
  const x = (a: number): number => edge + a * (width - edge - 8)
  const y = (value: number): number => height - edge - (Math.min(value, 6) / 6) * (height - edge - 10)
  let path = ''
  for (let i = 1; i <= 200; i++) {
    const a = i / 200
    const value = -log32(Math.fround(a))
    if (value <= 6) path += `${path === '' ? 'M' : 'L'}${x(a).toFixed(1)} ${y(value).toFixed(1)}`
  }
  return (
    <svg
      class="recipes"
      viewBox={`0 0 ${width} ${height}`}
      role="img"
      aria-label={`The curve of minus log a: at a = ${fixed(share, 4)} the loss is ${short(loss)}.`}
    >
      {[0, 2, 4, 6].map((level) => (
        <g key={level}>
          <path class="gridline" d={`M${edge} ${y(level)}H${width - 8}`} />
          <text x={edge - 6} y={y(level) + 4} text-anchor="end">
            {level}
          </text>
        </g>
      ))}
      {[0, 0.5, 1].map((a) => (
        <text key={a} x={x(a)} y={height - edge + 16} text-anchor="middle">
          {a}
        </text>
      ))}
      <path class="curve" d={path} style={{ stroke: 'var(--accent)', strokeWidth: 2.5 }} />
      <path class="now" d={`M${x(share)} ${y(0)}V${y(loss)}`} />
      <circle cx={x(share)} cy={y(loss)} r="5.5" style={{ fill: 'var(--accent)' }} />
      <text x={(edge + width) / 2} y={height - 3} text-anchor="middle">
        probability of the true class
      </text>
    </svg>
  )
}

export function LossFigure() {
  const z = given.value
  const a = probabilities.value
  const label = Math.min(truth.value, z.length) - 1
  const { losses, gradient } = sparseCategoricalCrossentropy([label], z, z.length)
  const loss = losses[0] as number
  /** The loss that each class would have, were it the true one. */
  const each = Array.from(z, (_, i) => sparseCategoricalCrossentropy([i], z, z.length).losses[0] as number)
  const most = Math.max(...Array.from(gradient, Math.abs), 1e-9)
  return (
    <div class="grid">
      <div class="stack">
        <div class="row">
          <span class="small muted">True class y</span>
          <Segments
            label="True class"
            options={Array.from(z, (_, i) => [String(i + 1), String(i + 1)] as const)}
            value={String(label + 1)}
            onChange={(y) => {
              truth.value = Number(y)
            }}
          />
        </div>
        <div class="logits">
          {logits.value.map((value, i) => (
            <Slider
              key={i}
              label={<Indexed letter="z" index={i + 1} />}
              name={`Logit z ${i + 1}`}
              value={value}
              min={-10}
              max={10}
              step={0.01}
              text={fixed(value, 2)}
              onChange={(next) => setLogit(i, next)}
            />
          ))}
        </div>
        <p>
          Loss = −log <Indexed letter="a" index={label + 1} /> = −log {fixed(a[label] as number, 4)} ={' '}
          <span class="big-number" data-value={loss}>
            {short(loss)}
          </span>
        </p>
        <LogCurve share={a[label] as number} loss={loss} />
      </div>
      <div class="stack">
        <div class="scroll" role="group" aria-label="Probability, loss and gradient" tabIndex={0}>
          <table class="data loss-table">
            <caption class="hidden">Probability, loss and gradient of each class</caption>
            <thead>
              <tr>
                <th scope="col">Class</th>
                <th scope="col">
                  <Indexed letter="a" index="j" />
                </th>
                <th scope="col">
                  −log <Indexed letter="a" index="j" />
                </th>
                <th scope="col">counts</th>
                <th scope="col">Gradient</th>
                <td class="bar" />
              </tr>
            </thead>
            <tbody>
              {Array.from(a, (share, i) => (
                <tr key={i} class={i === label ? 'true' : ''}>
                  <th scope="row">{i + 1}</th>
                  <td>{fixed(share, 4)}</td>
                  <td>{i === label ? <b>{short(each[i] as number)}</b> : <s>{short(each[i] as number)}</s>}</td>
                  <td>{i === label ? '× 1' : '× 0'}</td>
                  <td class="gradient" data-value={gradient[i]}>
                    {fixed(gradient[i] as number, 4)}
                  </td>
                  <td class="bar">
                    <div class="signed" aria-hidden="true">
                      <div
                        class={(gradient[i] as number) < 0 ? 'minus' : ''}
                        style={{ width: `${(50 * Math.abs(gradient[i] as number)) / most}%` }}
                      />
                    </div>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
        <p class="small muted">
          Of all terms only that of the true class counts. The gradient is a − onehot(y): training lifts the true class’s logit by 1
          − a and lowers each other one by its a. The gradients add up to 0.
        </p>
      </div>
    </div>
  )
}
