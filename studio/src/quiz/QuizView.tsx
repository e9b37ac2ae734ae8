// A quiz in whatever state it is: to start, under way, graded, or with attempts that can't be read.

import type { Quiz } from 'argmax/quiz'
import { useMemo } from 'preact/hooks'
import { AttemptView } from './AttemptView.tsx'
import { ReviewView } from './ReviewView.tsx'
import { StartView } from './StartView.tsx'
import { sessionOf, setAside } from './session.ts'

/** A quiz. @param name by which its attempts are kept */
export function QuizView({ quiz, name }: { quiz: Quiz; name: string }) {
  const session = useMemo(() => sessionOf(quiz, name), [quiz, name])
  const { current } = session.history.value
  const review = session.review.value
  if (session.refusal.value !== '') {
    return (
      <>
        <h1>{quiz.title}</h1>
        <p class="notice bad" role="alert">
          {session.refusal.value}
        </p>
        <div class="row">
          <button type="button" class="button primary" onClick={() => setAside(session)}>
            Set it aside and begin anew
          </button>
        </div>
      </>
    )
  }
  if (current !== null) return <AttemptView session={session} attempt={current} key={current.number} />
  if (review !== undefined) return <ReviewView session={session} review={review} key={review.result.number} />
  return <StartView session={session} />
}
