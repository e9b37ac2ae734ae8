// argmax inspect: what is in a safetensors file. A model is described in full; of any other file the tensors are shown.

import type { Command } from 'commander'
import { type DatasetRecord, decodeModel, readSafetensors, type Safetensors } from '../formats/index.ts'
import { Sequential } from '../model/sequential.ts'
import { readFile } from '../node/platform.ts'
import { elementTypeOf, sizeOf } from '../tensor/index.ts'
import type { Checkpoint, TrainingPosition } from '../training/state.ts'
import type { Context } from './context.ts'
import { readSplit } from './heldOut.ts'
import { resolveModelPath } from './runFolder.ts'
import { formatBytes, groupDigits, plural, renderPairs, renderTable } from './table.ts'

interface TensorEntry {
  name: string
  dtype: string
  shape: readonly number[]
  parameters: number
}

/** What `--json` prints of a model. */
interface ModelFacts {
  file: string
  bytes: number
  isModel: true
  formatVersion: number
  numericsVersion: number
  arithmetic: string
  parameters: number
  weightsSha256: string
  inputShape: readonly number[]
  input: { readonly dtype: string; readonly scale?: number } | null
  classes: readonly string[] | null
  features: readonly string[] | null
  layers: readonly { kind: string; config: object }[]
  recipe: { optimizer: Described; loss: Described; metrics: readonly Described[] } | null
  seed: number
  dataset: DatasetRecord | null
  /** Where a resumed run goes on, and how many steps it has taken. */
  checkpoint: (Omit<TrainingPosition, 'averages'> & { step: number }) | null
  tensors: TensorEntry[]
}

interface Described {
  readonly kind: string
  readonly config: Readonly<Record<string, unknown>>
}

/** Names, types and shapes of all tensors, in the order of the file. */
function listTensors({ tensors }: Safetensors): TensorEntry[] {
  return Array.from(tensors, ([name, { data, shape }]) => ({ name, dtype: elementTypeOf(data), shape, parameters: sizeOf(shape) }))
}

function tensorLines(tensors: readonly TensorEntry[]): string[] {
  const left = { align: 'left' } as const
  const columns = [{ title: 'tensor', ...left }, { title: 'dtype', ...left }, { title: 'shape', ...left }, { title: 'elements' }]
  return renderTable(
    columns,
    tensors.map(({ name, dtype, shape, parameters }) => [name, dtype, `[${shape.join(', ')}]`, groupDigits(parameters)]),
  )
}

/** Text cut to what fits beside a name. */
const short = (text: string, longest = 62): string => (text.length > longest ? `${text.slice(0, longest - 1)}…` : text)

/** `Adam, learningRate 0.001, beta1 0.9`. */
function describeKind({ kind, config }: Described): string {
  return [kind, ...Object.entries(config).map(([name, value]) => `${name} ${JSON.stringify(value)}`)].join(', ')
}

function describeSplit(dataset: DatasetRecord): string {
  const split = readSplit(dataset)
  if (split === undefined) return short(JSON.stringify(dataset.split))
  return split.kind === 'own' ? 'its own test part' : `${split.test} of each class, held out by seed ${split.seed}`
}

function positionOf({ position, optimizer }: Checkpoint): NonNullable<ModelFacts['checkpoint']> {
  const { averages: _, ...place } = position
  return { ...place, step: optimizer.step }
}

