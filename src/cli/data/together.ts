// A stream whose start has been looked at, put together again.

/** Some text and the rest of it. */
export async function* together(start: string, rest: AsyncIterator<string>): AsyncGenerator<string> {
  yield start
  for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value
}
