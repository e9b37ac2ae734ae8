import { describe, expect, it } from 'vitest'
import { readCsv } from '../../adapters/csv.ts'
import { missingLabel, namesOf } from './labelColumn.ts'

/** The column that the message's command names. */
async function likeliestOf(text: string): Promise<string | undefined> {
  const { message } = missingLabel(await readCsv(text), (label) => `train --label <${label}>`)
  return /train --label <(.*)>$/.exec(message)?.[1]
}

describe('missingLabel', () => {
  const rows = (make: (i: number) => string): string => Array.from({ length: 40 }, (_, i) => make(i)).join('\n')

  it.each([
    ['a column of few texts', rows((i) => `${i % 2 ? 'a' : 'b'},${i},${i / 7}`), 'kind_of,x,y1'],
    [
      'one with a usual name before others',
      rows((i) => `${i % 2 ? 'a' : 'b'},${i % 3 ? 'c' : 'd'},e${i % 4}`),
      'first,Species,last',
    ],
    ['the last of equally likely ones', rows((i) => `c${i % 4},${i},d${i % 3}`), 'one,n,two'],
    ['whole numbers before measurements', rows((i) => `${i / 7},${i % 3},${i * 1.5}`), 'height,grade,width'],
    [
      'texts before numbers, and not a name for each row',
      rows((i) => `name${i},${i % 2 ? 'yes' : 'no'},${i % 5}`),
      'who,bought,stars',
    ],
    ['the last column where none is likely', rows((i) => `${i / 7},${i / 3}`), 'a,b'],
  ])('takes for likeliest %s', async (_, text, header) => {
    const expected = {
      'kind_of,x,y1': 'kind_of',
      'first,Species,last': 'Species',
      'one,n,two': 'two',
      'height,grade,width': 'grade',
      'who,bought,stars': 'bought',
      'a,b': 'b',
    }[header]
    expect(await likeliestOf(`${header}\n${text}\n`)).toBe(expected)
  })

  it('lists what each column holds, and not hundreds of them', async () => {
    const { message } = missingLabel(await readCsv('a,b,c\n1,x,\n2,y,\n3,x,7\n'), () => '')
    expect(message).toContain('\n  a  number, 3 values: 1, 2, 3\n  b  text, 2 values: x, y\n  c  number, 1 value: 7, 2 missing\n')
    const header = Array.from({ length: 200 }, (_, i) => `column${i}`).join(',')
    const wide = missingLabel(await readCsv(`${header}\n${Array(200).fill(1).join(',')}\n`), () => '').message
    expect(wide).toContain('  ... and 170 more\n')
  })
})

describe('namesOf', () => {
  it('finds the name that was meant', () => {
    expect(namesOf(['length', 'width', 'species'], 'specis')).toMatch(/Did you mean "species"\?$/)
    expect(namesOf(['x', 'Y'], 'y')).toMatch(/Did you mean "Y"\?$/)
    expect(namesOf(['x', 'z'], 'y')).not.toMatch(/Did you mean/)
    expect(namesOf(['height', 'weight'], 'wieght')).toMatch(/Did you mean "weight"\?$/)
    expect(namesOf(['red', 'blue'], 'temperature')).not.toMatch(/Did you mean/)
  })
})
