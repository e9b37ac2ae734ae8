// The WebAssembly assembler: typed instructions in, a binary module out. It knows nothing of tensors or kernels.
export { FunctionBuilder, type FunctionHandle, type Local } from './function.ts'
export { type FunctionOptions, type MemoryLimits, ModuleBuilder } from './module.ts'
export type {
  AtomicOpcode,
  LaneOpcode,
  LoadLaneOpcode,
  LoadOpcode,
  PlainOpcode,
  StoreLaneOpcode,
  StoreOpcode,
  ValType,
  WaitOpcode,
} from './opcodes.ts'
export type { Label } from './operandStack.ts'
