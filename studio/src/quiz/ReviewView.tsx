// The grade of an attempt, with points and feedback for each question: on the screen, and as a summary to print.

import { type Answer, durationText, type ItemGrade, type PresentedItem, presentQuiz } from 'argmax/quiz'
import { useEffect, useMemo, useRef } from 'preact/hooks'
import { Markdown } from './Markdown.tsx'
import { pointsText } from './Question.tsx'
import { Results } from './Results.tsx'
import { Stimulus } from './Stimulus.tsx'
import { begin, close, type Review, type Session } from './session.ts'

/** An answer with the texts of its choices. */
function AnswerText({ item, answer }: { item: PresentedItem; answer: Answer }) {
  if (answer === null || (Array.isArray(answer) && answer.length === 0)) return <i>none</i>
  if (item.kind === 'numeric') {
    const text = typeof answer === 'number' ? String(Number(answer.toPrecision(6))) : String(answer)
    return (
      <span class="number">
        {text}
        {item.unit === undefined ? '' : ` ${item.unit}`}
      </span>
    )
  }
  const parts: readonly { readonly id: string; readonly text: string }[] = item.kind === 'order' ? item.entries : item.choices
  const texts = (Array.isArray(answer) ? answer : [answer]).map(
    (id: string | number) => parts.find((part) => part.id === id)?.text ?? String(id),
  )
  if (texts.length === 1) return <Markdown text={texts[0] as string} inline />
  const List = item.kind === 'order' ? 'ol' : 'ul'
  return (
    <List>
      {texts.map((text, i) => (
        <li key={i}>
          <Markdown text={text} inline />
        </li>
      ))}
    </List>
  )
}

/** Points, answers and feedback of one question. */
export function ItemOutcome({ item, grade }: { item: PresentedItem; grade: ItemGrade }) {
  const { right, score, maxScore, answer, answered, rightAnswer, feedback, problem } = grade
  const word = right ? 'Right' : score > 0 ? 'Partly right' : answered ? 'Wrong' : problem === undefined ? 'No answer' : 'Not read'
  return (
    <div class={right ? 'outcome right' : 'outcome wrong'}>
      <p class="verdict-line">
        <b>{word}</b>
        <span class="number">
          {' '}
          {Math.round(score * 100) / 100} of {pointsText(maxScore)}
        </span>
      </p>
      <dl>
        <dt>Your answer</dt>
        <dd>
          <AnswerText item={item} answer={answer} />
        </dd>
        {!right && (
          <>
            <dt>Right answer</dt>
            <dd>
              <AnswerText item={item} answer={rightAnswer} />
            </dd>
          </>
        )}
      </dl>
      {problem !== undefined && <p>{problem}</p>}
      {feedback.map(({ text }, i) => (
        <Markdown key={i} text={text} />
      ))}
    </div>
  )
}

/** `Passed, 100 %`, `Not yet, 67 %; 80 % needed`, or the percent alone where nobody passes. */
export function bannerText({ passed, percent, passMark }: Review['grade']): string {
  if (passed === null) return `${percent} %`
  return passed ? `Passed, ${percent} %` : `Not yet, ${percent} %; ${passMark} % needed`
}

export function ReviewView({ session, review }: { session: Session; review: Review }) {
  const { quiz } = session
  const { grade, result } = review
  const { passed, score, maxScore, seed } = grade
  const items = useMemo(() => presentQuiz(quiz, seed), [quiz, seed])
  const banner = useRef<HTMLHeadingElement>(null)
  useEffect(() => banner.current?.focus({ preventScroll: false }), [review])
  const isLast = quiz.attempts !== undefined && result.number >= quiz.attempts
  return (
    <>
      <h1>{quiz.title}</h1>
      <div class={`grade-banner ${passed === false ? 'not-yet' : 'passed'}`} role="status">
        <h2 tabIndex={-1} ref={banner}>
          {bannerText(grade)}
        </h2>
        <p>
          {result.reason === 'time' && 'The time is over: what you had answered was graded. '}
          Attempt {result.number}: {Math.round(score * 100) / 100} of {pointsText(maxScore)} in{' '}
          {durationText(result.seconds * 1000)}.
        </p>
      </div>
      <div class="row no-print">
        <button type="button" class="button primary" disabled={isLast} onClick={() => begin(session)}>
          Try again
        </button>
        <button type="button" class="button" onClick={() => window.print()}>
          Print a summary
        </button>
        <button type="button" class="button" onClick={() => close(session)}>
          All results
        </button>
      </div>
      {items.map((item, i) => {
        const graded = grade.items[i] as ItemGrade
        return (
          <section class="card question reviewed" key={item.id} aria-labelledby={`review-${i}`} data-item={item.id}>
            <header>
              <h2 id={`review-${i}`}>
                Question {i + 1} of {items.length}
              </h2>
            </header>
            <Markdown text={item.text} />
            {item.stimulus.map((given, at) => (
              <Stimulus key={at} given={given} />
            ))}
            <ItemOutcome item={item} grade={graded} />
          </section>
        )
      })}
      <Results session={session} />
      <p class="print-only small">
        Made with argmax, {new Date().toISOString().slice(0, 10)}. Answers ship with the quiz: this is no proof.
      </p>
    </>
  )
}
