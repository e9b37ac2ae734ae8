// The vocabulary of the intermediate representation: values with static shapes, nodes, and what each operation declares
// about itself. Passes and kernels never branch on an operation's name; they ask these answers.

import type { Segments } from './segments.ts'

/** Element types. Losses' row weights and coefficients are float64; labels are int32; stored pixels are uint8. */
export type DType = 'float32' | 'float64' | 'int32' | 'uint8'

/** The static type of a value. */
export interface ValueType {
  readonly shape: readonly number[]
  readonly dtype: DType
  /** Whether shape[0] is the batch: then only the first `rows` rows (a run-time input) mean anything. */
  readonly batched: boolean
}

/** Plain options of a node. They are printed, compared and hashed, so they hold no objects. */
export type Attributes = Readonly<Record<string, number | string | boolean | null | readonly number[]>>

/** One operation applied to values. `id` is the node's position in its graph. */
export interface Node {
  readonly id: number
  readonly graph: NodeSink
  readonly operation: Operation
  readonly inputs: readonly Node[]
  readonly attributes: Attributes
  readonly type: ValueType
}

/** What a node needs to make further nodes in its own graph. */
export interface NodeSink {
  apply(operation: Operation, inputs: readonly Node[], attributes?: Attributes): Node
}

/** Where a value's last two axes lie in memory: 'rows' keeps the last axis contiguous, 'columns' the axis before it. */
export type Storage = 'rows' | 'columns'

/**
 * How an operation may be split between owners.
 * - elements: any element on its own, in the owner of the value it completes
 * - rows: batch rows
 * - outputs: rows of the stored result (units of a weight gradient)
 * - segments: the fixed segments of a wide layer's input features
 * - whole: one owner
 */
export type Partition = 'elements' | 'rows' | 'outputs' | 'segments' | 'whole'

/**
 * All operations. A name stands here once its operation has its file, its reference (references.ts) and its kernel
 * (wasm/kernels/index.ts).
 */
export type OperationName =
  | ('input' | 'state' | 'constant')
  | ('add' | 'subtract' | 'multiply' | 'divide' | 'maximum' | 'minimum' | 'negate' | 'absolute' | 'squareRoot')
  | ('greater' | 'equal' | 'select')
  | ('exponential' | 'logarithm' | 'relu' | 'sigmoid' | 'tanh')
  | ('gelu' | 'geluDerivative' | 'silu' | 'siluDerivative' | 'elu' | 'eluDerivative')
  | ('matmul' | 'matmulPartial' | 'segmentSum' | 'reduceSum' | 'onesLike' | 'rowMean' | 'rowShare')
  | ('softmax' | 'logSoftmax' | 'crossEntropy' | 'crossEntropyGradient')
  | ('oneHot' | 'inTopK' | 'dequantize' | 'dropoutMask')
  | ('reshape' | 'relayout' | 'toFloat32' | 'toFloat64')

/**
 * What an operation declares. One object for each operation, in one file for each family; its reference stands beside it, in
 * the family's `.reference.ts`, so that a training, which never runs one, doesn't load them.
 */
export interface Operation {
  readonly name: OperationName
  /** The result's type. @throws ShapeError where the inputs do not fit */
  infer(inputs: readonly ValueType[], attributes: Attributes): ValueType
  /** d(result) -> d(inputs); undefined for an input without gradient. Absent: the operation has no gradient. */
  gradient?(node: Node, upstream: Node): readonly (Node | undefined)[]
  /** Whether the gradient rule takes a float64 upstream gradient as it is; else it is rounded to float32 first. */
  readonly wideGradient?: boolean
  readonly partition: Partition
  /** Whether the result at a position depends only on the inputs at that position (after broadcasting). */
  readonly elementwise: boolean
  /** The storage that each operand must have for the kernel. Default: rows, and for elementwise operations that of the result. */
  operandStorage?(node: Node): readonly Storage[]
  /** Whether the result can be stored either way. Default: elementwise operations can, others only give rows. */
  anyStorage?(node: Node): boolean
  /** How the result's stored columns are cut, where it is not by the rule for their number. */
  columnSegments?(node: Node): Segments
}

/** A computation with named inputs, states (parameters, optimizer slots) and outputs. Nodes are in topological order. */
export interface Graph {
  readonly nodes: readonly Node[]
  readonly inputs: ReadonlyMap<string, Node>
  readonly states: ReadonlyMap<string, Node>
  readonly outputs: ReadonlyMap<string, Node>
  /** New values of states, written when the program has run. */
  readonly assignments: ReadonlyMap<string, Node>
  /** Rows that the program can take. */
  readonly batchSize: number
}

/**
 * Version of all summation orders and roundings together. Stored in model files; hashes of weights are compared only within
 * one version.
 */
export const numericsVersion = 1
