// The quizzes that come with argmax: the library itself checks every answer in them.

import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { classificationReport, expectedCalibrationError } from '../src/evaluation/index.ts'
import { Dense, Input, Sequential, SparseCategoricalCrossentropy } from '../src/index.ts'
import { exp64, logSumExp, sigmoid64, softmax, sparseCategoricalCrossentropy } from '../src/numerics/index.ts'
import { drawNumbers } from '../src/quiz/attempt/drawNumbers.ts'
import { gradeQuiz, type Item, presentItem, type Quiz, readQuiz } from '../src/quiz/index.ts'

const load = (name: string): Quiz => readQuiz(readFileSync(new URL(`../quizzes/${name}.yaml`, import.meta.url), 'utf8'), name)
const graded = load('multiclass-classification')
const practice = load('multiclass-practice')

const row = (...values: number[]): Float32Array => Float32Array.from(values)
const share = (z: Float32Array, i = 0): number => softmax(z, z.length)[i] as number
const loss = (z: Float32Array, y: number): number => sparseCategoricalCrossentropy([y], z, z.length).losses[0] as number
const slope = (z: Float32Array, y: number, i: number): number =>
  sparseCategoricalCrossentropy([y], z, z.length).gradient[i] as number
/** Logits whose softmax gives class 0 the probability p, and the rest class 1. */
const odds = (p: number): Float32Array => row(Math.log(p / (1 - p)), 0)

function parameters(inputs: number, ...units: number[]): number {
  return new Sequential([new Input({ shape: [inputs] }), ...units.map((count) => new Dense({ units: count }))]).countParameters()
}

/** The report of a 3 x 3 confusion matrix. */
function report(at: (name: string) => number): ReturnType<typeof classificationReport> {
  const [truth, predicted]: [number[], number[]] = [[], []]
  for (const [i, name] of [...'abcdefghi'].entries()) {
    for (let n = at(name); n > 0; n--) {
      truth.push(Math.floor(i / 3))
      predicted.push(i % 3)
    }
  }
  return classificationReport(truth, predicted)
}

type At = (name: string) => number
/** What argmax computes where a numeric item has an answer. */
const REFERENCES: Readonly<Record<string, (at: At) => number>> = {
  'softmax-of-three': (at) => share(row(at('z1'), at('z2'), at('z3'))),
  'softmax-shift': (at) => share(odds(at('p')).map((z) => z + at('c'))),
  'softmax-odds': (at) => share(row(at('d'), 0, 1)) / share(row(at('d'), 0, 1), 1),
  'two-class-softmax': (at) => share(row(at('z1'), at('z2'))),
  'log-sum-exp': (at) => logSumExp(row(at('m'), at('m'), at('m'), at('m')), 4)[0] as number,
  'loss-of-probability': (at) => loss(odds(at('p')), 0),
  'loss-of-logits': (at) => loss(row(at('z1'), at('z2'), at('z3')), at('y') - 1),
  'loss-before-training': (at) => loss(new Float32Array(at('n')), 0),
  'probability-of-loss': (at) => exp64(-loss(odds(Math.exp(-at('l'))), 0)),
  'gradient-true-class': (at) => slope(odds(at('p')), 0, 0),
  'gradient-wrong-class': (at) => slope(odds(at('p')), 1, 0),
  'gradient-sum': (at) => {
    const z = Float32Array.from({ length: at('n') }, (_, i) => i)
    return z.reduce((sum, _, i) => sum + slope(z, 0, i), 0)
  },
  'overflow-float32': () => bound(88, 89, Math.fround),
  'overflow-float64': () => bound(709, 710, (x) => x),
  'parameters-of-digits': () => parameters(784, 25, 15, 10),
  'parameters-of-layers': (at) => parameters(at('n'), at('h'), at('c')),
  'steps-of-an-epoch': (at) => {
    let steps = 0
    for (let start = 0; start < at('n'); start += at('b')) steps++
    return steps
  },
  'recall-of-a-class': (at) => report(at).perClass[at('k') - 1]?.recall ?? Number.NaN,
  'precision-of-a-class': (at) => report(at).perClass[at('k') - 1]?.precision ?? Number.NaN,
  'f1-of-a-class': (at) => report(at).perClass[at('k') - 1]?.f1 ?? Number.NaN,
  'accuracy-of-a-matrix': (at) => report(at).accuracy,
  'accuracy-of-guessing': (at) => {
    const most = (at('n') * at('share')) / 100
    const truth = Array.from({ length: at('n') }, (_, i) => (i < most ? 0 : 1 + (i % 3)))
    return 100 * classificationReport(truth, new Array(at('n')).fill(0)).accuracy
  },
  'balanced-weight': (at) => at('n') / at('k') / at('c'),
  'weighted-loss': (at) => {
    const z = Float32Array.from([...odds(at('p')), ...odds(at('q'))])
    const { losses, rows } = sparseCategoricalCrossentropy([0, 0], z, 2, { weights: [at('w'), 1] })
    return losses.reduce((sum, each) => sum + each, 0) / rows
  },
  'temperature-value': (at) => sigmoid64(at('z1') / at('t')),
  'calibration-gap': (at) => {
    const right = (at('n') * at('s')) / 100
    const probabilities = Array.from({ length: at('n') }, () => [at('c') / 100, 1 - at('c') / 100])
    const truth = probabilities.map((_, i) => (i < right ? 0 : 1))
    return 100 * expectedCalibrationError(truth, probabilities)
  },
}

