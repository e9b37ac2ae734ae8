// An attempt under way: the clock, the questions, and handing in.

import { type Attempt, answerItem, presentQuiz } from 'argmax/quiz'
import { useEffect, useMemo, useRef, useState } from 'preact/hooks'
import { Clock } from './Clock.tsx'
import { Question } from './Question.tsx'
import { change, finish, type Session } from './session.ts'

export function AttemptView({ session, attempt }: { session: Session; attempt: Attempt }) {
  const { quiz } = session
  const { seed, answers, timer } = attempt
  const items = useMemo(() => presentQuiz(quiz, seed), [quiz, seed])
  const [isAsking, setAsking] = useState(false)
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => heading.current?.focus({ preventScroll: true }), [seed])
  const isAnswered = (id: string): boolean => Object.hasOwn(answers, id) && answers[id] !== null
  const answered = items.filter(({ id }) => isAnswered(id)).length
  const missing = items.length - answered
  return (
    <>
      <h1 ref={heading} tabIndex={-1}>
        {quiz.title}
      </h1>
      <Clock session={session} attempt={attempt} answered={answered} count={items.length} />
      {timer.since === null ? (
        <p class="notice">The questions are hidden while the time stands. Your answers are kept.</p>
      ) : (
        <>
          {items.map((item, i) => (
            <Question
              key={item.id}
              item={item}
              title={`Question ${i + 1} of ${items.length}`}
              answer={(Object.hasOwn(answers, item.id) ? answers[item.id] : null) ?? null}
              onAnswer={(answer) => change(session, (now, time) => answerItem(quiz, now, item.id, answer, time))}
            />
          ))}
          {isAsking && missing > 0 && (
            <p class="notice" role="alert">
              {missing} {missing === 1 ? 'question has' : 'questions have'} no answer yet. Hand in all the same?
            </p>
          )}
          <div class="row">
            <button
              type="button"
              class="button primary"
              onClick={() => {
                if (missing > 0 && !isAsking) setAsking(true)
                else finish(session)
              }}
            >
              {isAsking && missing > 0 ? 'Hand in all the same' : 'Hand in'}
            </button>
            {isAsking && missing > 0 && (
              <button type="button" class="button" onClick={() => setAsking(false)}>
                Go on answering
              </button>
            )}
          </div>
        </>
      )}
    </>
  )
}
