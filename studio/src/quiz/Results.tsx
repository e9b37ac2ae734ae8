// The attempts so far: the best, the latest, and all of them.

import { bestResult, durationText, latestResult } from 'argmax/quiz'
import { DataTable } from '../ui/Card.tsx'
import { pointsText } from './Question.tsx'
import type { Session } from './session.ts'

const outcome = (passed: boolean | null): string => (passed === null ? 'practice' : passed ? 'passed' : 'not yet')

export function Results({ session }: { session: Session }) {
  const history = session.history.value
  const [best, latest] = [bestResult(history), latestResult(history)]
  if (best === undefined || latest === undefined) return null
  return (
    <section class="card results" aria-label="Your results">
      <header>
        <h2>Your results</h2>
      </header>
      <dl class="facts">
        <div>
          <dt>Best</dt>
          <dd class="number">{best.percent} %</dd>
        </div>
        <div>
          <dt>Latest</dt>
          <dd class="number">{latest.percent} %</dd>
        </div>
        <div>
          <dt>Attempts</dt>
          <dd class="number">{history.results.length}</dd>
        </div>
      </dl>
      <div class="scroll" role="group" aria-label="All attempts" tabIndex={0}>
        <DataTable
          caption="All attempts"
          head={['Attempt', 'Grade', 'Result', 'Points', 'Time']}
          rows={history.results
            .toReversed()
            .map(({ number, percent, passed, score, maxScore, seconds, reason }) => [
              String(number),
              `${percent} %`,
              outcome(passed),
              `${Math.round(score * 100) / 100} of ${pointsText(maxScore)}`,
              reason === 'time' ? 'ran out' : durationText(seconds * 1000),
            ])}
        />
      </div>
      {!session.isKept.value && (
        <p class="small muted">This browser keeps nothing for this page: the results are lost when it is closed.</p>
      )}
    </section>
  )
}
