// A classifier of a table in one engine: hashes of its file and of what it predicts, which are the same in every engine.
// Prints them where it is run as a program: node scripts/engines/classifier.js

const KINDS = ['cat', 'dog', 'Ärger']
const TOWNS = ['Ulm', 'ULM', 'Bern', '?', 'İzmir', '東京']
const NOTES = ['Purrs on the sofa', 'BARKS at the postman', 'ÄRGER und Straße, ΣΊΣΥΦΟΣ', 'sleeps in the sun all day']

/** Rows with columns of every kind. */
function rowsOf(count) {
  return Array.from({ length: count }, (_, i) => {
    const k = i % 3
    const turn = (i * 7919) % 101
    return {
      kind: KINDS[k],
      weight: turn % 9 === 0 ? null : 4 + 7 * k + turn / 10,
      code: 1 + ((k + (turn % 2)) % 3),
      town: TOWNS[(k + turn) % TOWNS.length],
      tame: turn % 4 > k,
      seen: `20${10 + (turn % 15)}-0${1 + ((3 * k + turn) % 9)}-1${turn % 10}T0${turn % 10}:30:00+02:00`,
      note: `${NOTES[(k + (turn % 2)) % NOTES.length]} ${turn}, ${NOTES[turn % 4]}`,
    }
  })
}

/** @param parts `{ argmax, data }`: what these subpaths export */
export async function classifyTable({ argmax, data }) {
  const rows = rowsOf(90)
  const result = {}
  for (const [name, options] of [
    ['softmax', { softmax: { C: 1 } }],
    ['mlp', { hidden: [6], mlp: { epochs: 3 }, preprocessing: { note: { as: 'words' } }, reproducibility: 'portable' }],
  ]) {
    const classifier = await argmax.trainClassifier(rows, { label: 'kind', types: { note: 'text', code: 'integer' }, ...options })
    const probabilities = await classifier.predictProba(rowsOf(40))
    result[name] = {
      features: classifier.featureNames.length,
      preprocessing: await data.sha256(new TextEncoder().encode(JSON.stringify(classifier.preprocessing.toConfig()))),
      probabilities: await data.sha256(new Uint8Array(probabilities.data.buffer)),
      labels: (await classifier.predict(rowsOf(40))).map(({ label }) => label).join(' '),
    }
  }
  return result
}

if (typeof process !== 'undefined' && process.argv?.[1]?.endsWith('classifier.js')) {
  const [argmax, data] = await Promise.all([import('../../dist/index.js'), import('../../dist/data/index.js')])
  console.log(JSON.stringify(await classifyTable({ argmax, data })))
}