/** The least x whose exponential is not finite in a float type. */
function bound(low: number, high: number, round: (x: number) => number): number {
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2
    if (Number.isFinite(round(Math.exp(middle)))) low = middle
    else high = middle
  }
  return high
}

describe('the practice bank', () => {
  it('has at least 25 items, most with fresh numbers, and every numeric one is checked here', () => {
    expect(practice.items.length).toBeGreaterThanOrEqual(25)
    expect(practice.items.filter(({ numbers }) => numbers !== undefined).length).toBeGreaterThanOrEqual(15)
    expect(
      practice.items
        .filter(({ kind }) => kind === 'numeric')
        .map(({ id }) => id)
        .sort(),
    ).toEqual(Object.keys(REFERENCES).sort())
  })

  it.each(Object.keys(REFERENCES))('%s has the answer that argmax computes, for twenty seeds', (id) => {
    const item = practice.items.find((each) => each.id === id) as Item
    for (let seed = 1; seed <= 20; seed++) {
      const scope = drawNumbers(practice.id, item, seed)
      const answer = REFERENCES[id]?.((name) => scope.get(name) as number)
      const { items } = gradeQuiz({ ...practice, items: [item], draw: 1 }, { [id]: answer as number }, seed)
      const shown = presentItem(practice, item, seed)
      expect(items[0]?.right, `seed ${seed}: ${shown.kind === 'numeric' ? shown.answer : ''}, computed ${answer}`).toBe(true)
    }
  })

  it('says of rounding what argmax and naive code do', () => {
    // loss-that-vanishes: 0 from a softmax that was rounded, 4e-18 from logits.
    expect(-Math.log(share(row(40, 0)))).toBeCloseTo(0, 20)
    expect(loss(row(40, 0), 0)).toBeCloseTo(4.248e-18, 20)
    // gradient-certain-and-wrong: nearly -1 from logits; the clipped loss does not move.
    expect(slope(row(-100, 0), 0, 0)).toBeCloseTo(-1, 6)
    const clipped = (z: number): number => -Math.log(Math.max(1e-7, share(row(z, 0))))
    expect(clipped(-100)).toBe(clipped(-101))
    // temperature-effects, why-subtract-greatest
    expect(share(row(1, 0.5))).toBeLessThan(share(row(2, 1)))
    expect(softmax(row(900, 899), 2)).toEqual(softmax(row(1, 0), 2))
    // several-labels: two of three can't both be near 1
    expect(share(row(50, 50, 0))).toBeCloseTo(0.5, 6)
  })
})

describe('the graded quiz', () => {
  it('is what it says: three items of a point, 30 minutes, 80 %', () => {
    expect(graded).toMatchObject({ passMark: 80, timeLimit: 'PT30M' })
    expect(graded.items.map(({ points = 1 }) => points)).toEqual([1, 1, 1])
    expect(graded.description).toMatch(/takes all three/)
    const right = { 'softmax-sum': 'a', 'cross-entropy-class-3': 'a', 'accurate-recipe': 'a' }
    expect(gradeQuiz(graded, right)).toMatchObject({ percent: 100, passed: true })
    expect(gradeQuiz(graded, { ...right, 'accurate-recipe': 'b' })).toMatchObject({ percent: 67, passed: false })
  })

  it('links every choice, right or wrong, to a figure', () => {
    for (const item of graded.items) {
      if (item.kind !== 'single') throw new Error(item.id)
      for (const { feedback } of item.choices) expect(feedback, item.id).toMatch(/\]\(studio:[a-z]/)
    }
  })

  it('has answers that argmax confirms', async () => {
    // softmax-sum
    for (const z of [row(9, 8, 1), row(-9, -8, -7), row(0, 0, 0)])
      expect(softmax(z, 3).reduce((sum, a) => sum + a, 0)).toBeCloseTo(1, 6)
    // cross-entropy-class-3
    const z = row(0, 1, 2, 0.5)
    expect(loss(z, 2)).toBeCloseTo(-Math.log(share(z, 2)), 6)
    // accurate-recipe: linear outputs, a loss from logits, softmax of the predictions
    const model = new Sequential(
      [new Input({ shape: [4] }), new Dense({ units: 25, activation: 'relu' }), new Dense({ units: 10, activation: 'linear' })],
      { seed: 1 },
    )
    model.compile({ loss: new SparseCategoricalCrossentropy({ fromLogits: true }) })
    const logits = await model.predict([[1, 2, 3, 4]])
    expect(softmax(Float32Array.from(logits.data), 10).reduce((sum, a) => sum + a, 0)).toBeCloseTo(1, 6)
    expect(logits.data.some((value) => value < 0 || value > 1)).toBe(true)
  })
})
