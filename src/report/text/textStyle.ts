// How text for a terminal is set apart. The renderers take it from whoever knows the terminal, and leave text plain by
// default: nothing that they say depends on colour.

/** Functions that wrap text in a terminal's codes, or leave it as it is; those of picocolors fit. */
export interface TextStyle {
  bold(text: string): string
  dim(text: string): string
  cyan(text: string): string
  yellow(text: string): string
}

const asItIs = (text: string): string => text

/** No codes at all: for files, pipes and NO_COLOR. */
export const PLAIN: TextStyle = { bold: asItIs, dim: asItIs, cyan: asItIs, yellow: asItIs }
