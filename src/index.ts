// The public list of `argmax`.

export type { TableSource } from './data/index.ts'
export {
  ArgmaxError,
  DataError,
  DivergedError,
  FormatError,
  LabelError,
  MissingPackageError,
  ShapeError,
  UsageError,
} from './errors.ts'
export { GlorotUniform, HeUniform, type Initializer, Zeros } from './initializers/index.ts'
/** Operations for layers, losses and metrics of your own. */
export * as ops from './ir/ops.ts'
export { type Node, numericsVersion } from './ir/types.ts'
export {
  Activation,
  type ActivationName,
  Dense,
  type DenseOptions,
  Dropout,
  Flatten,
  Input,
  type Layer,
  type LowerContext,
  Rescaling,
  type WeightSpec,
} from './layers/index.ts'
export { CategoricalCrossentropy, type Loss, type LossContext, SparseCategoricalCrossentropy } from './losses/index.ts'
export { Accuracy, type Metric, TopKAccuracy } from './metrics/index.ts'
export {
  Classifier,
  type ClassifierEvaluation,
  type ClassifierTraining,
  type ClassRows,
  type Prediction,
} from './model/classifier.ts'
export type { ClassifierOptions, ClassifierProgress } from './model/classifierOptions.ts'
export {
  type ClassifierParameters,
  type ClassifierRecipe,
  type ClassifierRecipeOptions,
  classifierRecipe,
  TableClassifier,
} from './model/classifierRecipe.ts'
export type { ClassifierRows } from './model/classifierRows.ts'
export type { LabelValue } from './model/classLabels.ts'
export type {
  Calibration,
  ClassWeight,
  Estimator,
  EstimatorFitOptions,
  EstimatorResult,
  Label,
  LabelsOf,
  RowsOf,
} from './model/estimator.ts'
export type { SoftmaxResult } from './model/fitSoftmax.ts'
export { MLPClassifier, type MLPResult } from './model/mlpClassifier.ts'
export type { MLPClassifierOptions } from './model/mlpOptions.ts'
export type {
  CompileOptions,
  EvaluateOptions,
  FitOptions,
  PredictOptions,
  TrainOnBatchOptions,
} from './model/options.ts'
export { Sequential } from './model/sequential.ts'
export { softmax } from './model/softmax.ts'
export type { SoftmaxRegressionOptions } from './model/softmaxOptions.ts'
export { SoftmaxRegression } from './model/softmaxRegression.ts'
export { trainClassifier } from './model/trainClassifier.ts'
export { Adam, type AdamOptions, type Optimizer, SGD, type SGDOptions } from './optimizers/index.ts'
export {
  type BagOptions,
  type BooleanOptions,
  type CategoryOptions,
  type ColumnPlan,
  type ColumnTransform,
  type DateOptions,
  type HashedOptions,
  type NumberOptions,
  type OneHotOptions,
  type OrdinalOptions,
  Preprocessing,
  type PreprocessingOptions,
} from './preprocessing/index.ts'
export { type SparseTensor, sparseTensor, type Tensor, type TensorData, type TensorLike, tensor } from './tensor/index.ts'
export type { Logs } from './training/fit.ts'
export type { History } from './training/history.ts'
export type { InputType } from './training/inputs.ts'
export type { Predictor } from './training/predict.ts'
export { type Arithmetic, findArithmetic } from './wasm/features.ts'
