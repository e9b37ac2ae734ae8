// history.json of a run, read back and checked: it lies where people edit files, and a resumed run is built on it.

import { DataError } from '../../errors.ts'
import { readFileIfPresent } from '../../node/platform.ts'
import type { Figures, RunOptions, RunOutcome, RunStatus } from './trainingRecord.ts'

/** What history.json says of a run, as far as a resumed run needs it. */
export interface HistoryFile {
  readonly status: RunStatus
  readonly options: RunOptions
  /** Whether the run was measured on its test rows: it is done with all its epochs. */
  readonly isMeasured: boolean
  /** Epochs that it has figures of. */
  readonly doneEpochs: number
  readonly cv: RunOutcome['cv']
  /** The figures of the first `count` epochs; undefined where there are fewer. */
  figures(count: number): Figures | undefined
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
/** What was not finite was written as null. */
const isFigure = (value: unknown): value is (number | null)[] =>
  Array.isArray(value) && value.every((figure) => typeof figure === 'number' || figure === null)

/**
 * Reads history.json.
 *
 * @throws DataError where there is none, or it is not as `TrainingRecord` writes it
 */
export async function readHistory(path: string): Promise<HistoryFile> {
  const bytes = await readFileIfPresent(path)
  if (bytes === null) throw new DataError(`There is no ${path}, so its folder is not that of a run of argmax train.`)
  let file: unknown
  try {
    file = JSON.parse(new TextDecoder().decode(bytes))
  } catch (cause) {
    throw new DataError(`${path} is not JSON: ${(cause as Error).message}. The file is damaged.`, { cause })
  }
  const { status, options, epoch, history, seconds, test, cv } = isObject(file) ? file : {}
  const share = isObject(options) ? options.validationSplit : undefined
  const columns = isObject(history) ? Object.values(history) : []
  const holds =
    (status === 'done' || status === 'interrupted' || status === 'diverged') &&
    isObject(options) &&
    Number.isSafeInteger(options.epochs) &&
    (share === undefined || (typeof share === 'number' && share > 0 && share < 1)) &&
    isFigure(epoch) &&
    epoch.every((number, i) => number === i) &&
    isObject(history) &&
    [seconds, ...columns].every((column) => isFigure(column) && column.length === epoch.length)
  if (!holds)
    throw new DataError(`${path} is not as argmax train writes it, so the run can't go on. The file is damaged or edited.`)
  const first = (values: unknown, count: number): number[] =>
    (values as (number | null)[]).slice(0, count).map((value) => value ?? Number.NaN)
  return {
    status,
    options: options as unknown as RunOptions,
    isMeasured: test !== undefined,
    doneEpochs: epoch.length,
    cv: cv as RunOutcome['cv'],
    figures(count) {
      if (epoch.length < count) return undefined
      return {
        epoch: first(epoch, count),
        seconds: first(seconds, count),
        history: Object.fromEntries(Object.entries(history).map(([name, values]) => [name, first(values, count)])),
      }
    },
  }
}
