// Softmax of a model's logits, for users, and at once: the WebAssembly kernel over blocks of rows. Where there is no
// WebAssembly, or a page's policy refuses to compile it, numerics/ gives the same bits, only more slowly.

import { ShapeError } from '../errors.ts'
import { GraphBuilder } from '../ir/graph.ts'
import { softmax as softmaxOperation } from '../ir/softmax.ts'
import { softmax as softmaxRows } from '../numerics/index.ts'
import { InlineRuntime } from '../runtime/inline.ts'
import type { DirectProgram } from '../runtime/runtime.ts'
import { type Tensor, type TensorLike, toTensor } from '../tensor/index.ts'

/**
 * Logits in a block: with their results they fit a second-level cache. Fewer than one block take numerics/ half a millisecond,
 * and compiling a program takes tens.
 */
const BLOCK = 16384
/** Longer rows than this would keep megabytes for each class count. */
const LONGEST = 0x40000
/** Class counts whose programs are kept; the one that was used longest ago goes first. */
const KEPT = 4

/** Softmax of rows of one length. */
interface RowProgram {
  readonly program: DirectProgram
  /** Rows in a block. */
  readonly capacity: number
}

const programs = new Map<number, RowProgram>()
let refused = false

/**
 * Probabilities from logits: exp(x_i) / sum_j exp(x_j) over the last axis, at most 0.5001 ULP off.
 *
 * A row with NaN, with +infinity twice, or of -infinity throughout gives NaN; +infinity once gives the one-hot limit.
 *
 * @param logits [..., classes], or one row of numbers
 * @returns a new float32 Tensor of the same shape, with the bits of `softmax` of argmax/numerics
 * @throws ShapeError for a single number, and for rows without classes
 */
export function softmax(logits: TensorLike): Tensor<Float32Array> {
  const { data, shape, scale = 1 } = toTensor(logits, 'logits')
  const classes = shape[shape.length - 1]
  if (classes === undefined || classes === 0)
    throw new ShapeError(`softmax: logits must have at least one class in their last dimension; received [${shape}].`)
  const values =
    data instanceof Float32Array && scale === 1 ? data : Float32Array.from(data as ArrayLike<number>, (value) => value * scale)
  const compiled = values.length < BLOCK || classes > LONGEST ? null : programFor(classes)
  return { data: compiled ? runInBlocks(compiled, values, classes) : softmaxRows(values, classes), shape: [...shape] }
}

/** The program for rows of `classes` logits; null where WebAssembly cannot be had. */
function programFor(classes: number): RowProgram | null {
  const found = programs.get(classes) ?? compile(classes)
  if (!found) return null
  programs.delete(classes) // a Map keeps the order of insertion: the latest goes to the end
  programs.set(classes, found)
  for (const oldest of programs.keys()) {
    if (programs.size <= KEPT) break
    programs.delete(oldest)
  }
  return found
}

function compile(classes: number): RowProgram | null {
  if (refused || typeof WebAssembly === 'undefined') return null
  const capacity = Math.max(1, Math.floor(BLOCK / classes))
  const graph = new GraphBuilder(capacity)
  graph.output('probabilities', softmaxOperation(graph.input('logits', [classes], { batched: true })))
  try {
    return { program: new InlineRuntime('strict').open().loadNow(graph.build()), capacity }
  } catch (error) {
    // CompileError: a content security policy, or an engine without SIMD. RangeError: no memory, or a limit of the page's thread.
    refused = (error as Error).cause instanceof WebAssembly.CompileError || error instanceof RangeError
    if (refused) return null
    throw error
  }
}

function runInBlocks({ program, capacity }: RowProgram, logits: Float32Array, classes: number): Float32Array {
  const out = new Float32Array(logits.length)
  const rows = logits.length / classes
  for (let start = 0; start < rows; start += capacity) {
    const count = Math.min(capacity, rows - start)
    const end = (start + count) * classes
    program.write('logits', logits.subarray(start * classes, end))
    program.run(count)
    program.read('probabilities', out.subarray(start * classes, end), count)
  }
  return out
}
