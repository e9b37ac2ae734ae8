// One question with its controls. Every kind is answered with native fields or buttons, so the keyboard and screen readers know them.

import { type Answer, type PresentedItem, type PresentedNumeric, type PresentedOrder, plainText, readNumber } from 'argmax/quiz'
import type { ComponentChildren } from 'preact'
import { useId, useState } from 'preact/hooks'
import { announce } from '../app/announce.tsx'
import { Markdown } from './Markdown.tsx'
import { Stimulus } from './Stimulus.tsx'

interface FieldsProps<Item> {
  readonly item: Item
  readonly answer: Answer
  readonly labelledBy: string
  readonly onAnswer: (answer: Answer) => void
}

const listOf = (answer: Answer): readonly string[] => (Array.isArray(answer) ? (answer as readonly string[]) : [])

function ChoiceFields({
  item,
  answer,
  labelledBy,
  onAnswer,
}: FieldsProps<Extract<PresentedItem, { kind: 'single' | 'multiple' }>>) {
  const name = useId()
  const isSingle = item.kind === 'single'
  const taken = isSingle ? [answer] : listOf(answer)
  return (
    <fieldset class="choices" aria-labelledby={labelledBy}>
      {!isSingle && <p class="small muted">Take all that are right; a wrong one takes back a right one.</p>}
      {item.choices.map(({ id, text }) => (
        <label class="choice" key={id}>
          <input
            type={isSingle ? 'radio' : 'checkbox'}
            name={name}
            checked={taken.includes(id)}
            // Where a name is a formula, not every reader makes words of it.
            aria-label={text.includes('$') ? plainText(text) : undefined}
            onChange={({ currentTarget: { checked } }) => {
              if (isSingle) onAnswer(id)
              else {
                const next = checked ? [...listOf(answer), id] : listOf(answer).filter((other) => other !== id)
                onAnswer(next.length > 0 ? next.sort() : null)
              }
            }}
          />
          <Markdown text={text} inline />
        </label>
      ))}
    </fieldset>
  )
}

function NumberField({ item, answer, labelledBy, onAnswer }: FieldsProps<PresentedNumeric>) {
  const id = useId()
  const [problem, setProblem] = useState('')
  const check = (text: string): void => {
    const read = text.trim() === '' ? { value: 0 } : readNumber(text)
    setProblem('problem' in read ? read.problem : '')
  }
  return (
    <div class="field number-field">
      <label for={id}>Your answer{item.unit === undefined ? '' : ` in ${item.unit}`}</label>
      <input
        id={id}
        type="text"
        inputMode="text"
        autocomplete="off"
        value={answer === null ? '' : String(answer)}
        aria-describedby={problem === '' ? labelledBy : `${labelledBy} ${id}-problem`}
        aria-invalid={problem !== ''}
        onInput={({ currentTarget: { value } }) => {
          if (problem !== '') check(value)
          onAnswer(value.trim() === '' ? null : value)
        }}
        onChange={({ currentTarget: { value } }) => check(value)}
      />
      {problem !== '' && (
        <p class="problem" id={`${id}-problem`} role="alert">
          {problem}
        </p>
      )}
    </div>
  )
}

function OrderFields({ item, answer, labelledBy, onAnswer }: FieldsProps<PresentedOrder>) {
  const order = answer === null ? item.entries.map(({ id }) => id) : listOf(answer)
  const textOf = (id: string): string => item.entries.find((entry) => entry.id === id)?.text ?? id
  const move = (from: number, to: number, button: HTMLButtonElement): void => {
    const next = [...order]
    const [moved] = next.splice(from, 1)
    if (moved === undefined) return
    next.splice(to, 0, moved)
    onAnswer(next)
    announce(`${plainText(textOf(moved))} is now ${to + 1} of ${next.length}.`, true)
    // The entry takes its buttons along; at either end the other one is left to press.
    const entry = button.parentElement
    requestAnimationFrame(() => (button.disabled ? entry?.querySelector<HTMLButtonElement>('button:enabled') : button)?.focus())
  }
  return (
    <ol class="entries" aria-labelledby={labelledBy}>
      {order.map((id, at) => {
        const text = textOf(id)
        const name = plainText(text)
        return (
          <li key={id}>
            <span class="number muted">{at + 1}</span>
            <Markdown text={text} inline />
            <span class="movers">
              <button
                type="button"
                class="button small"
                disabled={at === 0}
                aria-label={`Move up: ${name}`}
                onClick={({ currentTarget }) => move(at, at - 1, currentTarget)}
              >
                ↑
              </button>
              <button
                type="button"
                class="button small"
                disabled={at === order.length - 1}
                aria-label={`Move down: ${name}`}
                onClick={({ currentTarget }) => move(at, at + 1, currentTarget)}
              >
                ↓
              </button>
            </span>
          </li>
        )
      })}
    </ol>
  )
}

/** A question. @param children what stands below it, such as its grade */
export function Question({
  item,
  answer,
  title,
  onAnswer,
  children,
}: {
  item: PresentedItem
  answer: Answer
  title: string
  onAnswer: (answer: Answer) => void
  children?: ComponentChildren
}) {
  const id = useId()
  const { points, hint } = item
  return (
    <section class="card question" aria-labelledby={`${id}-title`} data-item={item.id}>
      <header>
        <h2 id={`${id}-title`}>{title}</h2>
        <p>{pointsText(points)}</p>
      </header>
      <Markdown text={item.text} id={`${id}-text`} />
      {item.stimulus.map((given, i) => (
        <Stimulus key={i} given={given} />
      ))}
      {item.kind === 'numeric' ? (
        <NumberField item={item} answer={answer} labelledBy={`${id}-text`} onAnswer={onAnswer} />
      ) : item.kind === 'order' ? (
        <OrderFields item={item} answer={answer} labelledBy={`${id}-text`} onAnswer={onAnswer} />
      ) : (
        <ChoiceFields item={item} answer={answer} labelledBy={`${id}-text`} onAnswer={onAnswer} />
      )}
      {hint !== undefined && (
        <details class="quiz-hint">
          <summary>Hint</summary>
          <Markdown text={hint} />
        </details>
      )}
      {children}
    </section>
  )
}

/** 1 point, 1.5 points. */
export function pointsText(points: number): string {
  const text = String(Math.round(points * 100) / 100)
  return `${text} ${points === 1 ? 'point' : 'points'}`
}
