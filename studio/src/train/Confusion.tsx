// The confusion matrix, whose cells open the rows behind them.

import { Card } from '../ui/Card.tsx'
import { Rows } from './Rows.tsx'
import { cell, facts, gallery, openCell, view } from './store.ts'

/** A name that fits a column's head. */
const brief = (name: string, count: number): string => (count > 6 && name.length > 4 ? `${name.slice(0, 4)}…` : name)

export function Confusion() {
  const names = facts.value?.classNames ?? []
  const confusion = view.value?.measured?.confusion ?? []
  const chosen = cell.value
  const shown = gallery.value
  /** Right ones against the row's, mistakes against the commonest mistake: those are few, and would not be seen. */
  const rowTotals = names.map((_, truth) => (confusion[truth] ?? []).reduce((sum, count) => sum + count, 0))
  const worst = Math.max(1, ...confusion.flatMap((row, truth) => row.filter((_, predicted) => predicted !== truth)))
  return (
    <Card title="Confusion matrix" note="validation rows; press a cell to see them">
      <div class="confusion">
        <div class="scroll" role="group" aria-label="Confusion matrix" tabIndex={0}>
          <table class="matrix" style={names.length > 12 ? { minWidth: `${1.7 * names.length + 5}rem` } : {}}>
            <caption>Down: what the rows are. Across: what the network calls them. Right ones stand on the diagonal.</caption>
            <thead>
              <tr>
                <td />
                {names.map((name) => (
                  <th scope="col" key={name} title={name}>
                    {brief(name, names.length)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {names.map((truth, row) => (
                <tr key={truth}>
                  <th scope="row" title={truth}>
                    {truth}
                  </th>
                  {names.map((predicted, column) => {
                    const count = confusion[row]?.[column] ?? 0
                    const isChosen = chosen?.[0] === row && chosen[1] === column
                    return (
                      <td key={predicted}>
                        <button
                          type="button"
                          class={count === 0 ? 'none' : ''}
                          aria-pressed={isChosen}
                          aria-label={`${truth} called ${predicted}: ${count}`}
                          style={{
                            '--tone': row === column ? 'var(--accent)' : 'var(--second)',
                            '--part': String(Math.sqrt(count / (row === column ? Math.max(1, rowTotals[row] ?? 1) : worst))),
                          }}
                          onClick={() => openCell(row, column)}
                        >
                          {count}
                        </button>
                      </td>
                    )
                  })}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
        <div class="gallery" aria-live="polite">
          {chosen && shown ? (
            <>
              <p class="small muted">
                {names[chosen[0]]} called {names[chosen[1]]}: {shown.total} {shown.total === 1 ? 'row' : 'rows'}
                {shown.total > shown.shown.rows.length ? `, the surest ${shown.shown.rows.length} of them` : ''}
              </p>
              <Rows rows={shown.shown} notes={shown.probability.map((value) => `${(100 * value).toFixed(0)} %`)} />
            </>
          ) : (
            <p class="small muted">The rows of a cell appear here, with how sure the network is of them.</p>
          )}
        </div>
      </div>
    </Card>
  )
}
