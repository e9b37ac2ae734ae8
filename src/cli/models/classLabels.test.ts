import { describe, expect, it } from 'vitest'
import { ascendingNames, classLabels, labelsOfNames } from './classLabels.ts'

describe('labels of classes', () => {
  it('are numbers where names say no more, and where all names are whole numbers', () => {
    expect(classLabels(['0', '1'], 2)).toEqual([0, 1])
    expect(classLabels(undefined, 2)).toEqual([0, 1])
    expect(classLabels(['b', 'a'], 2)).toEqual(['b', 'a'])
    expect(labelsOfNames(['1', '2', '10'])).toEqual([1, 2, 10])
    expect(labelsOfNames(['1', '02'])).toEqual(['1', '02'])
  })

  it('are in ascending order: numbers by value, texts by their characters', () => {
    expect(ascendingNames(['10', '2', '1'])).toEqual(['1', '2', '10'])
    expect(ascendingNames(['b', 'B', 'a'])).toEqual(['B', 'a', 'b'])
  })
})
