// The colours of a report, for light and dark. They are data, so that a test can hold every pair of text and ground against
// the contrast that WCAG 2.2 asks for (4.5 for text, 3 for lines that mean something).

/** Red, green, blue, from 0 to 255. */
export type Rgb = readonly [number, number, number]

/** One scheme. */
export interface Theme {
  readonly ground: Rgb
  /** Behind what is set apart, such as a command. */
  readonly panel: Rgb
  readonly text: Rgb
  readonly muted: Rgb
  readonly rule: Rgb
  /** The one accent: right answers, first curves, positive weights. */
  readonly accent: Rgb
  /** Its counterpart in data: mistakes, second curves, negative weights. */
  readonly contrary: Rgb
  /** Text on a dark cell of either. */
  readonly onData: Rgb
}

export const LIGHT: Theme = {
  ground: [253, 253, 252],
  panel: [245, 245, 242],
  text: [31, 35, 40],
  muted: [89, 97, 107],
  rule: [219, 220, 216],
  accent: [20, 82, 148],
  contrary: [165, 60, 8],
  onData: [255, 255, 255],
}

export const DARK: Theme = {
  ground: [20, 23, 27],
  panel: [29, 33, 38],
  text: [228, 231, 235],
  muted: [156, 166, 177],
  rule: [52, 58, 66],
  accent: [120, 176, 240],
  contrary: [240, 164, 108],
  onData: [12, 15, 18],
}

/** Cells of a matrix have one of so many strengths of colour, from 1. */
export const STRENGTHS = 10

/**
 * Where cells turn from the page's own text colour to `onData`. The strength below is weaker and the one at it stronger than
 * it need be, so that no cell's text is hard to read in either scheme.
 */
export const STRONG_FROM = 7

/** The opacity of a strength: even steps, but none in the middle, where no text would stand out. */
export function opacityOf(strength: number): number {
  return strength < STRONG_FROM ? 0.06 + (strength - 1) * 0.088 : 0.88 + (strength - STRONG_FROM) * 0.04
}

/** The strength of a share from 0 to 1; at least 1 for anything above 0. */
export function strengthOf(share: number): number {
  if (!(share > 0)) return 0
  return Math.min(STRENGTHS, Math.max(1, Math.floor(share * STRENGTHS + 0.5)))
}

/**
 * The strength of a mistake: against the worst one, so that 1 in 100 is seen beside 1 in 1,000, but only a share that is
 * large in itself gets a strong colour.
 */
export function mistakeStrengthOf(share: number, worst: number): number {
  if (!(share > 0)) return 0
  return Math.max(strengthOf(share), Math.floor(((STRONG_FROM - 1) * share) / worst + 0.5), 1)
}
