// How the loops of a matrix product are cut. Nothing here changes a result: whatever the tiles and blocks, each sum runs in the
// order that its operation declares. `defaultTiles` decides by shape alone; tuner.ts by measuring.

/** A product of rows with rows, as dotProducts.ts writes it. */
export interface DotShape {
  readonly kind: 'dot'
  /** Rows of the batch, and what they are padded to a multiple of. */
  readonly rows: number
  readonly rowTile: number
  readonly units: number
  /** Vectors of four along k. */
  readonly vectors: number
}

/** Its tile of (rows x units) accumulators, and its blocks. */
export interface DotTiling {
  readonly kind: 'dot'
  /** Divides `rowTile`. */
  readonly rows: number
  /** 4, whose sums leave as one vector; or as many as there are. */
  readonly units: number
  /** Rows (a multiple of `rows`) that stay in the first-level cache for all units of a block. */
  readonly rowBlock: number
  /** Units (a multiple of `units`) that stay in the second-level cache for all rows. */
  readonly unitBlock: number
  /** Whether the units of a block are copied tile by tile, neighbours side by side, so that their vectors come in pairs. */
  readonly packUnits: boolean
}

/** A sum of outer products, as outerProducts.ts writes it. */
export interface OuterShape {
  readonly kind: 'outer'
  /** Rows of the result, and which heights tiles may have so that rows come out even: see `TileRows`. */
  readonly rows: number
  readonly evenRows: number
  /** Vectors of four in a row. */
  readonly vectors: number
  /** Terms of a sum, in its longest piece. */
  readonly depth: number
  /** Whether neighbouring rows' scalars lie side by side (a weight gradient), not neighbouring terms'. */
  readonly scalarsAcross: boolean
  /** Bytes from one term's scalar, and vector, to the next. */
  readonly scalarStep: number
  readonly vectorStep: number
}

/** Its tile of (rows x vectors) accumulators, and its blocks. */
export interface OuterTiling {
  readonly kind: 'outer'
  readonly rows: number
  readonly vectors: number
  /** Terms after which a sum goes to memory and comes back, so that the operands of a block stay in the first-level cache. */
  readonly depth: number
  /** Rows (a multiple of `rows`) whose scalars stay in the second-level cache for all columns. */
  readonly rowBlock: number
  /** Whether a strip of vectors is copied side by side before its tiles run. */
  readonly packVectors: boolean
  /** Whether the scalars of a block are copied tile by tile (only with `scalarsAcross`). */
  readonly packScalars: boolean
}

/** Chooses tiles and blocks. */
export interface Tiler {
  /** Whether elementwise operations run on two neighbouring vectors at a time. */
  readonly pairs: boolean
  dot(shape: DotShape): DotTiling
  outer(shape: OuterShape): OuterTiling
}

/** Rows of a dot product's tile by its units: about eight accumulators hide the latency of a multiply-add. */
export const DOT_ROWS = [0, 4, 4, 2, 2] as const

/** Vectors of an outer product's tile by its rows: about eight accumulators, within the registers (docs/design/tiles.md). */
export const OUTER_VECTORS = [0, 6, 4, 3, 2] as const

/** What a tile's operands may fill of the first-level cache (32 KiB), and a block's of the second (512 KiB and up). */
const FIRST_LEVEL = 16384
const SECOND_LEVEL = 262144

const downTo = (value: number, multiple: number): number => Math.max(multiple, Math.floor(value / multiple) * multiple)

/** Tiles and blocks by shape, without measuring. */
export const defaultTiles: Tiler = {
  pairs: false,
  dot({ rowTile, units: count, vectors }) {
    const units = Math.min(4, count)
    const rows = Math.min(DOT_ROWS[units] as number, rowTile)
    const bytes = vectors * 16
    return {
      kind: 'dot',
      rows,
      units,
      rowBlock: downTo(FIRST_LEVEL / bytes, Math.max(rows, rowTile)),
      unitBlock: downTo(SECOND_LEVEL / bytes, units),
      packUnits: false,
    }
  },
  outer({ rows: count, evenRows, vectors: width, depth: terms, scalarsAcross, vectorStep }) {
    // A strip is read once for each tile of rows. Its terms lie `vectorStep` apart, each in cache lines of its own; copied side by
    // side they fill no line in part and no set twice. The copy costs about half a tile.
    const packVectors = count >= 64 && evenRows >= 4
    // Where strips stay where they are, one of 64 bytes wastes less of its lines.
    const rows = Math.min(packVectors ? 4 : width >= 4 ? 2 : 4, evenRows, count)
    const vectors = OUTER_VECTORS[rows] as number
    const packScalars = scalarsAcross && packVectors
    const lines = Math.max(32, linesThatFit(vectorStep) / 2)
    const depth = packVectors ? 256 : downTo(Math.min(lines, FIRST_LEVEL / (vectors * 16 + (scalarsAcross ? count * 4 : 0))), 32)
    return {
      kind: 'outer',
      rows,
      vectors,
      depth,
      rowBlock: packScalars ? downTo(SECOND_LEVEL / (4 * Math.min(terms, depth)), rows) : Number.POSITIVE_INFINITY,
      packVectors,
      packScalars,
    }
  },
}

/**
 * Tiles for an engine that fuses pairs of neighbouring 128-bit operations into one of 256 bits: sixteen sums in eight registers.
 * Where it does not, these tiles spill.
 */
export const pairedTiles: Tiler = {
  pairs: true,
  dot(shape) {
    const usual = defaultTiles.dot(shape)
    // A copy costs about as much as two rows.
    if (usual.units < 4 || shape.rowTile % 4 > 0 || shape.rows < 16) return usual
    return { ...usual, rows: 4, packUnits: true }
  },
  outer(shape) {
    const usual = defaultTiles.outer(shape)
    const rows = Math.min(4, shape.evenRows, shape.rows)
    if (shape.vectors < 4) return usual
    const rowBlock = usual.rowBlock === Number.POSITIVE_INFINITY ? usual.rowBlock : downTo(usual.rowBlock, rows)
    return { ...usual, rows, vectors: 4, rowBlock }
  },
}

/** Lines at addresses `step` bytes apart that a first-level cache of 8 ways and 64 sets holds. */
function linesThatFit(step: number): number {
  let common = step
  for (let other = 4096; other > 0; ) [common, other] = [other, common % other]
  return 8 * Math.min(64, 4096 / common)
}
