// Light, dark, or as the system has it.

import { effect, signal } from '@preact/signals'

export type Theme = 'auto' | 'light' | 'dark'

const KEY = 'argmax-studio-theme'
const ORDER: readonly Theme[] = ['auto', 'light', 'dark']

function readKept(): Theme {
  try {
    const kept = localStorage.getItem(KEY)
    return ORDER.find((name) => name === kept) ?? 'auto'
  } catch {
    return 'auto' // storage can be switched off
  }
}

export const theme = signal<Theme>(readKept())
const systemIsDark = matchMedia('(prefers-color-scheme: dark)')
/** Whether the page is dark now. Figures on canvases are drawn anew when it changes. */
export const isDark = signal(false)

function apply(): void {
  isDark.value = theme.value === 'auto' ? systemIsDark.matches : theme.value === 'dark'
  document.documentElement.dataset.theme = isDark.value ? 'dark' : 'light'
}

effect(() => {
  apply()
  try {
    localStorage.setItem(KEY, theme.value)
  } catch {
    // It holds for this visit, then.
  }
})
systemIsDark.addEventListener('change', apply)

/** The theme behind one in the button's order. */
export function nextTheme(current: Theme): Theme {
  return ORDER[(ORDER.indexOf(current) + 1) % ORDER.length] as Theme
}

/** Red, green and blue of a colour of the style sheet, which minifying may have made one of three digits. */
export function channels(name: string): [number, number, number] {
  const digits = colour(name).replace('#', '')
  const full = digits.length === 3 ? [...digits].map((digit) => digit + digit).join('') : digits
  return [0, 2, 4].map((at) => Number.parseInt(full.slice(at, at + 2), 16)) as [number, number, number]
}

/** A colour of the style sheet, for a canvas. */
export function colour(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim()
}
