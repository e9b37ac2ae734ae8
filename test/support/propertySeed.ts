// What property tests try is the same in every run, so that a change is never blamed for what chance found. To look for
// more, give another seed: PROPERTY_SEED=$RANDOM npm test -- src/compiler

import process from 'node:process'
import fc from 'fast-check'

fc.configureGlobal({ seed: Number(process.env.PROPERTY_SEED ?? 1) })
