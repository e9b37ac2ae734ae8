// The few icons, as lines of one width.

const PATHS = {
  brand: 'M5 19v-4 M10 19v-6 M15 19V5 M20 19v-3',
  train: 'M4 18c4 0 5-11 9-11s4 4 7 4',
  draw: 'M5 19l1-4L16 5l3 3L9 18l-4 1z',
  softmax: 'M5 19v-5 M10 19v-9 M15 19V5 M20 19v-2',
  loss: 'M5 5c1 9 5 13 14 14',
  learn: 'M12 7c-2-2-5-2-8-1v12c3-1 6-1 8 1 2-2 5-2 8-1V6c-3-1-6-1-8 1z M12 7v12',
  export: 'M12 15V4 M8 8l4-4 4 4 M5 14v5h14v-5',
  sun: 'M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8z M12 3v1.5 M12 19.5V21 M3 12h1.5 M19.5 12H21 M5.6 5.6l1 1 M17.4 17.4l1 1 M5.6 18.4l1-1 M17.4 6.6l1-1',
  moon: 'M19 14.5A7.5 7.5 0 0 1 9.5 5a7.5 7.5 0 1 0 9.5 9.5z',
  auto: 'M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16z M12 4v16 M12 8h3.5 M12 12h4 M12 16h3.5',
  play: 'M8 5l11 7-11 7z',
  pause: 'M9 5v14 M15 5v14',
  step: 'M6 5l9 7-9 7z M18 5v14',
  reset: 'M5 12a7 7 0 1 0 2.2-5.1 M5 4v4h4',
  close: 'M6 6l12 12 M18 6L6 18',
} as const

export type IconName = keyof typeof PATHS

export function Icon({ name }: { name: IconName }) {
  return (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={PATHS[name]} />
    </svg>
  )
}
