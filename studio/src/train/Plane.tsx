// A set of the plane: its points, and behind them what the network says of every place. Pressing adds a point.

import { useEffect, useRef, useState } from 'preact/hooks'
import { percent } from '../app/format.ts'
import { channels, colour, isDark } from '../app/theme.ts'
import { Card, DataTable, TableBehind } from '../ui/Card.tsx'
import { Segments } from '../ui/Slider.tsx'
import { addPoint, change, facts, setting, view } from './store.ts'

/** The plane shown is [-EXTENT, EXTENT] in both directions, as the worker's regions are. */
const EXTENT = 1.2
const PIXELS = 640

/** Draws regions and points. */
function draw(canvas: HTMLCanvasElement, count: number): void {
  const context = canvas.getContext('2d')
  if (!context) return
  const colours = Array.from({ length: count }, (_, i) => colour(`--class-${i}`))
  const ground = channels('--surface')
  const regions = view.value?.regions
  context.clearRect(0, 0, PIXELS, PIXELS)
  if (regions) {
    const { side, classes, confidence } = regions
    const image = new ImageData(side, side)
    const parts = colours.map((_, i) => channels(`--class-${i}`))
    for (let row = 0; row < side; row++) {
      for (let column = 0; column < side; column++) {
        const place = (side - 1 - row) * side + column
        const part = parts[classes[place] as number] ?? ground
        const sure = ((confidence[place] as number) / 255 - 1 / count) / (1 - 1 / count)
        const mix = 0.08 + 0.42 * Math.max(0, sure)
        image.data.set(
          [...part.map((value, i) => Math.round(mix * value + (1 - mix) * (ground[i] as number))), 255],
          4 * (row * side + column),
        )
      }
    }
    const small = new OffscreenCanvas(side, side)
    small.getContext('2d')?.putImageData(image, 0, 0)
    context.imageSmoothingEnabled = true
    context.drawImage(small, 0, 0, PIXELS, PIXELS)
  }
  const points = facts.value?.points
  points?.labels.forEach((label, i) => {
    const [x = 0, y = 0] = [points.values[2 * i], points.values[2 * i + 1]]
    context.beginPath()
    context.arc(((x + EXTENT) / (2 * EXTENT)) * PIXELS, ((EXTENT - y) / (2 * EXTENT)) * PIXELS, 5, 0, 7)
    context.fillStyle = colours[label] ?? '#888888'
    context.fill()
    context.strokeStyle = colour('--surface')
    context.lineWidth = 1.5
    context.stroke()
  })
}

export function Plane() {
  const canvas = useRef<HTMLCanvasElement>(null)
  const names = facts.value?.classNames ?? []
  const [label, setLabel] = useState('0')
  const [cursor, setCursor] = useState<readonly [number, number]>([0, 0])
  const regions = view.value?.regions
  const points = facts.value?.points
  const dark = isDark.value
  useEffect(() => {
    if (canvas.current) draw(canvas.current, names.length)
  }, [regions, points, dark, names.length])
  const chosen = Math.min(Number(label), names.length - 1)
  const press = (event: MouseEvent): void => {
    const box = (event.currentTarget as HTMLElement).getBoundingClientRect()
    addPoint(
      ((event.clientX - box.left) / box.width) * 2 * EXTENT - EXTENT,
      EXTENT - ((event.clientY - box.top) / box.height) * 2 * EXTENT,
      chosen,
    )
  }
  const move = (event: KeyboardEvent): void => {
    const steps: Readonly<Record<string, readonly [number, number]>> = {
      ArrowLeft: [-1, 0],
      ArrowRight: [1, 0],
      ArrowUp: [0, 1],
      ArrowDown: [0, -1],
    }
    const way = steps[event.key]
    if (way) {
      event.preventDefault()
      const limit = (value: number): number => Math.max(-EXTENT, Math.min(EXTENT, Math.round(value * 100) / 100))
      setCursor(([x, y]) => [limit(x + 0.06 * way[0]), limit(y + 0.06 * way[1])])
    } else if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault()
      addPoint(...cursor, chosen)
    }
  }
  const { points: added } = setting.value
  const share = (value: number): string => `${((value + EXTENT) / (2 * EXTENT)) * 100}%`
  return (
    <Card title="The plane" note="colours: the class; the stronger, the surer">
      <div
        class="plane"
        role="button"
        tabIndex={0}
        aria-label={`The plane with its points. Press to add a point of class ${names[chosen]}; with the keyboard, arrows move the mark (now at ${cursor[0]}, ${cursor[1]}) and Enter adds a point there.`}
        onClick={press}
        onKeyDown={move}
      >
        <canvas ref={canvas} width={PIXELS} height={PIXELS} aria-hidden="true" />
        <span class="mark" style={{ left: share(cursor[0]), bottom: share(cursor[1]) }} aria-hidden="true" />
      </div>
      <div class="row">
        <span class="small muted">Press to add a point of class</span>
        <Segments
          label="Class of an added point"
          options={names.map((name, i) => [String(i), name] as const)}
          value={String(chosen)}
          onChange={setLabel}
        />
        {added.length > 0 && (
          <button type="button" class="button small" onClick={() => change({ points: [] })}>
            Remove {added.length}
          </button>
        )}
      </div>
      <TableBehind>
        {() => (
          <DataTable
            caption="Share of the plane that each class has"
            head={['Class', 'Points', 'Share of the plane']}
            rows={names.map((name, i) => [
              name,
              String(points?.labels.filter((one) => one === i).length ?? 0),
              regions ? percent(regions.classes.reduce((sum, one) => sum + (one === i ? 1 : 0), 0) / regions.classes.length) : '–',
            ])}
          />
        )}
      </TableBehind>
    </Card>
  )
}
