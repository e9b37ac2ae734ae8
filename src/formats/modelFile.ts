// A model as one safetensors file: the weights as tensors, and a JSON description in the string metadata under "argmax".
// Reading checks everything and runs nothing from the file.

import { describe, FormatError, UsageError } from '../errors.ts'
import { numericsVersion } from '../ir/types.ts'
import type { Layer, LayerMaker } from '../layers/index.ts'
import type { Network } from '../network/network.ts'
import { sizeOf, tensor } from '../tensor/index.ts'
import type { InputType } from '../training/inputs.ts'
import type { Recipe } from '../training/lowering.ts'
import { type Checkpoint, checkpointFromJson } from '../training/state.ts'
import type { Arithmetic } from '../wasm/features.ts'
import { type Calibration, readCalibration } from './calibration.ts'
import { checkField, FORMAT_VERSION, fromFile, objectOf, readDescription, readInput, writeDescription } from './description.ts'

export { fromFile } from './description.ts'

/** What a model was trained on, so that its test rows can be told from its training rows later. */
export interface DatasetRecord {
  readonly name: string
  /** SHA-256 of the data. */
  readonly hash?: string
  readonly seed?: number
  /** The column that the labels are from, where it is a table. */
  readonly label?: string
  /** The columns that the hash is of, where it is a table. */
  readonly columns?: readonly string[]
  /** How it was split, as whoever split it describes it. */
  readonly split?: Readonly<Record<string, unknown>>
}

/** A kind with its config, as everything nameable is kept. */
export interface Described {
  readonly kind: string
  readonly config: Readonly<Record<string, unknown>>
}

/** All that a model file says. */
export interface ModelDescription {
  readonly network: Network
  /** All layers as they were given, Input too. */
  readonly layers: readonly Layer[]
  readonly weights: readonly Float32Array[]
  readonly arithmetic: Arithmetic
  readonly numericsVersion: number
  readonly seed: number
  readonly input: InputType | undefined
  readonly recipe: { readonly optimizer: Described; readonly loss: Described; readonly metrics: readonly Described[] } | undefined
  readonly classNames: readonly string[] | undefined
  /** What the numbers of a row are called. */
  readonly featureNames: readonly string[] | undefined
  readonly dataset: DatasetRecord | undefined
  /** What was fitted on held-out rows. */
  readonly calibration?: Calibration | undefined
  /** What a resumed run needs, where it was kept. */
  readonly checkpoint: Checkpoint | undefined
}

/** Makes the parts of a model of what a file says of them; each throws an error where it can't. See parts.ts. */
export interface Parts {
  /** @param custom makers of a user's own layers, by kind */
  layer(kind: unknown, config: Described['config'], custom: ReadOptions['layers']): Layer
  network(layers: readonly Layer[], inputShape: readonly number[]): Network
  recipe(described: NonNullable<ModelDescription['recipe']>): Recipe
  /** Whether a recipe can train a network. */
  checkRecipe(network: Network, recipe: Recipe): void
  /** The name of an optimizer's slot for a weight. */
  slotPath(weight: string, slot: string): string
}

/** Options of {@link readModel}. */
export interface ReadOptions {
  /** Makers of a user's own layers, by kind. */
  readonly layers?: Readonly<Record<string, LayerMaker>> | undefined
  /** What the bytes are called in an error message. */
  readonly name?: string
}

