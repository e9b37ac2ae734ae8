// What a report is made from: plain data, so that it can come from a run that has just ended, from a file, or from another
// program. Only title and what must be known; every section appears where its data does.

import type { ClassificationReport } from '../evaluation/index.ts'

/** A picture: `pixels` [height, width, channels], row-major, from 0 (black) to 255. */
export interface ReportImage {
  readonly width: number
  readonly height: number
  /** 1 grey, 3 red, green and blue. */
  readonly channels: 1 | 3
  readonly pixels: ArrayLike<number>
}

/** Single figures of the summary; what is undefined for these rows is null. */
export interface ReportFigures {
  /** Rows they were measured on. */
  readonly rows?: number
  readonly accuracy?: number | null
  readonly balancedAccuracy?: number | null
  readonly macroF1?: number | null
  readonly logLoss?: number | null
  /** Expected calibration error. */
  readonly ece?: number | null
}

/** The receiver operating characteristic of one class against the rest. */
export interface ReportRocCurve {
  readonly label: string | number
  readonly falsePositiveRate: ArrayLike<number>
  readonly truePositiveRate: ArrayLike<number>
  /** Area under the curve; null where the class, or the rest, has no row. */
  readonly auc: number | null
}

/** Precision against recall of one class against the rest. */
export interface ReportPrCurve {
  readonly label: string | number
  readonly precision: ArrayLike<number>
  readonly recall: ArrayLike<number>
  readonly averagePrecision: number | null
}

/** Confidence (the largest probability of a row) against accuracy, in bins of confidence. */
export interface ReportReliability {
  readonly bins: readonly {
    readonly lower: number
    readonly upper: number
    readonly count: number
    /** Mean confidence and accuracy of the bin's rows; null where it has none. */
    readonly confidence: number | null
    readonly accuracy: number | null
  }[]
  readonly ece: number | null
}

/** A row that was called something else than it is. */
export interface ReportMistake {
  /** Its place in the data, from 0. */
  readonly row: number
  readonly truth: string | number
  readonly predicted: string | number
  /** The probability of the class that it was called. */
  readonly probability: number
  /** The probability of its true class. */
  readonly truthProbability?: number
  /** What it looks like, where rows are images. */
  readonly image?: ReportImage
  /** Its values, in the order of `columns`, where rows are of a table. */
  readonly values?: readonly (string | number | boolean | null)[]
}

/** The rows that the model was surest of and wrong about. */
export interface ReportMistakes {
  /** Wrong rows in all, of which `examples` are some. */
  readonly wrong?: number
  readonly columns?: readonly string[]
  readonly examples: readonly ReportMistake[]
}

/** Weights as pictures, one for each unit or class, all [height, width]. */
export interface ReportWeightPictures {
  readonly kind: 'pictures'
  /** What they are, such as `coef` or `the first layer`. */
  readonly of: string
  readonly width: number
  readonly height: number
  readonly units: readonly { readonly label: string | number; readonly values: ArrayLike<number> }[]
}

/** Weights as a table of colours: values[feature][class]. */
export interface ReportWeightTable {
  readonly kind: 'table'
  readonly of: string
  readonly features: readonly string[]
  readonly classes: readonly (string | number)[]
  /** What stands across where it isn't classes, such as `units`. */
  readonly across?: string
  readonly values: readonly ArrayLike<number>[]
  readonly intercept?: ArrayLike<number>
}

/** All that is needed to make the run again, and to know that it is the same. */
export interface ReportRun {
  /** The exact command, or the code that was run. */
  readonly command?: string
  readonly seed?: number
  /** Such as `fma` or `strict`. */
  readonly arithmetic?: string
  /** Versions by name, such as argmax, node, numerics. */
  readonly versions?: Readonly<Record<string, string | number>>
  readonly data?: string
  readonly dataHash?: string
  /** Rows by part, such as train, validation, test. */
  readonly rows?: Readonly<Record<string, number>>
  readonly weightsSha256?: string
  readonly parameters?: number
  readonly seconds?: number
  /** Anything else, by name. */
  readonly settings?: Readonly<Record<string, string | number | boolean>>
}

/** Everything that a report may hold. */
export interface ReportData {
  /** The heading, such as `softmax on iris`. */
  readonly title: string
  /** What was measured, in a sentence. */
  readonly what: string
  /** What the reader must know before believing a figure. */
  readonly warnings?: readonly string[]
  readonly notes?: readonly string[]
  readonly figures?: ReportFigures
  /** One array for each metric, an element for each epoch, as in History; `valLoss` belongs to `loss`. null where not finite. */
  readonly history?: Readonly<Record<string, readonly (number | null)[]>>
  /** What an element of the history stands for. Default: epoch. */
  readonly historyUnit?: 'epoch' | 'iteration'
  readonly classification?: ClassificationReport
  readonly reliability?: ReportReliability
  readonly roc?: readonly ReportRocCurve[]
  readonly pr?: readonly ReportPrCurve[]
  readonly mistakes?: ReportMistakes
  readonly weights?: readonly (ReportWeightPictures | ReportWeightTable)[]
  readonly run?: ReportRun
}
