// What a precompiled validator is. The validators stand in `*.generated.ts`, made of the schemas in schemas/.

/** One thing that a document does against its schema, as Ajv says it. */
export interface SchemaFault {
  /** Where, as a JSON pointer: `/items/2/points`. */
  readonly instancePath: string
  readonly keyword: string
  readonly params: Readonly<Record<string, unknown>>
  readonly message?: string
}

/** Whether a document follows a schema; what it does against it is left in `errors`. */
export interface Validator {
  (data: unknown): boolean
  errors?: readonly SchemaFault[] | null
}
