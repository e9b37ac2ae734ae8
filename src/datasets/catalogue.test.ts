import { describe, expect, it } from 'vitest'
import { catalogue } from './catalogue.ts'
import type { TableDataset } from './dataset.ts'
import { datasets } from './datasets.ts'

describe('catalogue', () => {
  it('has every set that goes by a name, and no other', () => {
    expect(catalogue.map(({ name }) => name)).toEqual([...datasets.keys()])
  })

  it.each(catalogue.filter(({ origin }) => origin.kind === 'bundled'))(
    'says what is in $name',
    async ({ name, rows, features, classes, licence }) => {
      const set = (await datasets.get(name)?.()) as TableDataset
      expect({
        rows: [set.train.x.shape[0]],
        features: set.train.x.shape[1],
        classes: set.classNames.length,
        licence: set.source.licence,
      }).toEqual({
        ...{ rows, features, classes, licence },
      })
    },
  )

  it('says what is in the sets that packages bring', async () => {
    for (const { name, rows, features, classes, origin } of catalogue) {
      if (origin.kind === 'bundled') continue
      const set = await datasets.get(name)?.()
      expect([[set?.train.x.shape[0], set?.test?.x.shape[0]], set?.train.x.shape[1], set?.classNames.length]).toEqual([
        rows,
        features,
        classes,
      ])
    }
  })
})
