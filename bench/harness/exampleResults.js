// Results as measure.js makes them, for the tests of what is made of results.

const argmax = { name: 'argmax', versions: { argmax: '0.1.0' }, steps: 1875, accuracy: 0.953 }

export const exampleResults = {
  title: 'Training 784-25-15-10 on MNIST, Adam, batch 32',
  unit: 's',
  what: 'seconds an epoch',
  about: '1,875 steps of 32 images.',
  machine: '2 x Some Processor, Node 20.20.2',
  limits: { 'wasm 128': [57, 58, 50], 'native 256': [117, 118, 116] },
  cases: [
    {
      flops: 5e9,
      trains: true,
      showsAccuracy: true,
      entries: [
        { ...argmax, threads: 1, seconds: [0.2, 0.21, 0.19, 0.2], pairs: [] },
        {
          name: 'Scikit-like',
          versions: { 'scikit-like': '1.0' },
          threads: 1,
          steps: 1875,
          accuracy: 0.951,
          seconds: [0.6, 0.66],
          pairs: [
            { own: 0.2, other: 0.6 },
            { own: 0.21, other: 0.66 },
          ],
        },
        {
          name: 'Slow & old',
          versions: {},
          threads: 1,
          steps: 188,
          accuracy: 0.91,
          seconds: [36.2, 38],
          pairs: [
            { own: 0.19, other: 36.2 },
            { own: 0.2, other: 38 },
          ],
        },
        { name: 'Broken', versions: {}, threads: 1, steps: 0, seconds: [], pairs: [], why: 'failed: Error: no' },
        { ...argmax, threads: 2, seconds: [0.12], pairs: [{ own: 0.2, other: 0.12 }] },
        { name: 'Broken', versions: {}, threads: 2, steps: 0, seconds: [], pairs: [], why: 'failed: Error: no' },
      ],
    },
  ],
  skipped: [{ name: 'Absent', why: 'not installed: `npm run bench:setup`' }],
}
