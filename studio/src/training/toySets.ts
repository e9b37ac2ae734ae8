// Sets of the plane, drawn by seed with nothing but + - * / and square roots, so that every browser draws the same points.

import { RandomStream } from 'argmax-dist/random.js'

/** Points and their classes. */
export interface PlanePoints {
  readonly data: Float32Array
  readonly labels: Uint8Array
}

/** A set of the plane. */
export interface ToySet {
  readonly title: string
  readonly classes: number
  /** A point of a class: `t` in [0, 1) is its place along the class, `noise` two numbers of mean 0 and deviation 1. */
  place(label: number, t: number, noise: readonly [number, number]): [number, number]
}

/** cos and sin of an angle in turns: two half-angle steps of a polynomial, exact enough and the same everywhere. */
function turn(angle: number): [number, number] {
  const whole = Math.floor(angle * 8 + 0.5)
  const x = (angle - whole / 8) * 6.283185307179586
  const square = x * x
  let cos = 1 - (square / 2) * (1 - (square / 12) * (1 - (square / 30) * (1 - square / 56)))
  let sin = x * (1 - (square / 6) * (1 - (square / 20) * (1 - (square / 42) * (1 - square / 72))))
  const half = Math.sqrt(0.5)
  for (let step = ((whole % 8) + 8) % 8; step > 0; step--) [cos, sin] = [half * (cos - sin), half * (sin + cos)]
  return [cos, sin]
}

function polar(radius: number, angle: number): [number, number] {
  const [cos, sin] = turn(angle)
  return [radius * cos, radius * sin]
}

/** The sets by name. */
export const TOY_SETS: Readonly<Record<string, ToySet>> = {
  'plane-clouds': {
    title: 'Three clouds',
    classes: 3,
    place(label, _t, [a, b]) {
      const [x, y] = polar(0.5, label / 3 + 0.25)
      return [x + 0.19 * a, y + 0.19 * b]
    },
  },
  'plane-spirals': {
    title: 'Three spirals',
    classes: 3,
    place(label, t, [a, b]) {
      const [x, y] = polar(0.08 + 0.85 * t, label / 3 + 0.75 * t)
      return [x + 0.03 * a, y + 0.03 * b]
    },
  },
  'plane-quarters': {
    title: 'Four quarters',
    classes: 4,
    place(label, t, [a, b]) {
      const [x, y] = polar(0.2 + 0.65 * Math.sqrt(t), label / 4 + 0.125)
      return [x + 0.13 * a, y + 0.13 * b]
    },
  },
  'plane-rings': {
    title: 'Five rings',
    classes: 5,
    place(label, t, [a]) {
      return polar(0.1 + 0.2 * label + 0.035 * a, t)
    },
  },
  'plane-petals': {
    title: 'Six petals',
    classes: 6,
    place(label, t, [a, b]) {
      const [x, y] = polar(0.25 + 0.6 * t, label / 6)
      const [cos, sin] = turn(label / 6)
      const across = 0.09 * a
      return [x - across * sin + 0.02 * b, y + across * cos]
    },
  },
}

const PER_CLASS = 100

/** The points of a set: the classes in turn. */
export function toyPoints({ classes, place }: ToySet, seed: number): PlanePoints {
  const stream = new RandomStream(seed, 'studio/plane')
  const count = classes * PER_CLASS
  const data = new Float32Array(2 * count)
  const labels = new Uint8Array(count)
  /** About normal: the sum of twelve numbers of [0, 1) has deviation 1. */
  const normal = (): number => {
    let sum = -6
    for (let i = 0; i < 12; i++) sum += stream.nextBelow(65_536) / 65_536
    return sum
  }
  for (let i = 0; i < count; i++) {
    const label = i % classes
    labels[i] = label
    data.set(place(label, stream.nextBelow(65_536) / 65_536, [normal(), normal()]), 2 * i)
  }
  return { data, labels }
}
