// Where one draws: mouse, finger, pen, or arrow keys with the space bar to put the pen down.

import { useEffect, useRef, useState } from 'preact/hooks'
import { PEN, type Stroke } from './normalise.ts'

const PIXELS = 480
/** How far an arrow key moves the pen, in parts of the pad. */
const STEP = 0.03

interface PadProps {
  readonly strokes: readonly Stroke[]
  /** Called at every move of the pen. */
  readonly onDraw: (strokes: readonly Stroke[]) => void
}

function paint(context: CanvasRenderingContext2D, strokes: readonly Stroke[]): void {
  context.clearRect(0, 0, PIXELS, PIXELS)
  context.strokeStyle = '#f4f5f7'
  context.lineWidth = PEN * PIXELS
  context.lineCap = 'round'
  context.lineJoin = 'round'
  for (const stroke of strokes) {
    context.beginPath()
    for (let i = 0; i + 1 < stroke.length; i += 2)
      context.lineTo((stroke[i] as number) * PIXELS, (stroke[i + 1] as number) * PIXELS)
    // A dot is a line of no length.
    if (stroke.length === 2) context.lineTo((stroke[0] as number) * PIXELS, (stroke[1] as number) * PIXELS)
    context.stroke()
  }
}

/** The last stroke, a point longer. */
function longer(strokes: readonly Stroke[], x: number, y: number): Stroke[] {
  return [...strokes.slice(0, -1), [...(strokes.at(-1) ?? []), x, y]]
}

const within = (value: number): number => Math.max(0, Math.min(1, Math.round(value * 1000) / 1000))

export function Pad({ strokes, onDraw }: PadProps) {
  const canvas = useRef<HTMLCanvasElement>(null)
  const current = useRef(strokes)
  current.current = strokes
  const [pen, setPen] = useState({ x: 0.5, y: 0.5, isDown: false })
  useEffect(() => {
    const context = canvas.current?.getContext('2d')
    if (context) paint(context, strokes)
  }, [strokes])
  const draw = (next: Stroke[]): void => {
    current.current = next
    onDraw(next)
  }
  const placeOf = (event: PointerEvent): [number, number] => {
    const box = (event.currentTarget as HTMLElement).getBoundingClientRect()
    return [within((event.clientX - box.left) / box.width), within((event.clientY - box.top) / box.height)]
  }
  const onKey = (event: KeyboardEvent): void => {
    const ways: Readonly<Record<string, readonly [number, number]>> = {
      ArrowLeft: [-1, 0],
      ArrowRight: [1, 0],
      ArrowUp: [0, -1],
      ArrowDown: [0, 1],
    }
    const way = ways[event.key]
    if (way) {
      const next = { ...pen, x: within(pen.x + STEP * way[0]), y: within(pen.y + STEP * way[1]) }
      setPen(next)
      if (pen.isDown) draw(longer(current.current, next.x, next.y))
    } else if (event.key === ' ' || event.key === 'Enter') {
      if (!pen.isDown) draw([...current.current, [pen.x, pen.y]])
      setPen({ ...pen, isDown: !pen.isDown })
    } else if (event.key === 'Backspace') draw(current.current.slice(0, -1))
    else return
    event.preventDefault()
  }
  return (
    <div
      class="pad"
      role="application"
      tabIndex={0}
      aria-label={`Pad to draw a digit on. Arrow keys move the pen, space puts it ${pen.isDown ? 'up' : 'down'}, backspace takes the last stroke away.`}
      onKeyDown={onKey}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId)
        draw([...current.current, placeOf(event)])
      }}
      onPointerMove={(event) => {
        if (event.buttons === 0 || !event.currentTarget.hasPointerCapture(event.pointerId)) return
        draw(longer(current.current, ...placeOf(event)))
      }}
    >
      <canvas ref={canvas} width={PIXELS} height={PIXELS} aria-hidden="true" />
      {strokes.length === 0 && (
        <p class="hint" aria-hidden="true">
          Draw a digit here
        </p>
      )}
      <span
        class={pen.isDown ? 'cursor down' : 'cursor'}
        style={{ left: `${100 * pen.x}%`, top: `${100 * pen.y}%` }}
        aria-hidden="true"
      />
    </div>
  )
}
