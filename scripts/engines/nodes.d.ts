// Types of nodes.js, for the tests that use it.

export const MAJORS: readonly number[]
export const nodePackage: string
export function nodeFolder(major: number): string
export function nodePath(major: number): string
