// The same limit in native code, at each width that the processor has: a few lines of C, where there is a C compiler.

import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'

const source = fileURLToPath(new URL('./fma.c', import.meta.url))
const WIDTHS = [128, 256, 512]

/** Whether the compiler knows the processor to have vectors of so many bits; 128 has every one that argmax runs on. */
function widest() {
  const { stdout, status } = spawnSync('cc', ['-march=native', '-dM', '-E', '-x', 'c', '/dev/null'], { encoding: 'utf8' })
  if (status !== 0) return 0
  if (/__AVX512F__/.test(stdout)) return 512
  return /__FMA__/.test(stdout) ? 256 : 128
}

/** Programs by width in bits, each a function that measures GFLOP/s once; empty where nothing can be compiled. */
export function nativeLoops() {
  const most = widest()
  if (most === 0) return new Map()
  const folder = mkdtempSync(join(tmpdir(), 'argmax-limit-'))
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }))
  const loops = new Map()
  for (const bits of WIDTHS) {
    if (bits > most) continue
    const program = join(folder, `fma${bits}`)
    const options = ['-O3', '-march=native', '-ffp-contract=fast', `-DBYTES=${bits / 8}`, source, '-o', program]
    if (spawnSync('cc', options).status === 0) loops.set(bits, () => Number(spawnSync(program, { encoding: 'utf8' }).stdout))
  }
  return loops
}
