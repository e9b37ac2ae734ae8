// Before an attempt: what is asked, what passes, and the results so far.

import { durationText, limitOf } from 'argmax/quiz'
import { Markdown } from './Markdown.tsx'
import { Results } from './Results.tsx'
import { begin, type Session } from './session.ts'

/** What passing takes, where it takes every question; undefined where it doesn't. */
function needsAll({ quiz: { passMark, items, draw } }: Session): boolean {
  if (passMark === undefined || draw !== undefined) return false
  const points = items.map(({ points = 1 }) => points)
  const sum = points.reduce((total, next) => total + next, 0)
  return 100 * (sum - Math.min(...points)) < passMark * sum
}

export function StartView({ session }: { session: Session }) {
  const { quiz, history } = session
  const { passMark, attempts, items, draw = items.length } = quiz
  const limit = limitOf(quiz)
  const used = history.value.results.length
  const isOut = attempts !== undefined && used >= attempts
  return (
    <>
      <div class="intro">
        <h1>{quiz.title}</h1>
        {quiz.description !== undefined && <Markdown text={quiz.description} />}
      </div>
      <section class="card" aria-label="The quiz">
        <dl class="facts">
          <div>
            <dt>Questions</dt>
            <dd class="number">{draw}</dd>
          </div>
          <div>
            <dt>Time</dt>
            <dd class="number">{limit === null ? 'no limit' : durationText(limit)}</dd>
          </div>
          <div>
            <dt>To pass</dt>
            <dd class="number">
              {passMark === undefined ? 'practice' : `${passMark} %`}
              {needsAll(session) && <span class="small muted"> all {items.length} questions</span>}
            </dd>
          </div>
          <div>
            <dt>Attempts</dt>
            <dd class="number">{attempts === undefined ? 'any number' : `${attempts}, ${Math.max(0, attempts - used)} left`}</dd>
          </div>
        </dl>
        {limit !== null && (
          <label class="check">
            <input
              type="checkbox"
              checked={!session.isTimed.value}
              onChange={({ currentTarget }) => {
                session.isTimed.value = !currentTarget.checked
              }}
            />
            Without a time limit
          </label>
        )}
        <div class="row">
          <button type="button" class="button primary" disabled={isOut} onClick={() => begin(session)}>
            {used > 0 ? 'Start again' : 'Start'}
          </button>
          {isOut && <p class="muted">All attempts are used.</p>}
        </div>
      </section>
      <Results session={session} />
    </>
  )
}
