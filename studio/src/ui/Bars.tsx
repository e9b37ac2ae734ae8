// Probabilities as bars, with the logits behind them.

import { fixed } from '../app/format.ts'

export function Bars({
  names,
  logits,
  probabilities,
}: {
  names: readonly string[]
  logits?: Float32Array
  probabilities?: Float32Array
}) {
  const best = probabilities ? probabilities.indexOf(Math.max(...probabilities)) : -1
  return (
    <table class="bars">
      <caption class="hidden">Probability and logit of each class</caption>
      <thead>
        <tr>
          <th scope="col">
            <span class="hidden">Class</span>
          </th>
          <td class="bar" />
          <th scope="col">Probability</th>
          <th scope="col">Logit</th>
        </tr>
      </thead>
      <tbody class="number">
        {names.map((name, i) => (
          <tr key={name} class={i === best ? 'best' : ''}>
            <th scope="row">{name}</th>
            <td class="bar">
              <div class="bar-track">
                <div class="bar-fill" style={{ transform: `scaleX(${probabilities?.[i] ?? 0})` }} />
              </div>
            </td>
            <td>{probabilities ? fixed(probabilities[i] as number, 4) : '–'}</td>
            <td>{logits ? fixed(logits[i] as number, 2) : '–'}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
