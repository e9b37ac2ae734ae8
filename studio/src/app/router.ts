// The room that the address names, in its hash: `#/train?data=iris&seed=1`. Nothing of it reaches a server.

import { signal } from '@preact/signals'

/** The rooms in the order of the navigation. */
export const ROOMS = {
  train: { title: 'Train' },
  draw: { title: 'Draw' },
  softmax: { title: 'Softmax' },
  loss: { title: 'Loss' },
  learn: { title: 'Learn' },
  export: { title: 'Export' },
} as const

export type RoomName = keyof typeof ROOMS

/** What the hash says. */
export interface Place {
  readonly room: RoomName
  /** What follows the room: `softmax` in `#/learn/softmax`. */
  readonly page: string
  readonly query: URLSearchParams
}

/** Reads a hash; what is no room is the first. */
export function readHash(hash: string): Place {
  const [, path = '', query = ''] = /^#?\/?([^?]*)\??(.*)$/.exec(hash) ?? []
  const [name = '', page = ''] = path.split('/')
  return { room: Object.hasOwn(ROOMS, name) ? (name as RoomName) : 'train', page, query: new URLSearchParams(query) }
}

const start = readHash(location.hash)

export const room = signal<RoomName>(start.room)
export const page = signal(start.page)
/** The query that the page was opened with, or that was typed since. */
export const query = signal(start.query)

window.addEventListener('hashchange', () => {
  const place = readHash(location.hash)
  const isOther = place.room !== room.value || place.page !== page.value
  room.value = place.room
  page.value = place.page
  if (place.query.size > 0) query.value = place.query
  if (!isOther) return
  window.scrollTo(0, 0)
  // Who uses a screen reader or the keyboard is taken along.
  document.getElementById('main')?.focus({ preventScroll: true })
})

/** The address of a room. */
export function linkTo(name: RoomName, page = ''): string {
  return `#/${name}${page && `/${page}`}`
}

/** Puts a setting into the address, without a new entry in the history. */
export function keepInAddress(name: RoomName, text: string): void {
  if (room.value === name) history.replaceState(null, '', `#/${name}?${text}`)
}
