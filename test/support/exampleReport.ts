// A report with every section, of predictions made up by seed: classes that are taken for their neighbours more than others.

import { RandomStream } from '../../src/random.ts'
import { type ReportData, reportFromPredictions } from '../../src/report/index.ts'

/** What to make it of. */
export interface ExampleOptions {
  readonly classes?: readonly (string | number)[]
  readonly rows?: number
  readonly epochs?: number
  /** Rows are images of 28 x 28 rather than of a table. */
  readonly images?: boolean
  readonly columns?: readonly string[]
  /** Points of each ROC and PR curve. */
  readonly points?: number
}

const digits = Array.from({ length: 10 }, (_, i) => i)

export function exampleReport(options: ExampleOptions = {}): ReportData {
  const { classes = digits, rows = 600, epochs = 30, images = false, columns = ['length', 'width'], points = 40 } = options
  const count = classes.length
  const stream = new RandomStream(1, 'exampleReport')
  const y = Array.from({ length: rows }, (_, row) => row % count)
  const probabilities = y.map((truth) => {
    const scores = classes.map((_, j) => stream.nextUniform() ** 4 + (j === truth ? 0.5 : j === (truth + 1) % count ? 0.2 : 0))
    const sum = scores.reduce((total, score) => total + score, 0)
    return scores.map((score) => score / sum)
  })
  const series = (from: number, to: number): number[] =>
    Array.from({ length: epochs }, (_, i) => to + (from - to) / (1 + i) + 0.01 * stream.nextUniform())
  const steps = Array.from({ length: points + 1 }, (_, i) => i / points)
  const pixels = (): number[] => Array.from({ length: 28 * 28 }, () => Math.floor(256 * stream.nextUniform()))
  const weights = (length: number): number[] => Array.from({ length }, () => stream.nextUniform() - 0.5)
  return reportFromPredictions({
    title: 'mlp on digits',
    what: `${rows} test rows that training never saw.`,
    warnings: ['The validation loss rises.'],
    notes: ['One thread.', 'fma arithmetic.'],
    probabilities,
    y,
    classes,
    ...(images
      ? { image: () => ({ width: 28, height: 28, channels: 1, pixels: pixels() }) }
      : { columns, values: (row) => columns.map((name, i) => (i % 2 === 0 ? row + 0.25 : name)) }),
    figures: { balancedAccuracy: 0.8, logLoss: Number.POSITIVE_INFINITY, ece: null },
    history: { loss: series(2, 0.1), accuracy: series(0.3, 0.95), valLoss: series(2, 0.2), valAccuracy: series(0.3, 0.9) },
    reliability: {
      bins: Array.from({ length: 15 }, (_, i) => {
        const empty = i < 3
        return {
          lower: i / 15,
          upper: (i + 1) / 15,
          count: empty ? 0 : 10 * i,
          confidence: empty ? null : (i + 0.5) / 15,
          accuracy: empty ? null : Math.min(1, (i + 1) / 16),
        }
      }),
      ece: 0.0123,
    },
    roc: classes.map((label, i) => ({
      label,
      falsePositiveRate: steps,
      truePositiveRate: steps.map((step) => step ** (1 / (i + 2))),
      auc: i === 0 ? null : (i + 2) / (i + 3),
    })),
    pr: classes.map((label, i) => ({
      label,
      recall: steps,
      precision: steps.map((step) => 1 - step ** (i + 2) / 2),
      averagePrecision: 1 - 0.5 / (i + 3),
    })),
    weights: [
      images
        ? { kind: 'pictures', of: 'coef', width: 28, height: 28, units: classes.map((label) => ({ label, values: weights(784) })) }
        : {
            kind: 'table',
            of: 'coef',
            features: columns,
            classes,
            values: columns.map(() => weights(count)),
            intercept: weights(count),
          },
    ],
    run: {
      command: 'npx argmax train digits --seed 1',
      seed: 1,
      arithmetic: 'fma',
      versions: { argmax: '0.1.0', numerics: 1 },
      data: 'digits',
      dataHash: 'sha256:00ff',
      rows: { train: 5400, test: rows },
      parameters: 7850,
      seconds: 1.25,
      settings: { optimizer: 'Adam' },
    },
  })
}
