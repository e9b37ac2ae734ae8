// Linear models: minimizers that know only a function and its gradient, and the objective of softmax regression.
export { AdamState, adam } from './adam.ts'
export { lbfgs } from './lbfgs.ts'
export { type LinearRows, linearRows } from './linearRows.ts'
export type { IterationStep, MinimizeOptions, Minimum, StopReason } from './minimum.ts'
export { newtonCg } from './newtonCg.ts'
export { owlqn } from './owlqn.ts'
export { pointSize, SoftmaxObjective, type SoftmaxProblem, softmaxRow } from './softmaxObjective.ts'
export { type Standardization, standardizationOf } from './standardize.ts'
