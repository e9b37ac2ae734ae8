// The table that `summary()` gives.

import { sizeOf } from '../tensor/index.ts'
import type { Network } from './network.ts'

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
  const widths = header.map((title, column) =>
    rows.reduce((width, row) => Math.max(width, (row[column] as string).length), title.length),
  )
  const line = (left: string, middle: string, right: string): string =>
    left + widths.map((width) => '─'.repeat(width + 2)).join(middle) + right
  const text = (cells: readonly string[]): string =>
    `│${cells.map((cell, column) => (column === 2 ? ` ${cell.padStart(widths[column] as number)} ` : ` ${cell.padEnd(widths[column] as number)} `)).join('│')}│`
  return [
    title,
    line('┌', '┬', '┐'),
    text(header),
    line('├', '┼', '┤'),
    ...rows.map(text),
    line('└', '┴', '┘'),
    `Input (batch, ${network.inputShape.join(', ')}), ${count(network.parameters)} parameters (${size(network.parameters * 4)}), all trainable`,
  ].join('\n')
}
