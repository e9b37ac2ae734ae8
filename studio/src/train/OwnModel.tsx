// A model that was trained elsewhere, to look into: the one that the studio was opened with, or a file.

import { useId } from 'preact/hooks'
import { host } from '../app/places.ts'
import { openModel } from './store.ts'

export function OwnModel() {
  const id = useId()
  const { model } = host.value
  return (
    <div class="drop">
      {model !== null && (
        <button type="button" class="button small" onClick={() => openModel(model, undefined)}>
          Look into {model}
        </button>
      )}
      <label for={id}>A trained model to look into (.safetensors)</label>
      <input
        id={id}
        type="file"
        accept=".safetensors"
        onChange={async (event) => {
          const file = event.currentTarget.files?.[0]
          if (file) await openModel(file.name, new Uint8Array(await file.arrayBuffer()))
        }}
      />
    </div>
  )
}
