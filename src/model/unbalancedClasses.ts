// Classes with few rows beside others with many: they are easily overlooked, and a high accuracy hides it.

/** Classes are unbalanced where the greatest has so many times the rows of the least. */
const UNBALANCED = 10

/** The classes with the fewest and the most rows, of those that have any, where they are unbalanced. */
export function unbalancedClasses<C extends { readonly rows: number }>(classes: readonly C[]): { least: C; most: C } | undefined {
  const ascending = classes.filter(({ rows }) => rows > 0).sort((a, b) => a.rows - b.rows)
  const [least, most] = [ascending[0], ascending.at(-1)]
  return least && most && most.rows >= UNBALANCED * least.rows ? { least, most } : undefined
}
