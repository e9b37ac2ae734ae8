// Softmax with its numbers: sliders for the logits, their exponentials, the sum, and what each class gets of it.

import { exp64, log64 } from 'argmax/numerics'
import { fixed, short } from '../app/format.ts'
import { Segments, Slider } from '../ui/Slider.tsx'
import { EXAMPLE, given, logits, probabilities, setCount, setLogit, shift, temperature } from './store.ts'

const COUNTS = Array.from({ length: 9 }, (_, i) => String(i + 2)).map((count) => [count, count] as const)

/** The greatest of the numbers, which are not empty. */
const greatest = (values: ArrayLike<number>): number => Math.max(...Array.from(values))

function Controls() {
  const { length } = logits.value
  return (
    <div class="stack">
      <div class="row">
        <span class="small muted">Classes</span>
        <Segments label="Number of classes" options={COUNTS} value={String(length)} onChange={(count) => setCount(Number(count))} />
      </div>
      <div class="logits">
        {logits.value.map((z, i) => (
          <Slider
            key={i}
            label={<Indexed letter="z" index={i + 1} />}
            name={`Logit z ${i + 1}`}
            value={z}
            min={-10}
            max={10}
            step={0.01}
            text={fixed(z, 2)}
            onChange={(value) => setLogit(i, value)}
          />
        ))}
      </div>
      <div class="logits">
        <Slider
          label="Add to all"
          value={shift.value}
          min={-100}
          max={100}
          step={0.5}
          text={fixed(shift.value, 1)}
          onChange={(value) => {
            shift.value = value
          }}
        />
        <Slider
          label="Temperature"
          value={temperature.value}
          min={0.1}
          max={10}
          step={0.1}
          text={fixed(temperature.value, 1)}
          onChange={(value) => {
            temperature.value = value
          }}
        />
      </div>
      <div class="row">
        <button
          type="button"
          class="button small"
          onClick={() => {
            logits.value = EXAMPLE.map((share) => log64(share))
            shift.value = 0
            temperature.value = 1
          }}
        >
          The example .30, .20, .15, .35
        </button>
        <button
          type="button"
          class="button small"
          onClick={() => {
            logits.value = logits.value.map(() => 0)
            shift.value = 0
            temperature.value = 1
          }}
        >
          All zero
        </button>
      </div>
    </div>
  )
}

/** A letter with its index, as in the formulas. */
export function Indexed({ letter, index }: { letter: string; index: number | string }) {
  return (
    <i>
      {letter}
      <sub>{index}</sub>
    </i>
  )
}

export function SoftmaxFigure() {
  const z = given.value
  const a = probabilities.value
  const m = greatest(z)
  const best = a.indexOf(greatest(a))
  // Around the greatest logit, so that no exponential overflows: the shares are the same.
  const terms = Array.from(z, (value) => exp64(value - m))
  const sum = terms.reduce((total, term) => total + term, 0)
  const total = a.reduce((all, share) => all + share, 0)
  return (
    <div class="grid figure-softmax">
      <Controls />
      <div class="stack">
        <table class="bars softmax-table">
          <caption class="hidden">Logits, exponentials and probabilities</caption>
          <thead>
            <tr>
              <th scope="col">
                <span class="hidden">Class</span>
              </th>
              <th scope="col">
                <Indexed letter="z" index="j" />
              </th>
              <th scope="col">
                e<sup>z − m</sup>
              </th>
              <td class="bar" />
              <th scope="col">
                <Indexed letter="a" index="j" />
              </th>
            </tr>
          </thead>
          <tbody class="number">
            {Array.from(a, (share, i) => (
              <tr key={i} class={i === best ? 'best' : ''}>
                <th scope="row">{i + 1}</th>
                <td>{fixed(z[i] as number, 2)}</td>
                <td>{fixed(terms[i] as number, 4)}</td>
                <td class="bar">
                  <div class="bar-track">
                    <div class="bar-fill" style={{ transform: `scaleX(${share})` }} />
                  </div>
                </td>
                <td class="share" data-value={share}>
                  {fixed(share, 4)}
                </td>
              </tr>
            ))}
          </tbody>
          <tfoot class="number">
            <tr>
              <th scope="row">Sum</th>
              <td />
              <td>{fixed(sum, 4)}</td>
              <td class="bar" />
              <td>
                <b>{fixed(total, 4)}</b>
              </td>
            </tr>
          </tfoot>
        </table>
        <p class="small muted">
          m = {fixed(m, 2)} is the greatest logit. Taking it from all of them changes no share, and keeps e<sup>z</sup> from
          overflowing. The most probable class, the argmax, is {best + 1} with {short(a[best] as number)}.
        </p>
      </div>
    </div>
  )
}