function factLines(facts: ModelFacts): string[] {
  const { input, classes, features, recipe, dataset, checkpoint } = facts
  const rows = `rows of shape [${facts.inputShape.join(', ')}]`
  const pairs: [string, string][] = [
    ['format', `version ${facts.formatVersion}, numerics version ${facts.numericsVersion}`],
    ['arithmetic', facts.arithmetic],
    ['seed', String(facts.seed)],
    [
      'input',
      input === null
        ? `${rows}, type not known`
        : `${rows}, ${input.dtype}${input.scale === undefined ? '' : ` with scale ${input.scale}`}`,
    ],
  ]
  if (classes !== null) pairs.push(['classes', short(`${classes.length}: ${classes.join(', ')}`)])
  if (features !== null) pairs.push(['features', short(`${features.length}: ${features.join(', ')}`)])
  if (recipe !== null) {
    pairs.push(['optimizer', short(describeKind(recipe.optimizer))], ['loss', short(describeKind(recipe.loss))])
  }
  if (dataset !== null) {
    pairs.push(['trained on', dataset.label === undefined ? dataset.name : short(`${dataset.name}, label ${dataset.label}`)])
    if (dataset.split !== undefined) pairs.push(['tested on', describeSplit(dataset)])
    if (dataset.hash !== undefined) pairs.push(['data sha256', dataset.hash])
  }
  if (checkpoint !== null) {
    const { epoch, cursor, batchSize, step } = checkpoint
    const place = cursor === 0 ? 'starts' : `goes on after ${plural(cursor, 'row')} of`
    pairs.push(['checkpoint', `${place} epoch ${epoch + 1}; ${plural(step, 'step')} taken, batch size ${batchSize}`])
  }
  pairs.push(['weights sha256', facts.weightsSha256])
  return renderPairs(pairs)
}

async function inspectModel(
  file: string,
  bytes: Uint8Array,
  tensors: TensorEntry[],
  description: string,
): Promise<[ModelFacts, string]> {
  const { numericsVersion, arithmetic, network, layers, seed, input, recipe, classNames, featureNames, dataset, checkpoint } =
    decodeModel(bytes, {
      name: file,
    })
  const model = await Sequential.load(bytes)
  const facts: ModelFacts = {
    file,
    bytes: bytes.length,
    isModel: true,
    formatVersion: (JSON.parse(description) as { formatVersion: number }).formatVersion,
    numericsVersion,
    arithmetic,
    parameters: network.parameters,
    weightsSha256: await model.weightsSha256(),
    inputShape: network.inputShape,
    input: input ?? null,
    classes: classNames ?? null,
    features: featureNames ?? null,
    layers: layers.map((layer) => ({ kind: layer.kind, config: layer.config() })),
    recipe: recipe ?? null,
    seed,
    dataset: dataset ?? null,
    checkpoint: checkpoint === undefined ? null : positionOf(checkpoint),
    tensors,
  }
  return [facts, model.summary()]
}

async function inspect(path: string, { json }: { json?: boolean }, { stdout }: Context): Promise<void> {
  const file = await resolveModelPath(path)
  const bytes = await readFile(file)
  const contents = readSafetensors(bytes, file)
  const tensors = listTensors(contents)
  const description = contents.metadata.get('argmax')
  if (description === undefined) {
    const metadata = Object.fromEntries(contents.metadata)
    const lines = json
      ? [JSON.stringify({ file, bytes: bytes.length, isModel: false, metadata, tensors })]
      : [
          `${file}: ${plural(tensors.length, 'tensor')}, ${formatBytes(bytes.length)}. It is not an argmax model: its metadata has no "argmax" entry.`,
          '',
          ...tensorLines(tensors),
          ...(contents.metadata.size > 0
            ? ['', ...renderPairs([...contents.metadata].map(([key, value]) => [key, short(value)]))]
            : []),
        ]
    await stdout.write(`${lines.join('\n')}\n`)
    return
  }
  const [facts, summary] = await inspectModel(file, bytes, tensors, description)
  const { colors } = stdout
  const lines = json
    ? [JSON.stringify(facts)]
    : [
        `${colors.bold(file)}: an argmax model, ${formatBytes(bytes.length)}`,
        '',
        summary,
        '',
        ...tensorLines(tensors),
        '',
        ...factLines(facts),
      ]
  await stdout.write(`${lines.join('\n')}\n`)
}

/** Adds the command to the program. */
export function addInspect(program: Command, context: Context): void {
  program
    .command('inspect')
    .description('Show what a model file, or any safetensors file, holds')
    .argument('<FILE>', 'a .safetensors file or a run folder')
    .option('--json', 'print one JSON object')
    .action((file, flags) => inspect(file, flags, context))
}
