// Rows that are streamed leave typed arrays behind, which the engine is in no hurry to collect: it sees small objects, not the memory that
// they hold. Where the process has grown, this collects them.

import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/** Bytes of the process from which on it collects. */
const MOST_RESIDENT = 300 << 20
/** Bytes of typed arrays that are worth a collection. */
const WORTH_COLLECTING = 32 << 20

let collect: (() => void) | undefined
let left = 0

/** To be called between two batches. */
export function keepMemoryLow(): void {
  if (process.memoryUsage.rss() < MOST_RESIDENT) return
  const { arrayBuffers } = process.memoryUsage()
  if (arrayBuffers < left + WORTH_COLLECTING) return
  if (collect === undefined) {
    setFlagsFromString('--expose-gc')
    collect = runInNewContext('gc') as () => void
  }
  collect()
  left = process.memoryUsage().arrayBuffers
}
