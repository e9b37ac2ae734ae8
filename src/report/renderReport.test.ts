import { type DefaultTreeAdapterTypes, parse } from 'parse5'
import { describe, expect, it } from 'vitest'
import { exampleReport } from '../../test/support/exampleReport.ts'
import { ShapeError, UsageError } from '../errors.ts'
import { renderReport } from './renderReport.ts'
import type { ReportData } from './reportData.ts'

type Node = DefaultTreeAdapterTypes.Node
type Element = DefaultTreeAdapterTypes.Element

/** All elements of a document; a fault of its markup is an error. */
function elementsOf(text: string): Element[] {
  const faults: string[] = []
  const document = parse(text, { onParseError: ({ code }) => faults.push(code) })
  expect(faults).toEqual([])
  const elements: Element[] = []
  const walk = (node: Node): void => {
    if ('tagName' in node) elements.push(node)
    if ('childNodes' in node) node.childNodes.forEach(walk)
  }
  walk(document)
  return elements
}

const attribute = (element: Element, name: string): string | undefined => element.attrs.find((attr) => attr.name === name)?.value
const named = (elements: readonly Element[], ...names: string[]): Element[] =>
  elements.filter(({ tagName }) => names.includes(tagName))
function textOf(node: Node): string {
  if ('value' in node) return node.value
  return 'childNodes' in node ? node.childNodes.map(textOf).join('') : ''
}
const headings = (text: string): string[] => named(elementsOf(text), 'h2').map(textOf)

const reports: [string, ReportData][] = [
  ['a table of 10 classes', exampleReport()],
  ['images', exampleReport({ images: true })],
  ['2 classes', exampleReport({ classes: ['no', 'yes'] })],
  ['1 epoch', exampleReport({ epochs: 1 })],
  ['30 classes', exampleReport({ classes: Array.from({ length: 30 }, (_, i) => `class ${i}`) })],
  ['300 classes', exampleReport({ classes: Array.from({ length: 300 }, (_, i) => i) })],
  ['title alone', { title: 'a', what: 'b' }],
]

