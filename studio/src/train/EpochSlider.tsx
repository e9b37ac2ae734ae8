// Goes back to the network of an earlier epoch: everything below is that of its weights.

import { useId } from 'preact/hooks'
import { figures, showEpoch, shownEpoch, status, view } from './store.ts'

export function EpochSlider() {
  const id = useId()
  const latest = figures.value.at(-1)?.epoch ?? 0
  const isIdle = status.value !== 'training' && latest > 0
  const value = shownEpoch.value ?? latest
  const shown = view.value?.epoch ?? 0
  return (
    <section class="card" aria-label="Epoch shown">
      <div class="slider long">
        <label for={id}>Network shown</label>
        <input
          id={id}
          type="range"
          min={0}
          max={Math.max(1, latest)}
          step={1}
          value={value}
          disabled={!isIdle}
          aria-valuetext={`after epoch ${shown}`}
          onInput={(event) => showEpoch(Number(event.currentTarget.value))}
        />
        <output for={id}>{latest === 0 ? 'not trained' : `after epoch ${shown}`}</output>
      </div>
    </section>
  )
}
