// Your own data: a table or IDX files, chosen or dropped. They stay in the page.

import { useId, useState } from 'preact/hooks'
import { ask } from '../training/client.ts'
import type { OwnFile } from '../training/protocol.ts'
import { defaultSetting } from '../training/setting.ts'
import { open, setting } from './store.ts'

interface Column {
  readonly name: string
  readonly classes: number
}

/** Files larger than this would not fit a page. */
const MOST_BYTES = 500_000_000

export function OwnData() {
  const id = useId()
  const [isOver, setOver] = useState(false)
  const [columns, setColumns] = useState<readonly Column[]>()
  const [files, setFiles] = useState<readonly OwnFile[]>([])
  const [problem, setProblem] = useState('')

  const read = async (given: readonly OwnFile[], label: string | undefined): Promise<void> => {
    setProblem('')
    try {
      const result = await ask('ownFiles', given, label)
      if (result.kind === 'columns') {
        setColumns(result.columns)
        setFiles(given)
        return
      }
      setColumns(undefined)
      setFiles([])
      await open({ ...defaultSetting('own'), seed: setting.value.seed })
    } catch (error) {
      setProblem(error instanceof Error ? error.message : String(error))
    }
  }
  const take = async (list: FileList | null | undefined): Promise<void> => {
    const chosen = [...(list ?? [])]
    if (chosen.length === 0) return
    if (chosen.reduce((sum, { size }) => sum + size, 0) > MOST_BYTES) {
      setProblem('These files are larger than 500 MB: train on them with the command line.')
      return
    }
    const given = await Promise.all(
      chosen.map(async (file) => ({ name: file.name, bytes: new Uint8Array(await file.arrayBuffer()) })),
    )
    await read(given, undefined)
  }

  return (
    <div
      class={isOver ? 'drop over' : 'drop'}
      onDragOver={(event) => {
        event.preventDefault()
        setOver(true)
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault()
        setOver(false)
        take(event.dataTransfer?.files)
      }}
    >
      <label for={id}>Your own data: a .csv or .tsv file, or IDX files. Nothing is uploaded.</label>
      <input id={id} type="file" multiple onChange={(event) => take(event.currentTarget.files)} />
      {columns && (
        <div class="field">
          <label for={`${id}column`}>Which column holds the classes?</label>
          <select
            id={`${id}column`}
            value=""
            onChange={(event) => {
              const { value } = event.currentTarget
              if (value !== '') read(files, columns[Number(value)]?.name)
            }}
          >
            <option value="">Choose a column</option>
            {columns.map(({ name, classes }, i) => (
              <option key={name} value={String(i)}>
                {name} ({classes} different values)
              </option>
            ))}
          </select>
        </div>
      )}
      {problem && (
        <p class="notice bad" role="alert">
          {problem}
        </p>
      )}
    </div>
  )
}
