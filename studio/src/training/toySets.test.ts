import { sha256 } from 'argmax/data'
import { describe, expect, it } from 'vitest'
import { TOY_SETS, toyPoints } from './toySets.ts'

describe.each(Object.entries(TOY_SETS))('%s', (_name, set) => {
  it('has three to six classes of as many points each, all within the plane that is shown', () => {
    expect(set.classes).toBeGreaterThanOrEqual(3)
    expect(set.classes).toBeLessThanOrEqual(6)
    const { data, labels } = toyPoints(set, 1)
    const counts = Array.from({ length: set.classes }, (_, label) => labels.filter((one) => one === label).length)
    expect(new Set(counts).size).toBe(1)
    for (const value of data) expect(Math.abs(value)).toBeLessThanOrEqual(1.2)
  })

  it('is the same for a seed, and another for another', async () => {
    const hash = (seed: number): Promise<string> => sha256(new Uint8Array(toyPoints(set, seed).data.buffer))
    expect(await hash(3)).toBe(await hash(3))
    expect(await hash(3)).not.toBe(await hash(4))
  })
})

describe('the angles of the sets', () => {
  // Rings have their points at a known distance: a wrong cosine would show.
  it('are those of the circle, to 1e-6', () => {
    const { place } = TOY_SETS['plane-rings'] as (typeof TOY_SETS)[string]
    for (let i = 0; i < 1000; i++) {
      const t = i / 1000
      const [x, y] = place(0, t, [0, 0])
      expect(x).toBeCloseTo(0.1 * Math.cos(2 * Math.PI * t), 7)
      expect(y).toBeCloseTo(0.1 * Math.sin(2 * Math.PI * t), 7)
    }
  })
})
