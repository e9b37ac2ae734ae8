// A quiz as data: what schemas/quiz.schema.json describes, as types. Shaped on IMS QTI 3, in which an item has an interaction,
// a stimulus, outcomes and feedback.

/** A number, or an expression over drawn numbers and named values (docs/quiz.md lists what it may hold). */
export type Expression = number | string

/** What a fresh number is drawn from: from, from + step, ... up to `to`, or one of a list. */
export type NumberRange =
  | { readonly from: number; readonly to: number; readonly step?: number }
  | { readonly oneOf: readonly number[] }

/** A program text, shown as it stands. */
export interface Listing {
  readonly kind: 'listing'
  readonly language?: string
  readonly code: string
}

/** A figure of the studio, by its link: `studio:softmax?z=1,2,3`. */
export interface Figure {
  readonly kind: 'figure'
  readonly link: string
  readonly caption: string
}

/** A slide panel of formulas and values, each a line of Markdown with TeX. */
export interface Panel {
  readonly kind: 'panel'
  readonly title?: string
  readonly lines: readonly string[]
}

/** What a question is about. */
export type Stimulus = Listing | Figure | Panel

/** One choice of several. */
export interface Choice {
  /** Default: a, b, c ... in the order of the file. */
  readonly id?: string
  readonly text: string
  readonly right?: boolean
  readonly feedback?: string
}

interface ItemBase {
  readonly id: string
  /** Default 1. */
  readonly points?: number
  readonly text: string
  readonly stimulus?: readonly Stimulus[]
  readonly hint?: string
  readonly feedback?: string
  readonly numbers?: Readonly<Record<string, NumberRange>>
  readonly values?: Readonly<Record<string, Expression>>
  readonly where?: Expression
}

/** One choice is right. */
export interface SingleItem extends ItemBase {
  readonly kind: 'single'
  readonly choices: readonly Choice[]
}

/** One choice or more is right. */
export interface MultipleItem extends ItemBase {
  readonly kind: 'multiple'
  readonly choices: readonly Choice[]
}

/** How far a number may be off: a distance, or a share of the right answer. */
export type Tolerance = number | { readonly relative: number }

/** A number is asked for. */
export interface NumericItem extends ItemBase {
  readonly kind: 'numeric'
  readonly answer: Expression
  /** Default 0. */
  readonly tolerance?: Tolerance
  readonly unit?: string
  /** Wrong answers that are worth a word. */
  readonly mistakes?: readonly { readonly value: Expression; readonly feedback: string }[]
}

/** Entries are to be put in order; they stand in the right one. */
export interface OrderItem extends ItemBase {
  readonly kind: 'order'
  readonly entries: readonly { readonly id?: string; readonly text: string }[]
}

/** A question. */
export type Item = SingleItem | MultipleItem | NumericItem | OrderItem

/** A quiz. */
export interface Quiz {
  readonly format: 'argmax-quiz/1'
  readonly id: string
  readonly title: string
  /** BCP 47; default en. */
  readonly language?: string
  readonly description?: string
  /** Percent of the points that pass; without it the quiz is practice. */
  readonly passMark?: number
  /** ISO 8601: PT30M. */
  readonly timeLimit?: string
  readonly attempts?: number
  /** How many items an attempt draws. Default: all. */
  readonly draw?: number
  /** Default: items false, choices true. */
  readonly shuffle?: { readonly items?: boolean; readonly choices?: boolean }
  readonly items: readonly Item[]
}

/**
 * An answer to an item: a choice's id, ids of choices, a number (also as it was typed), ids in order; null where there is none.
 */
export type Answer = string | number | readonly string[] | null

/** Answers by the ids of their items. */
export type Answers = Readonly<Record<string, Answer>>

/** The id of the choice or entry at a position: its own, else a letter. */
export function idAt(parts: readonly { readonly id?: string }[], position: number): string {
  return parts[position]?.id ?? String.fromCharCode(97 + position)
}
