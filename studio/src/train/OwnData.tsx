// Your own data: a table, IDX files or pictures, chosen or dropped. They stay in the page.

import { useId, useState } from 'preact/hooks'
import { ask } from '../training/client.ts'
import type { OwnFile } from '../training/protocol.ts'
import { defaultSetting } from '../training/setting.ts'
import { filesOfDrop, filesOfField } from './droppedFiles.ts'
import { open, setting } from './store.ts'

interface Column {
  readonly name: string
  readonly classes: number
}

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
  const take = async (reading: Promise<readonly OwnFile[]>): Promise<void> => {
    try {
      const given = await reading
      if (given.length > 0) await read(given, undefined)
    } catch (error) {
      setProblem(error instanceof Error ? error.message : String(error))
    }
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
        if (event.dataTransfer) take(filesOfDrop(event.dataTransfer))
      }}
    >
      <label for={id}>Your own data: a .csv or .tsv file, or IDX files. Nothing is uploaded.</label>
      <input
        id={id}
        type="file"
        multiple
        onChange={(event) => event.currentTarget.files && take(filesOfField(event.currentTarget.files))}
      />
      <label for={`${id}folder`}>Or a folder with a folder of pictures for each class.</label>
      <input
        id={`${id}folder`}
        type="file"
        ref={(element) => element?.setAttribute('webkitdirectory', '')}
        onChange={(event) => event.currentTarget.files && take(filesOfField(event.currentTarget.files))}
      />
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
