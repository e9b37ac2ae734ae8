// The pieces that sections are built from, so that headings, tables and captions are the same everywhere.

import { printable } from '../printable.ts'
import { type Fragment, html, type Markup } from './markup.ts'

/** A section under a heading. `id` is also how the list of contents reaches it. */
export interface Section {
  readonly id: string
  readonly heading: string
  readonly body: Markup
}

/** A column of a table: text stands left, numbers stand right. */
export interface Column {
  readonly title: Fragment
  readonly numeric?: boolean
}

/** A cell with attributes of its own: a whole td. */
export class WholeCell {
  readonly td: Markup
  constructor(td: Markup) {
    this.td = td
  }
}

/** What a row holds. */
export type TableRow = readonly (Fragment | WholeCell)[]

/** A name that a user gave: its direction can't reach beyond it, and an empty one is seen. */
export function named(name: string | number): Markup {
  const text = printable(String(name))
  return text.trim() === '' ? html`<span class="muted">(empty)</span>` : html`<bdi>${text}</bdi>`
}

/** A table with a caption; the first cell of each row is its header. A wide one scrolls in its own region. */
export function table(
  caption: string,
  columns: readonly Column[],
  rows: readonly TableRow[],
  options: { foot?: readonly TableRow[]; className?: string } = {},
): Markup {
  const { foot = [], className } = options
  const numeric = (i: number): Fragment => columns[i]?.numeric && html` class="n"`
  const line = (cells: TableRow): Markup =>
    html`<tr>${cells.map((cell, i) => {
      if (cell instanceof WholeCell) return cell.td
      return i === 0 ? html`<th scope="row"${numeric(i)}>${cell}</th>` : html`<td${numeric(i)}>${cell}</td>`
    })}</tr>\n`
  const titles = columns.map(({ title }, i) => html`<th scope="col"${numeric(i)}>${title}</th>`)
  return html`<div class="scroll" role="group" aria-label="${caption}" tabindex="0"><table${className !== undefined && html` class="${className}"`}><caption>${caption}</caption>
<thead><tr>${titles}</tr></thead>
<tbody>${rows.map(line)}</tbody>${foot.length > 0 && html`<tfoot>${foot.map(line)}</tfoot>`}</table></div>`
}

/** What is behind a picture, folded until it is asked for. */
export function folded(summary: string, body: Fragment): Markup {
  return html`<details><summary>${summary}</summary>${body}</details>`
}

/** A picture that may be wider than a small screen: it shrinks to its least width in pixels, and then scrolls. */
export function scrolling(label: string, [least, best]: readonly [number, number], body: Fragment): Markup {
  const style = `flex:0 1 ${Math.floor(best)}px;--least:${Math.floor(least)}px`
  return html`<div class="scroll picture" role="group" aria-label="${label}" tabindex="0" style="${style}">${body}</div>`
}
