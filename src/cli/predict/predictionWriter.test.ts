import { describe, expect, it } from 'vitest'
import { type Prediction, type PredictionFormat, type PredictionSettings, predictionWriter } from './predictionWriter.ts'

const predictions: Prediction[] = [
  { row: 0, probabilities: Float32Array.of(0.25, 0.5, 0.25) },
  { row: 1, probabilities: Float32Array.of(0.75, 0.125, 0.125) },
]
const names = ['cat', 'dog, small', 'say "x"']

function write(format: PredictionFormat, settings: PredictionSettings): string {
  const writer = predictionWriter(format, settings)
  return writer.start() + predictions.map((prediction) => writer.rows([prediction])).join('') + writer.end()
}

describe('predictionWriter', () => {
  it('writes one object a line, or one array of the same objects', () => {
    const lines = write('ndjson', { classes: [0, 1, 2] })
      .trim()
      .split('\n')
    expect(lines[0]).toBe('{"row":0,"predicted":1,"probability":0.5,"probabilities":[0.25,0.5,0.25]}')
    expect(JSON.parse(write('json', { classes: [0, 1, 2] }))).toEqual(lines.map((line) => JSON.parse(line)))
    expect(
      JSON.parse(predictionWriter('json', { classes: [0] }).start() + predictionWriter('json', { classes: [0] }).end()),
    ).toEqual([])
  })

  it('lists the likeliest classes, equal ones in class order', () => {
    const [first] = JSON.parse(write('json', { classes: names, topK: 3 }))
    expect(first.predicted).toBe('dog, small')
    expect(first.top.map((entry: { class: string }) => entry.class)).toEqual(['dog, small', 'cat', 'say "x"'])
  })

  it('quotes CSV as RFC 4180 asks', () => {
    expect(write('csv', { classes: names }).split('\n').slice(0, 2)).toEqual([
      'row,predicted,probability,probability_cat,"probability_dog, small","probability_say ""x"""',
      '0,"dog, small",0.5,0.25,0.5,0.25',
    ])
    expect(
      write('csv', { classes: ['a', 'b', 'c'], topK: 2 })
        .split('\n')
        .slice(0, 2),
    ).toEqual(['row,predicted,probability,top_1,top_1_probability,top_2,top_2_probability', '0,b,0.5,b,0.5,a,0.25'])
  })

  it('keeps the columns of a table in place from the header to the last row', () => {
    const lines = write('table', { classes: names }).trimEnd().split('\n')
    expect(lines).toEqual([
      '   row  predicted   probability  then',
      '     0  dog, small       0.5000  cat        0.2500  say "x"    0.2500',
      '     1  cat              0.7500  dog, small 0.1250  say "x"    0.1250',
    ])
    expect(write('table', { classes: [0, 1, 2], topK: 1 }).split('\n')[1]).toBe('     0  1               0.5000')
  })
})
