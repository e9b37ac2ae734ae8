// The frame around the rooms: name, navigation, theme, and the room that the address names.

import type { ComponentType } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { Announcer } from './announce.tsx'
import { Icon } from './Icon.tsx'
import { linkTo, ROOMS, type RoomName, room } from './router.ts'
import { nextTheme, theme } from './theme.ts'

const LOADERS: Readonly<Record<RoomName, () => Promise<ComponentType>>> = {
  train: async () => (await import('../train/TrainRoom.tsx')).TrainRoom,
  draw: async () => (await import('../draw/DrawRoom.tsx')).DrawRoom,
  softmax: async () => (await import('../softmax/SoftmaxRoom.tsx')).SoftmaxRoom,
  loss: async () => (await import('../loss/LossRoom.tsx')).LossRoom,
  learn: async () => (await import('../learn/LearnRoom.tsx')).LearnRoom,
  export: async () => (await import('../export/ExportRoom.tsx')).ExportRoom,
}

const THEME_NAMES = { auto: 'as the system', light: 'light', dark: 'dark' } as const

function ThemeButton() {
  const next = nextTheme(theme.value)
  const label = `Theme: ${THEME_NAMES[theme.value]}. Change to ${THEME_NAMES[next]}.`
  return (
    <button
      type="button"
      class="icon-button"
      aria-label={label}
      title={label}
      onClick={() => {
        theme.value = next
      }}
    >
      <Icon name={theme.value === 'auto' ? 'auto' : theme.value === 'light' ? 'sun' : 'moon'} />
    </button>
  )
}

function Room({ name }: { name: RoomName }) {
  const [loaded, setLoaded] = useState<{ name: RoomName; component: ComponentType } | undefined>()
  const [problem, setProblem] = useState('')
  useEffect(() => {
    let isWanted = true
    setProblem('')
    LOADERS[name]().then(
      (component) => isWanted && setLoaded({ name, component }),
      () => isWanted && setProblem('This room could not be loaded. Check that the server is there, and reload the page.'),
    )
    return () => {
      isWanted = false
    }
  }, [name])
  if (problem) {
    return (
      <p class="notice bad" role="alert">
        {problem}
      </p>
    )
  }
  if (loaded?.name !== name) return <p class="loading">Loading …</p>
  const Loaded = loaded.component
  return <Loaded />
}

export function App() {
  const current = room.value
  const { title } = ROOMS[current]
  useEffect(() => {
    document.title = `${title} · argmax studio`
  }, [title])
  return (
    <>
      <button type="button" class="skip" onClick={() => document.getElementById('main')?.focus()}>
        Skip to the room
      </button>
      <header class="top">
        <a class="brand" href={linkTo('train')}>
          <Icon name="brand" />
          <span>argmax</span>
        </a>
        <nav aria-label="Rooms">
          {Object.entries(ROOMS).map(([name, { title }]) => (
            <a key={name} href={linkTo(name as RoomName)} aria-current={name === current ? 'page' : undefined}>
              <Icon name={name as RoomName} />
              <span>{title}</span>
            </a>
          ))}
        </nav>
        <ThemeButton />
      </header>
      <main id="main" tabIndex={-1}>
        <Room name={current} />
      </main>
      <Announcer />
    </>
  )
}