/** The bytes of a model file. @throws UsageError where the class names do not fit, or a weight is not finite */
export function encodeModel(model: Omit<ModelDescription, 'numericsVersion'>): Uint8Array {
  const classes = sizeOf(model.network.outputShape)
  if (!areNames(model.classNames, classes)) {
    throw new UsageError(
      `classNames must be one string for each of the ${classes} classes; received ${describe(model.classNames)}.`,
    )
  }
  const features = sizeOf(model.network.inputShape)
  if (!areNames(model.featureNames, features)) {
    throw new UsageError(
      `featureNames must be one string for each of the ${features} numbers of a row; received ${describe(model.featureNames)}.`,
    )
  }
  model.network.weights.forEach(({ path }, index) => {
    const fault = firstNotFinite(model.weights[index] as Float32Array)
    if (fault) throw new UsageError(`The weight ${path} holds ${fault}. Train from finite weights, or set them, before saving.`)
  })
  const description = {
    formatVersion: FORMAT_VERSION,
    numericsVersion,
    arithmetic: model.arithmetic,
    network: {
      kind: 'Sequential',
      inputShape: model.network.inputShape,
      layers: model.layers.map((layer) => ({ kind: layer.kind, config: layer.config() })),
    },
    seed: model.seed,
    input: model.input,
    recipe: model.recipe,
    classNames: model.classNames,
    featureNames: model.featureNames,
    dataset: model.dataset,
    calibration: model.calibration,
    checkpoint: model.checkpoint && { position: model.checkpoint.position, optimizer: model.checkpoint.optimizer },
  }
  const tensors = new Map(
    model.network.weights.map(({ path, shape }, index) => [path, tensor(model.weights[index] as Float32Array, shape)]),
  )
  for (const { path, shape } of model.network.weights) {
    for (const [name, values] of model.checkpoint?.slots ?? [])
      if (name.startsWith(`${path}/`)) tensors.set(name, tensor(values, shape))
  }
  return writeDescription(tensors, description)
}

/** What and where the first value is that is no finite number; undefined where all are. */
function firstNotFinite(values: Float32Array): string | undefined {
  const index = values.findIndex((value) => value - value !== 0) // true for NaN and the infinities alone
  return index < 0 ? undefined : `${values[index]} at element ${index}; weights must be finite numbers`
}

/** The record of what a model was trained on. @throws FormatError for anything but an object */
export function readDataset(value: unknown, name: string): DatasetRecord | undefined {
  return value === undefined ? undefined : (objectOf(value, `${name}: dataset`) as unknown as DatasetRecord)
}

/** Whether there are no names, or one for each class or feature. */
function areNames(value: unknown, count: number): boolean {
  return value === undefined || (Array.isArray(value) && value.length === count && value.every((item) => typeof item === 'string'))
}

function described(value: unknown, where: string): Described {
  const { kind, config } = objectOf(value, where)
  checkField(typeof kind === 'string', `${where}.kind`, 'a string', kind)
  return { kind: kind as string, config: objectOf(config ?? {}, `${where}.config`) }
}

/**
 * Reads a model file.
 *
 * @throws FormatError for anything that is not a model argmax can use
 */
