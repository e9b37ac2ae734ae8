// The table that `summary()` gives.

import { sizeOf } from '../tensor/index.ts'
import type { Network } from './network.ts'

/** The width of a terminal, and what the table's lines and spaces take of it. */
const LINE = 80
const FRAME = 10

const count = (value: number): string => String(value).replace(/\B(?=(\d{3})+$)/g, ',')

/** A number of bytes as people read it. */
function size(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`
  const [value, unit] = bytes < 1024 * 1024 ? [bytes / 1024, 'KB'] : [bytes / 1024 / 1024, 'MB']
  return `${Math.floor(value * 100 + 0.5) / 100} ${unit}`
}

/** Names as people tell layers apart: dense, dense_1, dense_2. */
function displayNames(network: Network): string[] {
  const seen = new Map<string, number>()
  return network.layers.map(({ kind }) => {
    const base = kind.replace(/(?<=[a-z0-9])[A-Z]/g, (letter) => `_${letter}`).toLowerCase()
    const number = seen.get(base) ?? 0
    seen.set(base, number + 1)
    return number === 0 ? base : `${base}_${number}`
  })
}

/** Widths that a line has room for: the column that is widest gives first. */
function fitted(widths: readonly number[]): number[] {
  const fitting = [...widths]
  while (fitting.reduce((total, width) => total + width, FRAME) > LINE)
    fitting[fitting.indexOf(Math.max(...fitting))] = Math.max(...fitting) - 1
  return fitting
}

/** A text of at most `width` characters, its end marked where it is cut. */
function cut(text: string, width: number): string {
  return text.length <= width ? text : `${text.slice(0, width - 1)}…`
}

/** A table of layers, output shapes and parameters, with the totals below. */
export function summarize(network: Network, title: string): string {
  const names = displayNames(network)
  const rows = network.layers.map((layer, index) => {
    const parameters = network.weights
      .filter(({ path }) => path.startsWith(`${index}.`))
      .reduce((total, { shape }) => total + sizeOf(shape), 0)
    const activation = layer.activation && layer.kind !== 'Activation' ? `, ${layer.activation}` : ''
    return [
      `${names[index]} (${layer.kind}${activation})`,
      `(batch, ${(network.outputShapes[index] as readonly number[]).join(', ')})`,
      count(parameters),
    ]
  })
  const header = ['Layer (type)', 'Output shape', 'Parameters']
  const wanted = header.map((title, column) =>
    rows.reduce((width, row) => Math.max(width, (row[column] as string).length), title.length),
  )
  const widths = fitted(wanted)
  const line = (left: string, middle: string, right: string): string =>
    left + widths.map((width) => '─'.repeat(width + 2)).join(middle) + right
  const text = (cells: readonly string[]): string => {
    const fitting = cells.map((cell, column) => {
      const width = widths[column] as number
      return column === 2 ? cut(cell, width).padStart(width) : cut(cell, width).padEnd(width)
    })
    return `│ ${fitting.join(' │ ')} │`
  }
  const total = `${count(network.parameters)} parameters (${size(network.parameters * 4)}), all trainable`
  return [
    title,
    line('┌', '┬', '┐'),
    text(header),
    line('├', '┼', '┤'),
    ...rows.map(text),
    line('└', '┴', '┘'),
    cut(`Input (batch, ${network.inputShape.join(', ')}), ${total}`, LINE),
  ].join('\n')
}
