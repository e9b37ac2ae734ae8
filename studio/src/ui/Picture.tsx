// Small pictures of pixels on canvases.

import { useEffect, useRef } from 'preact/hooks'
import { channels, isDark } from '../app/theme.ts'

function paint(
  canvas: HTMLCanvasElement,
  width: number,
  height: number,
  pixel: (place: number) => readonly [number, number, number],
): void {
  canvas.width = width
  canvas.height = height
  const context = canvas.getContext('2d')
  if (!context) return
  const image = context.createImageData(width, height)
  for (let place = 0; place < width * height; place++) {
    const [red, green, blue] = pixel(place)
    image.data.set([red, green, blue, 255], 4 * place)
  }
  context.putImageData(image, 0, 0)
}

/** Ink of [0, 1] as white on black. */
export function InkPicture({ values, side, label }: { values: Float32Array; side: number; label?: string }) {
  const canvas = useRef<HTMLCanvasElement>(null)
  useEffect(() => {
    if (!canvas.current) return
    paint(canvas.current, side, side, (place) => {
      const grey = Math.round(255 * Math.min(1, Math.max(0, values[place] ?? 0)))
      return [grey, grey, grey]
    })
  }, [values, side])
  return <canvas class="picture" ref={canvas} {...(label ? { role: 'img', 'aria-label': label } : { 'aria-hidden': true })} />
}

/** Numbers of both signs: the accent is above zero, the second colour below. */
export function SignedPicture({ values, side, most, label }: { values: Float32Array; side: number; most: number; label: string }) {
  const canvas = useRef<HTMLCanvasElement>(null)
  const dark = isDark.value
  useEffect(() => {
    if (!canvas.current) return
    const [zero, above, below] = [channels('--raised'), channels('--accent'), channels('--second')]
    paint(canvas.current, side, side, (place) => {
      const part = Math.max(-1, Math.min(1, (values[place] ?? 0) / (most || 1)))
      const full = part > 0 ? above : below
      return zero.map((from, i) => Math.round(from + Math.abs(part) * ((full[i] as number) - from))) as [number, number, number]
    })
  }, [values, side, most, dark])
  return <canvas class="picture" ref={canvas} role="img" aria-label={label} />
}