export function readModel(bytes: Uint8Array, parts: Parts, options: ReadOptions = {}): ModelDescription {
  const name = options.name ?? 'The model file'
  const { tensors, description } = readDescription(bytes, name)
  if (typeof description.kind === 'string') {
    throw new FormatError(`${name} holds a ${description.kind}, not a network. Read it with ${description.kind}.load.`)
  }
  const { kind, inputShape, layers } = objectOf(description.network, `${name}: network`)
  checkField(kind === 'Sequential', `${name}: network.kind`, '"Sequential"', kind)
  const isShape =
    Array.isArray(inputShape) &&
    inputShape.length > 0 &&
    inputShape.every((dimension) => Number.isInteger(dimension) && dimension >= 1)
  checkField(isShape, `${name}: network.inputShape`, 'an array of whole numbers >= 1', inputShape)
  checkField(Array.isArray(layers), `${name}: network.layers`, 'an array', layers)
  const madeLayers = (layers as unknown[]).map((value, index) => {
    const { kind, config } = described(value, `${name}: layer ${index}`)
    return fromFile(`${name}: layer ${index}`, () => parts.layer(kind, config, options.layers))
  })
  const network = fromFile(name, () => parts.network(madeLayers, inputShape as number[]))
  const take = (path: string, shape: readonly number[]): Float32Array => {
    const found = tensors.get(path)
    if (!found) throw new FormatError(`${name} lacks the tensor "${path}" [${shape.join(', ')}] that its layers need.`)
    checkField(found.data instanceof Float32Array, `${name}: the tensor "${path}"`, 'F32', found.data)
    if (found.shape.join() !== shape.join()) {
      throw new FormatError(
        `${name}: the tensor "${path}" has shape [${found.shape.join(', ')}]; its layer needs [${shape.join(', ')}].`,
      )
    }
    tensors.delete(path)
    return found.data as Float32Array
  }
  const weights = network.weights.map(({ path, shape }) => {
    const values = take(path, shape)
    const fault = firstNotFinite(values)
    if (fault) throw new FormatError(`${name}: the tensor "${path}" holds ${fault}. The file is damaged, or its training diverged.`)
    return values
  })
  const [recipe, made] = description.recipe === undefined ? [] : readRecipe(description.recipe, name, network, parts)
  const checkpoint =
    description.checkpoint === undefined ? undefined : readCheckpoint(description.checkpoint, name, network, made, take, parts)
  for (const key of tensors.keys()) {
    const known = network.weights.map(({ path }) => path).join(', ')
    throw new FormatError(`${name} has a tensor "${key}" that its layers do not have. They have: ${known}.`)
  }
  const { arithmetic, seed, input, classNames, featureNames, dataset, calibration, numericsVersion } = description
  checkField(arithmetic === 'fma' || arithmetic === 'strict', `${name}: arithmetic`, '"fma" or "strict"', arithmetic)
  checkField(Number.isSafeInteger(seed) && (seed as number) >= 0, `${name}: seed`, 'a whole number >= 0', seed)
  const isVersion = Number.isSafeInteger(numericsVersion) && (numericsVersion as number) >= 1
  checkField(isVersion, `${name}: numericsVersion`, 'a whole number >= 1', numericsVersion)
  const classes = sizeOf(network.outputShape)
  checkField(areNames(classNames, classes), `${name}: classNames`, `an array of ${classes} strings`, classNames)
  const features = sizeOf(network.inputShape)
  checkField(areNames(featureNames, features), `${name}: featureNames`, `an array of ${features} strings`, featureNames)
  return {
    network,
    layers: madeLayers,
    weights,
    arithmetic: arithmetic as Arithmetic,
    numericsVersion: numericsVersion as number,
    seed: seed as number,
    input: input === undefined ? undefined : readInput(input, name),
    recipe,
    checkpoint,
    classNames: classNames as string[] | undefined,
    featureNames: featureNames as string[] | undefined,
    dataset: readDataset(dataset, name),
    calibration: readCalibration(calibration, name),
  }
}

function readCheckpoint(
  value: unknown,
  name: string,
  network: Network,
  recipe: Recipe | undefined,
  take: (path: string, shape: readonly number[]) => Float32Array,
  { slotPath }: Parts,
): Checkpoint {
  const { position, optimizer } = checkpointFromJson(value, name)
  if (!recipe) throw new FormatError(`${name} has a checkpoint but no recipe. The file is damaged.`)
  const { averages } = position
  const figures = recipe.metrics.length + 1
  checkField(
    averages === null || averages.sums.length === figures,
    `${name}: checkpoint.position.averages`,
    `sums of ${figures} figures`,
    averages?.sums,
  )
  const slots = new Map<string, Float32Array>()
  for (const { path, shape } of network.weights)
    for (const slot of recipe.optimizer.slots) slots.set(slotPath(path, slot), take(slotPath(path, slot), shape))
  return { position, optimizer, slots }
}

/** The recipe as the file describes it, and made. */
function readRecipe(
  value: unknown,
  name: string,
  network: Network,
  parts: Parts,
): readonly [NonNullable<ModelDescription['recipe']>, Recipe] {
  const given = objectOf(value, `${name}: recipe`)
  checkField(Array.isArray(given.metrics), `${name}: recipe.metrics`, 'an array', given.metrics)
  const optimizer = described(given.optimizer, `${name}: recipe.optimizer`)
  const loss = described(given.loss, `${name}: recipe.loss`)
  const metrics = (given.metrics as unknown[]).map((metric, index) => described(metric, `${name}: recipe.metrics[${index}]`))
  const description = { optimizer, loss, metrics }
  const made = fromFile(`${name}: recipe`, () => {
    const recipe = parts.recipe(description)
    parts.checkRecipe(network, recipe)
    return recipe
  })
  return [description, made]
}
