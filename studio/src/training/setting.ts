// What a training is made of, all of it: the same setting gives the same weights, bit for bit. It stands in the page's address.

/** Activations that can be chosen. */
export const ACTIVATIONS = ['relu', 'tanh', 'sigmoid', 'leaky_relu', 'elu', 'gelu', 'silu'] as const
/** Optimizers that can be chosen, each with argmax's own default of the learning rate. */
export const OPTIMIZERS = { adam: 0.001, sgd: 0.01 } as const

export type Activation = (typeof ACTIVATIONS)[number]
export type OptimizerName = keyof typeof OPTIMIZERS

/** A point that was added by hand: its place and its class. */
export type Point = readonly [x: number, y: number, label: number]

/** The setting of a training. */
export interface Setting {
  /** The name of a data set. */
  readonly data: string
  /** Units of the hidden layers; none is softmax regression. */
  readonly hidden: readonly number[]
  readonly activation: Activation
  readonly optimizer: OptimizerName
  readonly learningRate: number
  readonly batchSize: number
  /** Epochs in all. */
  readonly epochs: number
  readonly seed: number
  /** Points added to a set of the plane. */
  readonly points: readonly Point[]
}

/** What a data set starts with. */
export function defaultSetting(data: string): Setting {
  const common = { data, activation: 'relu', optimizer: 'adam', batchSize: 32, seed: 1, points: [] } as const
  if (data === 'mnist' || data === 'fashion-mnist') return { ...common, hidden: [25, 15], learningRate: 0.001, epochs: 10 }
  if (data === 'digits-8x8') return { ...common, hidden: [32], learningRate: 0.003, epochs: 30 }
  if (data.startsWith('plane-')) {
    return { ...common, hidden: [16, 16], activation: 'tanh', learningRate: 0.01, batchSize: 16, epochs: 100 }
  }
  return { ...common, hidden: [16], learningRate: 0.01, batchSize: 16, epochs: 60 }
}

/** The most layers, units and so on that the page offers, so that a link from a stranger can't hang it. */
export const LIMITS = {
  layers: 6,
  units: [1, 512],
  learningRate: [0.00001, 10],
  batchSize: [1, 4096],
  epochs: [1, 1000],
  seed: [0, 4_294_967_295],
  points: 200,
} as const

const DATA_NAME = /^[a-z][a-z0-9-]{0,31}$/

function whole(text: string | null, [least, most]: readonly [number, number]): number | undefined {
  if (text === null || !/^\d{1,10}$/.test(text)) return undefined
  const value = Number(text)
  return value >= least && value <= most ? value : undefined
}

function isIn<T extends string>(names: readonly T[], value: string | null): value is T {
  return value !== null && (names as readonly string[]).includes(value)
}

/** Units of hidden layers from a text such as `25, 15`; undefined where it is none. */
export function parseHidden(text: string): number[] | undefined {
  if (text.trim() === '') return []
  const sizes = text.split(/[,\s]+/).filter(Boolean)
  const units = sizes.map((size) => whole(size, LIMITS.units))
  return units.length <= LIMITS.layers && units.every((size) => size !== undefined) ? (units as number[]) : undefined
}

function parsePoints(text: string): Point[] {
  const points = text.split('_').map((part) => part.split('~').map(Number))
  return points
    .filter((numbers) => numbers.length === 3 && numbers.every(Number.isFinite))
    .filter(
      ([x = 9, y = 9, label = 9]) => Math.abs(x) <= 1.5 && Math.abs(y) <= 1.5 && Number.isInteger(label) && label >= 0 && label < 6,
    )
    .slice(0, LIMITS.points) as unknown as Point[]
}

/** The setting as the query of a link. Only what differs from the set's default is in it, but for the seed. */
export function encodeSetting(setting: Setting): string {
  const usual = defaultSetting(setting.data)
  const query = new URLSearchParams({ data: setting.data })
  if (setting.hidden.join() !== usual.hidden.join()) query.set('hidden', setting.hidden.join('-') || 'none')
  for (const name of ['activation', 'optimizer', 'learningRate', 'batchSize', 'epochs'] as const) {
    if (setting[name] !== usual[name]) query.set(name, String(setting[name]))
  }
  query.set('seed', String(setting.seed))
  if (setting.points.length > 0) query.set('points', setting.points.map((point) => point.join('~')).join('_'))
  return query.toString()
}

/** The setting of a link's query; whatever is not allowed there is left at its default. */
export function decodeSetting(query: URLSearchParams, fallback: string): Setting {
  const data = query.get('data') ?? fallback
  const usual = defaultSetting(DATA_NAME.test(data) ? data : fallback)
  const hidden = query.get('hidden')
  const optimizer = query.get('optimizer')
  const activation = query.get('activation')
  const chosen = isIn(['adam', 'sgd'], optimizer) ? optimizer : usual.optimizer
  const rate = Number(query.get('learningRate') ?? 'NaN')
  const [least, most] = LIMITS.learningRate
  return {
    data: usual.data,
    hidden: (hidden === 'none' ? [] : hidden === null ? undefined : parseHidden(hidden.replaceAll('-', ','))) ?? usual.hidden,
    activation: isIn(ACTIVATIONS, activation) ? activation : usual.activation,
    optimizer: chosen,
    learningRate: rate >= least && rate <= most ? rate : usual.learningRate,
    batchSize: whole(query.get('batchSize'), LIMITS.batchSize) ?? usual.batchSize,
    epochs: whole(query.get('epochs'), LIMITS.epochs) ?? usual.epochs,
    seed: whole(query.get('seed'), LIMITS.seed) ?? usual.seed,
    points: usual.data.startsWith('plane-') ? parsePoints(query.get('points') ?? '') : [],
  }
}
