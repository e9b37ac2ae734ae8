// Rows to choose from: pictures, or the values of a table or of the plane.

import { fixed } from '../app/format.ts'
import type { ShownRows } from '../training/protocol.ts'
import { InkPicture } from '../ui/Picture.tsx'
import { choose, example, facts } from './store.ts'

interface RowsProps {
  readonly rows: ShownRows
  /** What stands under each. */
  readonly notes?: readonly string[]
}

/** Pictures with their label; pressing one shows the network with it. */
function Pictures({ rows, notes }: RowsProps) {
  const { classNames = [], width = 1 } = facts.value ?? {}
  const side = Math.sqrt(width)
  return (
    <ul class="pictures">
      {rows.rows.map((row, i) => {
        const name = classNames[rows.labels[i] as number] ?? ''
        return (
          <li key={row}>
            <button
              type="button"
              aria-pressed={example.value?.rows[0] === row}
              aria-label={`${name}, row ${row}${notes ? `, ${notes[i]}` : ''}. Show the network with it.`}
              onClick={() => choose(rows, i)}
            >
              <InkPicture values={rows.values.subarray(i * width, (i + 1) * width)} side={side} />
              <span>{notes ? notes[i] : name}</span>
            </button>
          </li>
        )
      })}
    </ul>
  )
}

function TableRows({ rows, notes }: RowsProps) {
  const { classNames = [], width = 1, features = [] } = facts.value ?? {}
  return (
    <div class="scroll" tabIndex={0} role="group" aria-label="Rows">
      <table class="data">
        <thead>
          <tr>
            <th scope="col">Row</th>
            <th scope="col">Class</th>
            {notes && <th scope="col">Sure</th>}
            {features.map((name) => (
              <th scope="col" key={name}>
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.rows.map((row, i) => (
            <tr key={row}>
              <th scope="row">
                <button
                  type="button"
                  class="button small"
                  aria-pressed={example.value?.rows[0] === row}
                  aria-label={`Show the network with row ${row}`}
                  onClick={() => choose(rows, i)}
                >
                  {row}
                </button>
              </th>
              <td>{classNames[rows.labels[i] as number]}</td>
              {notes && <td>{notes[i]}</td>}
              {features.map((name, feature) => (
                <td key={name}>{fixed(rows.values[i * width + feature] as number, 2)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

export function Rows(props: RowsProps) {
  if (props.rows.rows.length === 0) return <p class="small muted">None.</p>
  return facts.value?.kind === 'image' ? <Pictures {...props} /> : <TableRows {...props} />
}
