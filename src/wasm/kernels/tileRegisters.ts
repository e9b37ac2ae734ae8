// The registers that tiles take.

/** Vector registers that V8 leaves to WebAssembly: a tile that needs more spills. */
export const REGISTERS = 15

/** Registers of a tile of dot products: its accumulators, one operand of each of its rows, and one of a unit. */
export function dotTileRegisters({ rows, units }: { readonly rows: number; readonly units: number }): number {
  return rows * units + rows + 1
}

/** Registers of a tile of outer products: its accumulators, a vector of each column, and one scalar. */
export function outerTileRegisters({ rows, vectors }: { readonly rows: number; readonly vectors: number }): number {
  return rows * vectors + vectors + 1
}
