// The frame that all charts share: grid, ticks, names of the axes, and the way from data to places on the drawing.

import { type Fragment, html, type Markup } from '../html/markup.ts'
import { type Point, thinPoints } from './thinPoints.ts'
import type { Axis } from './ticks.ts'

/** Room around the plot for tick labels and names. */
const MARGIN = { left: 50, right: 14, top: 12, bottom: 42 }

/** What a chart is. */
export interface PlotOptions {
  /** Unique in the document. */
  readonly id: string
  /** For those who can't see it: what it is, and what it shows. */
  readonly title: string
  readonly description: string
  readonly x: Axis
  readonly y: Axis
  readonly xName: string
  readonly yName: string
  readonly width?: number
  readonly height?: number
  /** Room under the axis for more. */
  readonly below?: number
}

/** A coordinate with one decimal: a tenth of a unit can't be seen. */
export function px(value: number): string {
  return String(Number(value.toFixed(1)))
}

/** A frame to draw in. */
export interface Plot {
  readonly left: number
  readonly right: number
  readonly top: number
  readonly bottom: number
  x(value: number): number
  y(value: number): number
  /** The drawing commands of a curve, thinned; it breaks where a value is not finite. */
  path(points: readonly Point[]): string
  /** The whole drawing with `content` on the grid. */
  draw(...content: Fragment[]): Markup
}

/** An svg that is one picture to a screen reader. */
export function picture(
  { id, title, description }: Pick<PlotOptions, 'id' | 'title' | 'description'>,
  size: readonly [number, number],
  content: Fragment,
): Markup {
  const [width, height] = size
  return html`<svg role="img" aria-labelledby="${id}-title ${id}-desc" viewBox="0 0 ${px(width)} ${px(height)}" preserveAspectRatio="xMinYMin" style="max-width:${px(width * 1.25)}px"><title id="${id}-title">${title}</title><desc id="${id}-desc">${description}</desc>${content}</svg>`
}

/** Makes the frame of a chart. */
export function makePlot(options: PlotOptions): Plot {
  const { x, y, xName, yName, width = 440, height = 270, below = 0 } = options
  const left = MARGIN.left
  const right = width - MARGIN.right
  const top = MARGIN.top
  const bottom = height - MARGIN.bottom - below
  const atX = (value: number): number => left + ((right - left) * (value - x.min)) / (x.max - x.min)
  const atY = (value: number): number => bottom - ((bottom - top) * (value - y.min)) / (y.max - y.min)

  const path = (points: readonly Point[]): string => {
    const runs: Point[][] = [[]]
    for (const point of points) {
      if (Number.isFinite(point[0]) && Number.isFinite(point[1])) (runs.at(-1) as Point[]).push(point)
      else if ((runs.at(-1) as Point[]).length > 0) runs.push([])
    }
    return runs
      .map((run) => {
        const places = thinPoints(run.map(([valueX, valueY]): Point => [atX(valueX), atY(valueY)]))
        const texts = places.map(([placeX, placeY]) => `${px(placeX)} ${px(placeY)}`)
        return texts.length === 0 ? '' : `M${texts.join('L')}${texts.length === 1 ? 'h0' : ''}`
      })
      .join('')
  }

  const grid = y.ticks.map(
    (tick) =>
      html`<path class="grid" d="M${px(left)} ${px(atY(tick))}H${px(right)}"/><text class="tick" x="${px(left - 8)}" y="${px(atY(tick) + 4)}" text-anchor="end">${y.label(tick)}</text>`,
  )
  const axis = [
    html`<path class="axis" d="M${px(left)} ${px(bottom)}H${px(right)}"/>`,
    x.ticks.map(
      (tick) =>
        html`<path class="axis" d="M${px(atX(tick))} ${px(bottom)}v4"/><text class="tick" x="${px(atX(tick))}" y="${px(bottom + 17)}" text-anchor="middle">${x.label(tick)}</text>`,
    ),
  ]
  const middle = (top + bottom) / 2
  const names = html`<text class="name" x="${px((left + right) / 2)}" y="${px(bottom + 35)}" text-anchor="middle">${xName}</text><text class="name" transform="translate(11 ${px(middle)}) rotate(-90)" text-anchor="middle">${yName}</text>`
  return {
    left,
    right,
    top,
    bottom,
    x: atX,
    y: atY,
    path,
    draw: (...content) => picture(options, [width, height], [grid, axis, names, content]),
  }
}
