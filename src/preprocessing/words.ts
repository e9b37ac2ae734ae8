// A text as its words.

import { bagOf } from './bag.ts'
import { visitWords } from './tokens.ts'

/** A bag of words, and of n-grams of words. */
export const words: ReturnType<typeof bagOf> = bagOf({ as: 'words', ngrams: [1, 1], visit: visitWords })
