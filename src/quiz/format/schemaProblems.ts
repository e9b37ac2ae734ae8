// What a document does against its schema, in words: what was wrong, what is allowed, what was received.

import { describe } from '../../errors.ts'
import type { SchemaFault, Validator } from './validator.ts'

/** A path of keys and positions. */
export type Path = readonly (string | number)[]

/** One thing that is wrong with a document. */
export interface Problem {
  readonly path: Path
  readonly message: string
}

/** The keys of a JSON pointer; positions in lists as numbers. */
function pathOf(pointer: string, root: unknown): (string | number)[] {
  let value = root
  return pointer
    .split('/')
    .slice(1)
    .map((part) => {
      const key = part.replaceAll('~1', '/').replaceAll('~0', '~')
      const step = Array.isArray(value) ? Number(key) : key
      value = (value as Record<string | number, unknown> | undefined)?.[step]
      return step
    })
}

function valueAt(root: unknown, path: Path): unknown {
  return path.reduce<unknown>((value, key) => (value as Record<string | number, unknown> | undefined)?.[key], root)
}

/** The fewest single-letter changes from one word to another. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)))
    }
    row = next
  }
  return row[b.length] ?? 0
}

/** The property that was likely meant. */
function meant(name: string, schemaFaults: readonly SchemaFault[], known: readonly string[]): string {
  const missing = schemaFaults.filter(({ keyword }) => keyword === 'required').map(({ params }) => String(params.missingProperty))
  const near = [...missing, ...known].find(
    (other) => other !== name && distance(name.slice(0, 40).toLowerCase(), other.toLowerCase()) <= 2,
  )
  return near === undefined ? '' : ` Did you mean ${JSON.stringify(near)}?`
}

/** All names of properties that quizzes use: for suggestions. */
const KNOWN =
  'format id title language description passMark timeLimit attempts draw shuffle items choices kind points text stimulus hint feedback numbers values where answer tolerance relative unit mistakes value entries right link caption code lines from to step oneOf'.split(
    ' ',
  )

const limitText: Readonly<Record<string, (limit: unknown) => string>> = {
  minimum: (limit) => `must be ${limit} or more`,
  maximum: (limit) => `must be ${limit} or less`,
  exclusiveMinimum: (limit) => `must be greater than ${limit}`,
  minLength: () => 'must not be empty',
  maxLength: (limit) => `must have at most ${limit} characters`,
  minItems: (limit) => `must have at least ${limit} entries`,
  maxItems: (limit) => `must have at most ${limit} entries`,
  minProperties: () => 'must not be empty',
  maxProperties: (limit) => `must have at most ${limit} entries`,
}

const patternText: Readonly<Record<string, string>> = {
  id: 'must be a name of letters, digits, _ and -, beginning with a letter, of at most 64 characters',
  timeLimit: 'must be an ISO 8601 duration, such as PT30M',
  language: 'must be a language tag, such as en',
  link: 'must be a link to a figure of the studio, such as studio:softmax?z=1,2,3',
}

function messageOf(fault: SchemaFault, path: Path, value: unknown, all: readonly SchemaFault[]): string | undefined {
  const { keyword, params } = fault
  const subject = path.length === 0 ? 'the document' : String(path[path.length - 1])
  const siblings = all.filter(({ instancePath }) => instancePath === fault.instancePath)
  switch (keyword) {
    case 'if':
    case 'propertyNames':
      return undefined // the faults behind it say more
    case 'oneOf':
      return `${subject} has none of the allowed forms; received ${describe(value)}.`
    case 'required':
      return `${JSON.stringify(params.missingProperty)} is missing.`
    case 'additionalProperties':
      return `${describe(params.additionalProperty)} is no property here.${meant(String(params.additionalProperty), siblings, KNOWN)}`
    case 'type':
      return `${subject} must be ${[params.type].flat().join(' or ')}; received ${describe(value)}.`
    case 'const':
      return `${subject} must be ${describe(params.allowedValue)}; received ${describe(value)}.`
    case 'enum':
      return `${subject} must be one of ${(params.allowedValues as unknown[]).join(', ')}; received ${describe(value)}.`
    case 'pattern':
      return params.pattern !== undefined && fault.instancePath.endsWith(String(subject))
        ? `${subject} ${patternText[String(subject)] ?? `must match ${params.pattern}`}; received ${describe(value)}.`
        : undefined
    case 'uniqueItems':
      return `${subject} must not have an entry twice.`
    default: {
      const limit = limitText[keyword]
      return `${subject} ${limit === undefined ? (fault.message ?? 'does not follow the schema') : limit(params.limit)}; received ${describe(value)}.`
    }
  }
}

/**
 * Whether a fault says something. A choice between forms that failed comes with what each form wanted: where a form got further than
 * the value's type, that is told; elsewhere only that none of the forms fits.
 */
function tells(fault: SchemaFault, faults: readonly SchemaFault[]): boolean {
  const { instancePath: at, keyword } = fault
  const isShallow = ({ keyword: other }: SchemaFault): boolean => ['oneOf', 'type', 'const', 'if'].includes(other)
  if (!isShallow(fault) || !faults.some((other) => other.instancePath === at && other.keyword === 'oneOf')) return true
  const hasDeeper = faults.some(
    (other) => other.instancePath.startsWith(`${at}/`) || (other.instancePath === at && !isShallow(other)),
  )
  return keyword === 'oneOf' && !hasDeeper
}

/** Everything that a document does against its schema, in the order of the schema; none where it follows it. */
export function schemaProblems(validate: Validator, data: unknown): Problem[] {
  if (validate(data)) return []
  const faults = (validate.errors ?? []).slice(0, 500)
  const problems: Problem[] = []
  const seen = new Set<string>()
  for (const fault of faults) {
    if (!tells(fault, faults)) continue
    const path = pathOf(fault.instancePath, data)
    const message = messageOf(fault, path, valueAt(data, path), faults)
    if (message === undefined || seen.has(`${fault.instancePath} ${message}`)) continue
    seen.add(`${fault.instancePath} ${message}`)
    problems.push({ path, message })
  }
  return problems.length > 0 ? problems : [{ path: [], message: 'The document does not follow the schema.' }]
}
