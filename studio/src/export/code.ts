// The setting as programs that train the same network: with argmax in TypeScript, and with Keras in Python.

import type { DataFacts } from '../training/protocol.ts'
import type { Setting } from '../training/setting.ts'

const LOADERS: Readonly<Record<string, string>> = {
  mnist: 'mnist',
  'fashion-mnist': 'fashionMnist',
  iris: 'iris',
  penguins: 'penguins',
  wine: 'wine',
  'digits-8x8': 'digits',
}

/** A text within quotes, whatever is in it. */
const quoted = (text: string): string => JSON.stringify(text)

function sequentialCode(
  { hidden, activation, optimizer, learningRate, epochs, batchSize, seed }: Setting,
  loader: string,
  classes: number,
): string {
  const optimizerClass = optimizer === 'sgd' ? 'SGD' : 'Adam'
  const layers = hidden.map((units) => `    new Dense({ units: ${units}, activation: '${activation}' }),\n`).join('')
  return `import { Dense, ${optimizerClass}, Sequential, softmax, SparseCategoricalCrossentropy } from 'argmax'
import { ${loader} } from 'argmax/datasets'

const { train, test } = await ${loader}()
const model = new Sequential(
  [
${layers}    new Dense({ units: ${classes}, activation: 'linear' }),
  ],
  { seed: ${seed} },
)
model.compile({
  optimizer: new ${optimizerClass}({ learningRate: ${learningRate} }),
  loss: new SparseCategoricalCrossentropy({ fromLogits: true }),
  metrics: ['accuracy'],
  reproducibility: 'portable',
})
await model.fit(train.x, train.y, { epochs: ${epochs}, batchSize: ${batchSize}, seed: ${seed}, validationData: [test.x, test.y] })
const probabilities = softmax(await model.predict(test.x))
console.log(await model.weightsSha256())
`
}

function tableCode({ hidden, activation, optimizer, learningRate, epochs, batchSize, seed }: Setting, loader: string): string {
  return `import { MLPClassifier } from 'argmax'
import { gatherRows, stratifiedSplit } from 'argmax/data'
import { ${loader} } from 'argmax/datasets'

const { x, y, classes } = await ${loader}()
const order: readonly (string | number)[] = [...classes].sort() // as the classifier numbers them
const rows = stratifiedSplit(y.map((label) => order.indexOf(label)), 0.2, ${seed})
const model = new MLPClassifier<(typeof y)[number]>({
  hidden: [${hidden.join(', ')}],
  activation: '${activation}',
  optimizer: '${optimizer}',
  learningRate: ${learningRate},
  batchSize: ${batchSize},
  epochs: ${epochs},
  seed: ${seed},
  reproducibility: 'portable',
})
await model.fit(gatherRows(x, rows.train), Array.from(rows.train, (row) => y[row]))
const accuracy = await model.score(gatherRows(x, rows.test), Array.from(rows.test, (row) => y[row]))
console.log(accuracy, await model.network.weightsSha256())
`
}

/** A table with columns of any kind: what columns become is learnt with the network. */
function columnsCode({ hidden, activation, optimizer, learningRate, epochs, batchSize, seed }: Setting): string {
  return `import { type MLPClassifier, trainClassifier } from 'argmax'
import { columnsTable } from 'argmax/data'
import { penguins } from 'argmax/datasets'

const { columns } = await penguins()
const classifier = await trainClassifier(columnsTable({ ...columns }), {
  label: 'species',
  testSplit: 0.2,
  seed: ${seed},
  reproducibility: 'portable',
  mlp: {
    hidden: [${hidden.join(', ')}],
    activation: '${activation}',
    optimizer: '${optimizer}',
    learningRate: ${learningRate},
    batchSize: ${batchSize},
    epochs: ${epochs},
  },
})
const { network } = classifier.estimator as MLPClassifier
console.log(classifier.training.test?.accuracy, await network.weightsSha256())
`
}

/** TypeScript that gives the same weights; undefined for data that it can't name. */
export function typescriptCode(setting: Setting, facts: DataFacts): string | undefined {
  const loader = LOADERS[setting.data]
  if (loader === undefined) return undefined
  if (setting.data === 'penguins') return columnsCode(setting)
  const isTable = facts.features !== undefined
  return isTable ? tableCode(setting, loader) : sequentialCode(setting, loader, facts.classNames.length)
}

/** Keras code for the same network; its random numbers are others, so its weights are too. */
export function kerasCode(
  { hidden, activation, optimizer, learningRate, epochs, batchSize, seed }: Setting,
  facts: DataFacts,
): string {
  const layers = hidden.map((units) => `    keras.layers.Dense(${units}, activation=${quoted(activation)}),\n`).join('')
  const optimizerClass = optimizer === 'sgd' ? 'SGD' : 'Adam'
  return `import keras

keras.utils.set_random_seed(${seed})
model = keras.Sequential([
    keras.Input(shape=(${facts.width},)),
${layers}    keras.layers.Dense(${facts.classNames.length}, activation="linear"),
])
model.compile(
    optimizer=keras.optimizers.${optimizerClass}(learning_rate=${learningRate}),
    loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
    metrics=["accuracy"],
)
# x_train: ${facts.trainRows} rows of ${facts.width} numbers${facts.kind === 'image' ? ' from 0 to 1' : ''}; y_train: class numbers from 0
model.fit(x_train, y_train, epochs=${epochs}, batch_size=${batchSize})
`
}