describe.each(reports)('a report of %s', (_, data) => {
  const text = renderReport(data)
  const elements = elementsOf(text)

  it('is one file: no script, no handler, no address but of its own parts', () => {
    expect(named(elements, 'script', 'link', 'iframe', 'object', 'embed', 'base', 'form', 'foreignobject')).toEqual([])
    for (const { attrs } of elements) {
      for (const { name, value } of attrs) {
        expect(name).not.toMatch(/^on/)
        if (['src', 'href', 'xlink:href', 'action', 'poster', 'srcset'].includes(name))
          expect(value).toMatch(/^(#[\w-]+|data:image\/png;base64,[\w+/=]+)$/)
      }
    }
    expect(text).not.toMatch(/https?:\/\/|url\(|@import/)
    const [policy] = elements.filter((element) => attribute(element, 'http-equiv') === 'Content-Security-Policy')
    expect(attribute(policy as Element, 'content')).toMatch(/^default-src 'none'; style-src 'unsafe-inline'; img-src data:;/)
  })

  it('has no number that is none', () => {
    const attributes = elements
      .flatMap(({ attrs }) => attrs.map(({ value }) => value))
      .filter((value) => !value.startsWith('data:'))
    expect(attributes.filter((value) => /NaN|Infinity|undefined|\[object/.test(value))).toEqual([])
    expect(named(elements, 'body').map(textOf).join('')).not.toMatch(/NaN|Infinity|undefined|\[object/)
  })

  it('can be read without seeing it: language, landmarks, headings in order, names for pictures and tables', () => {
    expect(attribute(named(elements, 'html')[0] as Element, 'lang')).toBe('en')
    for (const landmark of ['header', 'main', 'footer', 'h1']) expect(named(elements, landmark)).toHaveLength(1)
    const levels = named(elements, 'h1', 'h2', 'h3', 'h4').map(({ tagName }) => Number(tagName.slice(1)))
    levels.forEach((level, i) => {
      expect(level).toBeLessThanOrEqual((levels[i - 1] ?? 0) + 1)
    })
    const ids = elements.flatMap((element) => attribute(element, 'id') ?? [])
    expect(new Set(ids).size).toBe(ids.length)
    for (const element of elements) {
      const references = `${attribute(element, 'aria-labelledby') ?? ''} ${attribute(element, 'href')?.replace(/^#/, '') ?? ''}`
      for (const id of references.split(' ').filter(Boolean)) expect(ids).toContain(id)
    }
    for (const image of named(elements, 'img')) expect(attribute(image, 'alt')).toBeTruthy()
    for (const svg of named(elements, 'svg')) {
      if (attribute(svg, 'aria-hidden') === 'true') continue
      expect(attribute(svg, 'role')).toBe('img')
      const [title, desc] = svg.childNodes as Element[]
      expect([title?.tagName, desc?.tagName]).toEqual(['title', 'desc'])
      expect(attribute(svg, 'aria-labelledby')).toBe(`${attribute(title as Element, 'id')} ${attribute(desc as Element, 'id')}`)
      expect(textOf(title as Element)).not.toBe('')
      expect(textOf(desc as Element)).not.toBe('')
    }
    for (const table of named(elements, 'table')) expect((table.childNodes[0] as Element).tagName).toBe('caption')
    for (const header of named(elements, 'th')) expect(attribute(header, 'scope')).toMatch(/^(row|col)$/)
  })

  it('is the same for the same data', () => {
    expect(renderReport(structuredClone(data))).toBe(text)
  })
})

describe('renderReport', () => {
  it('has a section for each thing that is known, and none for others', () => {
    const all = headings(renderReport(exampleReport()))
    expect(all).toEqual([
      'Warning',
      'Notes',
      'Summary',
      'Learning curves',
      'Confusion matrix',
      'Classes',
      'Most confidently wrong',
      'Calibration',
      'One against the rest',
      'Weights',
      'How it was made',
    ])
    expect(headings(renderReport({ title: 'a', what: 'b' }))).toEqual([])
    expect(headings(renderReport({ title: 'a', what: 'b', history: { loss: [1, 0.5] } }))).toEqual(['Learning curves'])
  })

  it('shows figures with four decimals, and says what is undefined or has no bound', () => {
    const data = exampleReport()
    const [summary] = named(elementsOf(renderReport(data)), 'dl')
    const { accuracy, macro } = data.classification!
    const values = named(elementsOf(renderReport(data)), 'dd').filter((element) => attribute(element, 'class') === 'value')
    expect(values.map(textOf)).toEqual([accuracy.toFixed(4), '0.8000', macro.f1.toFixed(4), '∞', '–', '600'])
    expect(textOf(summary as Element)).toContain('Balanced accuracy')
  })

  it('draws a matrix of 20 classes and puts a table behind it; of 21, it lists the pairs confused most', () => {
    const labels = (count: number): string[] => Array.from({ length: count }, (_, i) => `c${i}`)
    const drawn = renderReport(exampleReport({ classes: labels(20) }))
    expect(headings(drawn)).toContain('Confusion matrix')
    const captions = named(elementsOf(drawn), 'caption').map(textOf)
    expect(captions).toContain('Rows by true class (down) and predicted class (across)')
    const listed = renderReport(exampleReport({ classes: labels(21), rows: 5000 }))
    expect(headings(listed)).toContain('Classes taken for another')
    expect(named(elementsOf(listed), 'caption').map(textOf)).toContainEqual(
      expect.stringMatching(/^The 30 pairs confused most, of \d+$/),
    )
  })

  it('the table behind the matrix holds the matrix', () => {
    const data = exampleReport({ classes: ['a', 'b', 'c'] })
    const tables = named(elementsOf(renderReport(data)), 'table')
    const table = tables.find((element) => textOf(element).includes('(down)')) as Element
    const bodies = table.childNodes.filter((part) => 'tagName' in part && part.tagName === 'tbody') as Element[]
    const rows = bodies.flatMap(({ childNodes }) => childNodes.filter((row) => 'tagName' in row) as Element[])
    const cells = rows.map(({ childNodes }) => named(childNodes as Element[], 'td').map((cell) => Number(textOf(cell))))
    const { confusion, perClass } = data.classification!
    expect(cells).toEqual(confusion.map((counts, i) => [...counts, perClass[i]!.support]))
  })

  it('colours are never alone: curves differ in their dashes, and cells have their numbers', () => {
    const text = renderReport(exampleReport())
    expect(text).toMatch(/\.line\.second\{[^}]*stroke-dasharray/)
    expect(text).toMatch(/\.line\.third\{[^}]*stroke-dasharray/)
  })

  it('follows the scheme of the screen, and paper is light', () => {
    const text = renderReport({ title: 'a', what: 'b' })
    expect(text).toContain('@media screen and (prefers-color-scheme:dark)')
    expect(text).toContain('@media print')
  })

  it('says what is wrong with data that cannot be drawn', () => {
    expect(() => renderReport({} as ReportData)).toThrow(UsageError)
    const image = { width: 2, height: 2, channels: 1 as const, pixels: [1, 2, 3] }
    const mistakes = { examples: [{ row: 7, truth: 0, predicted: 1, probability: 1, image }] }
    expect(() => renderReport({ title: 'a', what: 'b', mistakes })).toThrow(ShapeError)
    expect(() => renderReport({ title: 'a', what: 'b', mistakes })).toThrow(/row 7.*2 x 2 x 1; received 3/)
    const units = [{ label: 'u', values: [1] }]
    const pictures = [{ kind: 'pictures' as const, of: 'coef', width: 2, height: 1, units }]
    expect(() => renderReport({ title: 'a', what: 'b', weights: pictures })).toThrow(/weights of "u".*received 1/)
    const table = [{ kind: 'table' as const, of: 'coef', features: ['a', 'b'], classes: [0], values: [[1], [1, 2]] }]
    expect(() => renderReport({ title: 'a', what: 'b', weights: table })).toThrow(/received 2 rows, row 1 with 2 numbers/)
  })

  it('a history with gaps, nulls and infinities is drawn where it is finite', () => {
    const text = renderReport({
      title: 'a',
      what: 'b',
      history: { loss: [1, null, 0.5, Number.POSITIVE_INFINITY, Number.NaN, 0.4] },
    })
    const [line] = elementsOf(text).filter(
      (element) => attribute(element, 'class') === 'line first' && attribute(element, 'd')!.includes('h0'),
    )
    expect(attribute(line as Element, 'd')?.match(/M/g)).toHaveLength(3)
  })
})

describe('what users named', () => {
  const attacks = [
    '<script>alert(1)</script>',
    '"><img src=x onerror=alert(1)>',
    "'-alert(1)-'",
    '</title></style></svg></table><script>alert(1)</script>',
    '&lt;b&gt;',
    'javascript:alert(1)',
    '\u202egnp.exe\u0000',
    '<!-- ',
    '',
  ]

  it.each([{ images: false }, { images: true }])('is text everywhere ($images)', ({ images }) => {
    const clean = exampleReport({ classes: attacks.map((_, i) => `c${i}`), columns: attacks.map((_, i) => `f${i}`), images })
    const dirty = exampleReport({ classes: attacks, columns: attacks, images })
    const all = attacks.join(' ')
    const evil = {
      ...dirty,
      title: all,
      what: all,
      warnings: attacks,
      notes: attacks,
      history: { ...dirty.history, ...Object.fromEntries(attacks.map((name) => [`x${name}`, [1, 2]])) },
      run: {
        ...dirty.run,
        command: all,
        data: all,
        dataHash: all,
        arithmetic: all,
        versions: { [all]: all },
        settings: { [all]: all },
      },
    }
    const elements = elementsOf(renderReport(evil))
    expect(named(elements, 'script', 'iframe')).toEqual([])
    expect(elements.flatMap(({ attrs }) => attrs.map(({ name }) => name)).filter((name) => name.startsWith('on'))).toEqual([])
    expect(named(elements, 'img').every((image) => attribute(image, 'src')?.startsWith('data:image/png;base64,'))).toBe(true)
    expect(textOf(named(elements, 'h1')[0] as Element)).toBe(all.replace(/[\u202e\0]/g, '\ufffd'))
    expect(named(elements, 'title')[0] && textOf(named(elements, 'title')[0] as Element)).toContain('</title></style>')
    // As many elements of every kind as with harmless names in the same places.
    const tame = {
      ...clean,
      title: 'a',
      what: 'a',
      warnings: attacks.map(() => 'a'),
      notes: attacks.map(() => 'a'),
      history: { ...clean.history, ...Object.fromEntries(attacks.map((_, i) => [`x${i}`, [1, 2]])) },
      run: { ...clean.run, command: 'a', data: 'a', dataHash: 'a', arithmetic: 'a', versions: { a: 'a' }, settings: { a: 'a' } },
    }
    const kinds = (list: readonly Element[]): string[] =>
      list.map(({ tagName }) => tagName).filter((name) => !['bdi', 'span'].includes(name))
    expect(kinds(elements)).toEqual(kinds(elementsOf(renderReport(tame))))
  })
})

describe('the size of a file', () => {
  it('a report as of MNIST stays under 500 kB', () => {
    const data = exampleReport({ images: true, rows: 10_000, points: 10_000, epochs: 100 })
    const hidden = {
      kind: 'pictures' as const,
      of: 'first layer',
      width: 28,
      height: 28,
      units: Array.from({ length: 64 }, (_, i) => ({
        label: i,
        values: data.weights![0]!.kind === 'pictures' ? data.weights![0]!.units[0]!.values : [],
      })),
    }
    const { length } = new TextEncoder().encode(renderReport({ ...data, weights: [...data.weights!, hidden] }))
    expect(length).toBeLessThan(500_000)
    expect(length).toBeGreaterThan(50_000)
  })

  it('thousands of classes, columns and epochs, and large images, are clipped', () => {
    const names = (count: number): string[] => Array.from({ length: count }, (_, i) => `name ${i}`)
    const data = exampleReport({ classes: names(1000), columns: names(2000), rows: 3000, epochs: 20_000 })
    expect(renderReport(data).length).toBeLessThan(500_000)
    const image = { width: 1000, height: 800, channels: 3 as const, pixels: new Uint8Array(2_400_000) }
    const examples = Array.from({ length: 100 }, (_, row) => ({ row, truth: 0, predicted: 1, probability: 0.9, image }))
    expect(renderReport({ title: 'a', what: 'b', mistakes: { examples } }).length).toBeLessThan(1_000_000)
  })
})
