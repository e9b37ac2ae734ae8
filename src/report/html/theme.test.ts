import { describe, expect, it } from 'vitest'
import { HEAT_STEP } from './style.ts'
import { DARK, LIGHT, mistakeStrengthOf, opacityOf, type Rgb, STRENGTHS, STRONG_FROM, strengthOf, type Theme } from './theme.ts'

/** Relative luminance and contrast. @source WCAG 2.2, definitions */
function luminance(rgb: Rgb): number {
  const [r, g, b] = rgb.map((value) => (value <= 10.31475 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4))
  return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!
}
function contrast(a: Rgb, b: Rgb): number {
  const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y)
  return (high! + 0.05) / (low! + 0.05)
}
const mix = (over: Rgb, under: Rgb, opacity: number): Rgb =>
  over.map((v, i) => v * opacity + under[i]! * (1 - opacity)) as unknown as Rgb

describe.each([
  ['light', LIGHT],
  ['dark', DARK],
] as [string, Theme][])('the %s scheme', (_, theme) => {
  it.each(['text', 'muted', 'accent', 'contrary'] as const)('%s is readable on ground and panel (4.5)', (name) => {
    expect(contrast(theme[name], theme.ground)).toBeGreaterThanOrEqual(4.5)
    expect(contrast(theme[name], theme.panel)).toBeGreaterThanOrEqual(4.5)
  })

  it.each(['accent', 'contrary'] as const)('counts are readable on every strength of %s (4.5)', (name) => {
    for (let strength = 1; strength <= STRENGTHS; strength++) {
      const cell = mix(theme[name], theme.ground, opacityOf(strength))
      const text = strength >= STRONG_FROM ? theme.onData : theme.text
      expect(contrast(text, cell), `strength ${strength}`).toBeGreaterThanOrEqual(4.5)
    }
  })

  it.each(['accent', 'contrary'] as const)('weights are readable on every shade of %s in a heat table (4.5)', (name) => {
    for (let step = 0; step <= 10; step++) {
      const cell = mix(theme[name], theme.ground, step * HEAT_STEP)
      expect(contrast(theme.text, cell), `step ${step}`).toBeGreaterThanOrEqual(4.5)
    }
  })
})

describe('strengths', () => {
  it('anything is seen beside nothing, and all is strongest', () => {
    expect([0, 1e-6, 0.5, 1].map(strengthOf)).toEqual([0, 1, 5, STRENGTHS])
    expect(strengthOf(0 / 0)).toBe(0)
  })

  it('a mistake is seen against the worst one, but is strong only if it is large', () => {
    expect([0, 0.001, 0.01, 0.02].map((share) => mistakeStrengthOf(share, 0.02))).toEqual([0, 1, 3, STRONG_FROM - 1])
    expect(mistakeStrengthOf(0.9, 0.9)).toBe(strengthOf(0.9))
  })
})
