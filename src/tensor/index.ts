// Tensors as plain data.
export { ARRAY_CONSTRUCTORS, type ArrayOfElementType, allocateLike, type ElementType, elementTypeOf } from './elementType.ts'
export { checkSparse, isSparseTensor, type SparseParts, type SparseTensor, sparseTensor } from './sparse.ts'
export { isTensor, type NestedNumbers, sizeOf, type Tensor, type TensorData, type TensorLike, tensor, toTensor } from './tensor.ts'
