// Small pictures of pixels on canvases.

import { useEffect, useRef } from 'preact/hooks'
import { channels, isDark } from '../app/theme.ts'

/** Fills a canvas. @param fill writes red, green, blue and opacity of all pixels */
function paint(canvas: HTMLCanvasElement, side: number, fill: (pixels: Uint8ClampedArray) => void): void {
  canvas.width = side
  canvas.height = side
  const context = canvas.getContext('2d')
  if (!context) return
  const image = context.createImageData(side, side)
  fill(image.data)
  context.putImageData(image, 0, 0)
}

/** Ink of [0, 1] as white on black. */
export function InkPicture({ values, side, label }: { values: Float32Array; side: number; label?: string }) {
  const canvas = useRef<HTMLCanvasElement>(null)
  useEffect(() => {
    if (!canvas.current) return
    paint(canvas.current, side, (pixels) => {
      for (let place = 0; place < side * side; place++) {
        const grey = 255 * (values[place] ?? 0)
        pixels[4 * place] = grey
        pixels[4 * place + 1] = grey
        pixels[4 * place + 2] = grey
        pixels[4 * place + 3] = 255
      }
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
    paint(canvas.current, side, (pixels) => {
      for (let place = 0; place < side * side; place++) {
        const part = Math.max(-1, Math.min(1, (values[place] ?? 0) / (most || 1)))
        const full = part > 0 ? above : below
        const size = Math.abs(part)
        pixels[4 * place] = zero[0] + size * (full[0] - zero[0])
        pixels[4 * place + 1] = zero[1] + size * (full[1] - zero[1])
        pixels[4 * place + 2] = zero[2] + size * (full[2] - zero[2])
        pixels[4 * place + 3] = 255
      }
    })
  }, [values, side, most, dark])
  return <canvas class="picture" ref={canvas} role="img" aria-label={label} />
}
