// Which kind of model a file holds, and what reads it: one entry for each.

import { FormatError } from '../../errors.ts'
import { readDescription } from '../../formats/description.ts'
import { isClassifier } from '../../model/classifierFile.ts'
import { readFile } from '../../node/platform.ts'
import { resolveModelPath } from '../runFolder.ts'
import type { Classifier } from './classifier.ts'
import { MlpFileClassifier } from './mlpFileClassifier.ts'
import { SequentialClassifier } from './sequentialClassifier.ts'
import { SoftmaxClassifier } from './softmaxClassifier.ts'
import { TableFileClassifier } from './tableFileClassifier.ts'
import type { TrainingSettings } from './trainingSettings.ts'

/** What reads a kind of file. */
interface Kind {
  readonly kind: string
  load(bytes: Uint8Array, settings?: TrainingSettings, resume?: boolean, name?: string): Promise<Classifier>
}

const KINDS: ReadonlyMap<string, Kind> = new Map(
  [SequentialClassifier, MlpFileClassifier, SoftmaxClassifier].map((kind: Kind) => [kind.kind, kind]),
)

/** How a model that is read will be used. */
export interface ReadClassifierOptions {
  /** What the file is called in messages. */
  readonly name: string
  /** How it will be trained further. */
  readonly settings?: TrainingSettings | undefined
  /** Whether it goes on from its checkpoint, with its own recipe. */
  readonly resume?: boolean
}

/** The classifier in a file's bytes. @throws FormatError for anything else */
export async function decodeClassifier(bytes: Uint8Array, options: ReadClassifierOptions): Promise<Classifier> {
  const { name, settings, resume = false } = options
  const { description } = readDescription(bytes, name)
  if (isClassifier(description)) return TableFileClassifier.load(bytes, settings, resume, name)
  const { kind = 'Sequential' } = description
  const found = KINDS.get(kind as string)
  if (found === undefined) {
    throw new FormatError(`${name} holds a ${String(kind)}; argmax reads ${[...KINDS.keys()].join(', ')}. Update argmax.`)
  }
  return found.load(bytes, settings, resume, name)
}

/** The classifier that MODEL names, a file or a run folder. @throws DataError if there is none, FormatError if it can't be read */
export async function readClassifier(path: string, settings?: TrainingSettings): Promise<Classifier> {
  const name = await resolveModelPath(path)
  return decodeClassifier(await readFile(name), { name, settings })
}
