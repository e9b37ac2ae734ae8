// Types of tables.js, for the test that uses it.

/** The values of each file as text, or the message of why it is no table. */
export function readTables(sources: unknown, golden: unknown): Promise<Record<string, string>>
