// Two lines over epochs, by uPlot, which is fetched when there is a first figure to draw.

import { useEffect, useRef } from 'preact/hooks'
import type UPlot from 'uplot'
import { colour, isDark } from '../app/theme.ts'

interface LineChartProps {
  readonly x: readonly number[]
  /** Training and validation. */
  readonly lines: readonly (readonly number[])[]
  readonly isLog: boolean
  readonly label: string
  /** The x axis ends here. */
  readonly span: number
}

type PlotData = [number[], ...number[][]]

function makeOptions(width: number, height: number, isLog: boolean, span: number): UPlot.Options {
  const axis = {
    stroke: colour('--muted'),
    grid: { stroke: colour('--line'), width: 1 },
    ticks: { show: false },
    font: '12px system-ui, sans-serif',
  }
  return {
    ...{ width, height },
    legend: { show: false },
    cursor: { y: false, points: { size: 6 } },
    scales: {
      x: { time: false, range: [1, Math.max(2, span)] },
      y: isLog ? { distr: 3 } : { range: (_plot, least, most) => [Math.max(0, least - 0.02), Math.min(1, most + 0.01)] },
    },
    axes: [
      { ...axis, space: 60 },
      { ...axis, size: 56, ...(isLog ? {} : { values: (_plot, values) => values.map((value) => `${Math.round(100 * value)} %`) }) },
    ],
    series: [
      {},
      { stroke: colour('--accent'), width: 2, points: { show: false } },
      { stroke: colour('--second'), width: 2, dash: [6, 4], points: { show: false } },
    ],
  }
}

export function LineChart({ x, lines, isLog, label, span }: LineChartProps) {
  const box = useRef<HTMLDivElement>(null)
  const plot = useRef<UPlot | null>(null)
  const dark = isDark.value
  const data: PlotData = [[...x], ...lines.map((line) => [...line])]
  const latest = useRef(data)
  latest.current = data

  useEffect(() => {
    let isWanted = true
    let observer: ResizeObserver | undefined
    Promise.all([import('uplot'), import('uplot/dist/uPlot.min.css')]).then(([{ default: Plot }]) => {
      const element = box.current
      if (!isWanted || !element) return
      const size = (): { width: number; height: number } => ({ width: element.clientWidth, height: element.clientHeight })
      const { width, height } = size()
      plot.current = new Plot(makeOptions(width, height, isLog, span), latest.current, element)
      observer = new ResizeObserver(() => plot.current?.setSize(size()))
      observer.observe(element)
    })
    return () => {
      isWanted = false
      observer?.disconnect()
      plot.current?.destroy()
      plot.current = null
    }
  }, [isLog, span, dark])
  useEffect(() => {
    plot.current?.setData(data)
  })
  return <div class="chart" ref={box} role="img" aria-label={label} />
}
