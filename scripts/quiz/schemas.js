// Writes the JSON Schemas that the package publishes, and the validators made of them: plain code, as a page's content security
// policy forbids to make code at run time. Run `node scripts/quiz/schemas.js` after a change of a schema; a test compares.

import { readFileSync, writeFileSync } from 'node:fs'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { Ajv2020 } from 'ajv/dist/2020.js'
import standalone from 'ajv/dist/standalone/index.js'
import { build } from 'esbuild'

const root = fileURLToPath(new URL('../../', import.meta.url))

/** Schema files by the name of the validator that is made of each. */
export const VALIDATORS = {
  validateQuiz: 'schemas/quiz.schema.json',
  validateAnswers: 'schemas/answers.schema.json',
  validateHistory: 'schemas/history.schema.json',
}

/** The path of a validator's generated source. */
export const generatedPath = (name) => `src/quiz/format/${name}.generated.ts`

/** The source text of one validator. */
export async function validatorSource(name) {
  const schema = JSON.parse(readFileSync(`${root}${VALIDATORS[name]}`, 'utf8'))
  const ajv = new Ajv2020({
    allErrors: true,
    strict: true,
    strictRequired: false,
    allowUnionTypes: true,
    inlineRefs: false,
    code: { source: true, esm: true, lines: false },
  })
  const code = standalone.default(ajv, ajv.compile(schema))
  // The few helpers that Ajv's code asks for (lengths in characters, deep equality) are put into the same function.
  const { outputFiles } = await build({
    stdin: { contents: code, resolveDir: root },
    bundle: true,
    format: 'iife',
    globalName: 'made',
    minify: true,
    target: 'es2022',
    legalComments: 'none',
    charset: 'ascii',
    write: false,
  })
  const text = outputFiles[0].text.trim()
  return `// @ts-nocheck
// Made by scripts/quiz/schemas.js from ${VALIDATORS[name]} with Ajv (MIT licence): do not edit.

import type { Validator } from './validator.ts'

export const ${name}: Validator = (() => {
${text}
return made.default
})()
`
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const name of Object.keys(VALIDATORS)) writeFileSync(`${root}${generatedPath(name)}`, await validatorSource(name))
}
