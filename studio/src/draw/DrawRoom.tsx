// The room where one draws a digit and a model says which it is.

import { useEffect, useId } from 'preact/hooks'
import { percent } from '../app/format.ts'
import { host } from '../app/places.ts'
import { Bars } from '../ui/Bars.tsx'
import { Card, DataTable, TableBehind } from '../ui/Card.tsx'
import { InkPicture } from '../ui/Picture.tsx'
import { SIDE } from './normalise.ts'
import { Pad } from './Pad.tsx'
import { sampleDigit } from './samples.ts'
import {
  canUseTrained,
  classNames,
  draw,
  modelText,
  picture,
  problem,
  result,
  type Source,
  source,
  start,
  strokes,
  useModel,
} from './store.ts'

const NOTHING = new Float32Array(SIDE * SIDE)

function ModelChoice() {
  const id = useId()
  const options: readonly (readonly [Source, string])[] = [
    ['shipped', 'The one that ships with the studio'],
    ...(host.value.model === null ? [] : ([['served', host.value.model]] as const)),
    ...(canUseTrained() ? ([['trained', 'The one of the room Train']] as const) : []),
    ...(source.value === 'file' ? ([['file', 'Your file']] as const) : []),
  ]
  return (
    <Card title="Model" note={modelText.value}>
      <div class="fields few">
        <div class="field">
          <label for={`${id}model`}>Model</label>
          <select id={`${id}model`} value={source.value ?? ''} onChange={(event) => useModel(event.currentTarget.value as Source)}>
            {options.map(([value, title]) => (
              <option key={value} value={value}>
                {title}
              </option>
            ))}
          </select>
        </div>
        <div class="field">
          <label for={`${id}file`}>Or your own .safetensors</label>
          <input
            id={`${id}file`}
            type="file"
            accept=".safetensors"
            onChange={(event) => {
              const file = event.currentTarget.files?.[0]
              if (file) useModel('file', file)
            }}
          />
        </div>
      </div>
      {problem.value && (
        <p class="notice bad" role="alert">
          {problem}
        </p>
      )}
    </Card>
  )
}

function Answer() {
  const said = result.value
  if (!said) return <p class="answer muted">Draw a digit, or load a sample.</p>
  const { probabilities } = said
  const best = probabilities.indexOf(Math.max(...probabilities))
  return (
    <p class="answer">
      <b>{classNames.value[best]}</b>, with {percent(probabilities[best] as number)}
    </p>
  )
}

export function DrawRoom() {
  useEffect(() => {
    start()
  }, [])
  const pixels = picture.value
  return (
    <>
      <div class="intro">
        <h1>Draw a digit</h1>
        <p>At every stroke the network says which digit it sees, and how sure it is of each of the ten.</p>
      </div>
      <div class="drawing">
        <div class="stack">
          <section class="card" aria-label="Pad">
            <Pad strokes={strokes.value} onDraw={draw} />
            <div class="row">
              <button type="button" class="button" onClick={() => draw([])} disabled={strokes.value.length === 0}>
                Clear
              </button>
              <button
                type="button"
                class="button"
                onClick={() => draw(strokes.value.slice(0, -1))}
                disabled={strokes.value.length === 0}
              >
                Undo
              </button>
            </div>
            <div>
              <p class="small muted" id="samples">
                Load a sample
              </p>
              <div class="sample-buttons" role="group" aria-labelledby="samples">
                {Array.from({ length: 10 }, (_, digit) => (
                  <button
                    type="button"
                    class="button small"
                    key={digit}
                    aria-label={`Sample ${digit}`}
                    onClick={() => draw(sampleDigit(digit))}
                  >
                    {digit}
                  </button>
                ))}
              </div>
            </div>
          </section>
        </div>
        <div class="stack">
          <section class="card" aria-label="Answer">
            <div class="seen">
              <InkPicture values={pixels ?? NOTHING} side={SIDE} label="The drawing as the network sees it, 28 by 28 pixels" />
              <div>
                <Answer />
                <p class="small muted">
                  What the network sees: fitted into 20 × 20 pixels, centred by its mass in 28 × 28, as MNIST’s digits are.
                </p>
              </div>
            </div>
            <Bars
              names={classNames.value}
              {...(result.value && { logits: result.value.logits, probabilities: result.value.probabilities })}
            />
            <TableBehind label="The 28 × 28 pixels as a table">
              {() => (
                <DataTable
                  caption="Ink of each pixel, from 0 to 255"
                  head={['Row', ...Array.from({ length: SIDE }, (_, i) => String(i))]}
                  rows={Array.from({ length: SIDE }, (_, row) => [
                    String(row),
                    ...Array.from({ length: SIDE }, (_, column) => String(Math.round(255 * (pixels?.[row * SIDE + column] ?? 0)))),
                  ])}
                />
              )}
            </TableBehind>
          </section>
          <ModelChoice />
        </div>
      </div>
    </>
  )
}
