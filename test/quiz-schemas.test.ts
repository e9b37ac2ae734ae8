// The published schemas: valid drafts themselves, what the shipped quizzes follow, and what the validators in src/ were made of.

import { readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { generatedPath, VALIDATORS, validatorSource } from '../scripts/quiz/schemas.js'

const read = (path: string): string => readFileSync(new URL(`../${path}`, import.meta.url), 'utf8')

test.each(Object.keys(VALIDATORS) as (keyof typeof VALIDATORS)[])('%s is what its schema makes', async (name) => {
  expect(read(generatedPath(name)), 'Run: node scripts/quiz/schemas.js').toBe(await validatorSource(name))
})

test.each(Object.values(VALIDATORS))('%s is a schema of draft 2020-12', (path) => {
  const ajv = new Ajv2020({ strict: false })
  expect(ajv.validateSchema(JSON.parse(read(path))), JSON.stringify(ajv.errors)).toBe(true)
})

test.each(['multiclass-classification', 'multiclass-practice'])('%s follows the published schema', (name) => {
  const validate = new Ajv2020({ strict: false }).compile(JSON.parse(read('schemas/quiz.schema.json')))
  expect(validate(parse(read(`quizzes/${name}.yaml`))), JSON.stringify(validate.errors)).toBe(true)
})
