// What a column of each kind becomes where nobody says otherwise.

import type { ColumnKind } from '../data/index.ts'
import type { ColumnTransform } from './transforms.ts'

/** By kind. */
export const DEFAULT_TRANSFORMS: Readonly<Record<ColumnKind, readonly ColumnTransform[]>> = {
  number: [{ as: 'number' }],
  integer: [{ as: 'oneHot' }, { as: 'number' }],
  boolean: [{ as: 'boolean' }],
  category: [{ as: 'category' }, { as: 'spelling' }],
  text: [{ as: 'words' }, { as: 'characters' }],
  date: [{ as: 'date' }],
}
