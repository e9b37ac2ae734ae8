// Some questions of the practice bank within a page of the course: one at a time, graded at once, with fresh numbers each time.

import { type Answer, gradeQuiz, type Item, type ItemGrade, presentItem } from 'argmax/quiz'
import { useEffect, useRef, useState } from 'preact/hooks'
import { Question } from './Question.tsx'
import { shippedQuiz } from './quizzes.ts'
import { ItemOutcome } from './ReviewView.tsx'

/** @param ids the items, in the order in which they are asked */
export function Practice({ ids }: { ids: readonly string[] }) {
  const quiz = shippedQuiz('practice')
  const [turn, setTurn] = useState(0)
  const [answer, setAnswer] = useState<Answer>(null)
  const [grade, setGrade] = useState<ItemGrade>()
  const place = useRef<HTMLDivElement>(null)
  const item = quiz.items.find(({ id }) => id === ids[turn % ids.length]) as Item
  const seed = turn + 1
  useEffect(() => {
    if (grade !== undefined) place.current?.focus({ preventScroll: true })
  }, [grade])
  return (
    <Question
      key={turn}
      item={presentItem(quiz, item, seed)}
      title="Try to answer"
      answer={answer}
      onAnswer={(next) => {
        setAnswer(next)
        setGrade(undefined)
      }}
    >
      {grade !== undefined && (
        <div ref={place} tabIndex={-1} role="status">
          <ItemOutcome item={presentItem(quiz, item, seed)} grade={grade} />
        </div>
      )}
      <div class="row">
        <button
          type="button"
          class={grade === undefined ? 'button primary' : 'button'}
          disabled={answer === null}
          onClick={() => {
            const { draw: _, ...rest } = quiz
            setGrade(gradeQuiz({ ...rest, items: [item] }, { [item.id]: answer }, seed).items[0])
          }}
        >
          Check
        </button>
        <button
          type="button"
          class={grade === undefined ? 'button' : 'button primary'}
          onClick={() => {
            setTurn(turn + 1)
            setAnswer(null)
            setGrade(undefined)
          }}
        >
          Another question
        </button>
      </div>
    </Question>
  )
}
