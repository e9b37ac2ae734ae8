import { describe, expect, it } from 'vitest'
import { fittedX } from '../../test/support/transforms.ts'

describe('boolean', () => {
  it('takes every pair of words for yes and no, in any case, and JSON booleans and numbers, as 1 and 0', () => {
    const { names, encode } = fittedX({ as: 'boolean', scale: 'none' }, ['yes', 'no', 'yes'])
    expect(names).toEqual(['x'])
    expect(encode(['YES', 'true', 'T', 'y', 'On', '1'])).toEqual([[1], [1], [1], [1], [1], [1]])
    expect(encode(['no', 'False', 'f', 'N', 'OFF', '0'])).toEqual([[0], [0], [0], [0], [0], [0]])
    expect(encode([true, false])).toEqual([[1], [0]])
    expect(encode([1, 0])).toEqual([[1], [0]])
  })

  it('takes any other text for missing: the most frequent of training', () => {
    expect(fittedX({ as: 'boolean', scale: 'none' }, ['t', 't', 'f']).encode(['perhaps', null])).toEqual([[1], [1]])
    expect(fittedX({ as: 'boolean', scale: 'none' }, ['t', 'f', 'f', null]).encode(['perhaps', 't'])).toEqual([
      [0, 1],
      [1, 0],
    ])
  })
})
