// A figure with its heading, and the table behind it.

import type { ComponentChildren } from 'preact'
import { useId, useState } from 'preact/hooks'

/** A card. @param note what stands beside the heading */
export function Card({
  title,
  note,
  wide,
  children,
}: {
  title: string
  note?: ComponentChildren
  wide?: boolean
  children: ComponentChildren
}) {
  const id = useId()
  return (
    <section class={wide ? 'card wide' : 'card'} aria-labelledby={id}>
      <header>
        <h2 id={id}>{title}</h2>
        {note !== undefined && <p>{note}</p>}
      </header>
      {children}
    </section>
  )
}

/** The numbers of a picture as a table, made when it is opened. */
export function TableBehind({ label = 'Show as a table', children }: { label?: string; children: () => ComponentChildren }) {
  const [isOpen, setOpen] = useState(false)
  return (
    <details class="behind" onToggle={(event) => setOpen((event.currentTarget as HTMLDetailsElement).open)}>
      <summary>{label}</summary>
      {isOpen && (
        <div class="scroll" role="group" aria-label="Table" tabIndex={0}>
          {children()}
        </div>
      )}
    </details>
  )
}

/** A plain table of text. The first column names the row. */
export function DataTable({
  head,
  rows,
  caption,
}: {
  head: readonly string[]
  rows: readonly (readonly string[])[]
  caption: string
}) {
  return (
    <table class="data">
      <caption class="hidden">{caption}</caption>
      <thead>
        <tr>
          {head.map((title, i) => (
            <th scope="col" key={i}>
              {title}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map(([name, ...cells], row) => (
          <tr key={row}>
            <th scope="row" title={name}>
              {name}
            </th>
            {cells.map((cell, i) => (
              <td key={i}>{cell}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}
