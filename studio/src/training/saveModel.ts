// A trained model as files: its safetensors, as `argmax train` would write it, and its report.

import { softmax } from 'argmax'
import { hashData } from 'argmax/data'
import { renderReport, reportFromPredictions } from 'argmax/report'
import { labelsOfNames } from 'argmax-dist/cli/models/classLabels.js'
import { addClassifier } from 'argmax-dist/model/classifierFile.js'
import { inputOf } from 'argmax-dist/model/fitSoftmax.js'
import { encodeMlp } from 'argmax-dist/model/mlpFile.js'
import { measure } from './measure.ts'
import type { ExportFormat } from './protocol.ts'
import type { Setting } from './setting.ts'
import { trainCommand } from './trainCommand.ts'
import type { Trainer } from './trainer.ts'

/** The setting with the epochs that were trained. */
function trainedSetting({ setting, figures }: Trainer): Setting {
  return { ...setting, epochs: figures.at(-1)?.epoch ?? setting.epochs }
}

async function modelBytes(trainer: Trainer): Promise<Uint8Array> {
  const { model, data } = trainer
  const setting = trainedSetting(trainer)
  const { name, train, validation, isKnown, features, classNames, standardization, columns } = data
  const { x, y } = train
  const split = isKnown && features === undefined ? { kind: 'own' } : { kind: 'stratified', test: 0.2, seed: setting.seed }
  // The hash that the command line knows the data by is of all its rows in their order, which only whole sets have here.
  const hash = split.kind === 'own' ? await hashData(x, y, validation.x, validation.y) : undefined
  const dataset = { name, seed: setting.seed, split, ...(hash === undefined ? {} : { hash }) }
  if (features === undefined || data.kind === 'plane') {
    model.classNames = [...classNames]
    model.dataset = dataset
    return model.save()
  }
  const { hidden, optimizer, learningRate, batchSize, epochs, seed, activation } = setting
  const fitted = {
    classes: labelsOfNames(classNames),
    features: features.length,
    input: inputOf(x),
    standardization,
    network: model,
  }
  const options = { hidden, optimizer, learningRate, batchSize, epochs, seed, activation, reproducibility: 'portable' as const }
  const bytes = await encodeMlp(fitted, options, { calibration: undefined, featureNames: features, dataset }, false)
  if (columns === undefined) return bytes
  const counts = classNames.map((_, i) => y.data.filter((label: number) => label === i).length)
  const classes = fitted.classes.map((label, i) => ({ label, rows: counts[i] as number }))
  return addClassifier(bytes, {
    ...columns,
    labelType: fitted.classes.every((label) => typeof label === 'number') ? 'number' : 'string',
    training: { rows: y.data.length, classes, notes: columns.preprocessing.notes },
  })
}

async function reportBytes(trainer: Trainer): Promise<Uint8Array> {
  const { data, model, figures } = trainer
  const setting = trainedSetting(trainer)
  const { classNames, validation, kind, features } = data
  const logits = await trainer.validationLogits()
  const rows = validation.y.data.length
  const measured = measure(logits, validation.y.data, classNames.length)
  const width = validation.x.data.length / rows
  const side = Math.sqrt(width)
  const scale = 255 * (validation.x.scale ?? 1)
  const history = Object.fromEntries(
    (['loss', 'accuracy', 'valLoss', 'valAccuracy'] as const).map((name) => [name, figures.map((epoch) => epoch[name])]),
  )
  const html = renderReport(
    reportFromPredictions({
      title: `${data.name}: trained in the studio`,
      what: `Measured on ${rows} rows that training never saw; rows are numbered among them, from 0.`,
      probabilities: softmax({ data: logits, shape: [rows, classNames.length] }),
      y: validation.y,
      classes: classNames,
      figures: { rows, accuracy: measured.accuracy, logLoss: measured.loss, ece: measured.calibrationError },
      reliability: { bins: measured.bins, ece: measured.calibrationError },
      ...(figures.length > 0 && { history }),
      ...(kind === 'image' && {
        image: (row: number) => ({
          ...{ width: side, height: side, channels: 1 as const },
          pixels: Array.from(validation.x.data.slice(row * width, (row + 1) * width), (value: number) => Math.round(value * scale)),
        }),
      }),
      ...(features &&
        kind !== 'image' && {
          columns: features,
          values: (row: number) => Array.from(validation.x.data.slice(row * width, (row + 1) * width), Number),
        }),
      run: {
        command: trainCommand(data, setting) ?? 'trained in the studio',
        data: data.name,
        seed: setting.seed,
        arithmetic: model.arithmetic,
        parameters: model.countParameters(),
        weightsSha256: await model.weightsSha256(),
      },
    }),
  )
  return new TextEncoder().encode(html)
}

/** The bytes of a file. */
export function saveModel(trainer: Trainer, format: ExportFormat): Promise<Uint8Array> {
  return format === 'report' ? reportBytes(trainer) : modelBytes(trainer)
}
