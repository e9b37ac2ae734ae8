// A text as runs of characters: endings, beginnings and spellings, in any language.

import { bagOf } from './bag.ts'
import { visitCharacters } from './tokens.ts'

/** A bag of n-grams of characters within words. */
export const characters: ReturnType<typeof bagOf> = bagOf({ as: 'characters', ngrams: [1, 4], visit: visitCharacters })
