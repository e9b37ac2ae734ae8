// argmax inspect: what is in a safetensors file. A model is described in full; of any other file the tensors are shown.

import type { Command } from 'commander'
import { type Calibration, type DatasetRecord, readSafetensors, type Safetensors } from '../formats/index.ts'
import { readFile } from '../node/platform.ts'
import { elementTypeOf, sizeOf } from '../tensor/index.ts'
import type { Context } from './context.ts'
import { readSplit } from './data/heldOut.ts'
import type { Classifier, Pairs } from './models/classifier.ts'
import { decodeClassifier } from './models/readClassifier.ts'
import { resolveModelPath } from './runFolder.ts'
import { formatBytes, groupDigits, plural, renderPairs, renderTable } from './table.ts'

interface TensorEntry {
  name: string
  dtype: string
  shape: readonly number[]
  parameters: number
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

function describeSplit(dataset: DatasetRecord): string {
  const split = readSplit(dataset)
  if (split === undefined) return short(JSON.stringify(dataset.split))
  return split.kind === 'own' ? 'its own test part' : `${split.test} of each class, held out by seed ${split.seed}`
}

function describeCalibration({ temperature, conformalThreshold, alpha = 0.1 }: Calibration): string {
  const sets = conformalThreshold === undefined ? '' : `, sets at ${1 - alpha} with threshold ${conformalThreshold.toPrecision(4)}`
  return `temperature ${(temperature ?? 1).toPrecision(4)}${sets}`
}

/** What the description says in numbers, whatever kind of model it is. */
interface Versions {
  readonly formatVersion: number
  readonly numericsVersion?: number
}

/** Everything about a model, for people and as one JSON object. */
async function describeModel(
  model: Classifier,
  file: string,
  bytes: Uint8Array,
  tensors: readonly TensorEntry[],
  { formatVersion, numericsVersion }: Versions,
): Promise<{ pairs: Pairs; json: object }> {
  const { kind, arithmetic, dataset, featureNames, calibration, input } = model
  const facts = model.facts(bytes, file)
  const hash = await model.weightsSha256()
  const { names, isInputKnown: known } = model
  const rows = `rows of shape [${input.shape.join(', ')}]`
  const scale = input.scale === undefined ? '' : ` with scale ${input.scale}`
  const pairs: Pairs = [
    ['format', `version ${formatVersion}${numericsVersion === undefined ? '' : `, numerics version ${numericsVersion}`}`],
    ['arithmetic', arithmetic],
    ['input', known ? `${rows}, ${input.elementType}${scale}` : `${rows}, type not known`],
  ]
  if (names !== undefined) pairs.push(['classes', short(`${names.length}: ${names.join(', ')}`)])
  if (featureNames !== undefined) pairs.push(['features', short(`${featureNames.length}: ${featureNames.join(', ')}`)])
  pairs.push(...facts.pairs.map(([name, value]): [string, string] => [name, short(value)]))
  if (calibration !== undefined) pairs.push(['calibration', describeCalibration(calibration)])
  if (dataset !== undefined) {
    pairs.push(['trained on', dataset.label === undefined ? dataset.name : short(`${dataset.name}, label ${dataset.label}`)])
    if (dataset.split !== undefined) pairs.push(['tested on', describeSplit(dataset)])
    if (dataset.hash !== undefined) pairs.push(['data sha256', dataset.hash])
  }
  pairs.push(['weights sha256', hash])
  const json = {
    ...{ file, bytes: bytes.length, isModel: true, kind, formatVersion, numericsVersion, arithmetic },
    parameters: model.countParameters(),
    weightsSha256: hash,
    inputShape: input.shape,
    input: known ? { dtype: input.elementType, ...(input.scale === undefined ? {} : { scale: input.scale }) } : null,
    classes: names ?? null,
    features: featureNames ?? null,
    ...facts.json,
    calibration: calibration ?? null,
    dataset: dataset ?? null,
    tensors,
  }
  return { pairs, json }
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
  const model = await decodeClassifier(bytes, { name: file, resume: true })
  const described = await describeModel(model, file, bytes, tensors, JSON.parse(description) as Versions)
  const { colors } = stdout
  const lines = json
    ? [JSON.stringify(described.json)]
    : [
        `${colors.bold(file)}: an argmax model, ${formatBytes(bytes.length)}`,
        '',
        model.summary(),
        '',
        ...tensorLines(tensors),
        '',
        ...renderPairs(described.pairs),
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
