// How a figure says that it is not what it seems: a warning is a sentence, handed to whom it concerns and never printed. A
// result that is an object has `warnings`; a function that returns a number or an array calls `onWarning`.

/** Receives the sentence of a warning. */
export type OnWarning = (warning: string) => void

/** An option of functions whose result has no room for warnings. */
export interface WarningOption {
  /** Called with each warning, such as that a figure is undefined. Default: warnings are dropped. */
  readonly onWarning?: OnWarning
}
