// Types of engines.js, for the tests that use it.

export interface Engine {
  readonly name: string
  readonly package: string
  readonly folder: string
  readonly path: string
}
export const NODES: readonly Engine[]
export const ENGINES: readonly Engine[]
