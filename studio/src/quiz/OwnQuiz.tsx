// A teacher's own quiz: a YAML file, chosen or dropped. It stays in this browser, and nothing in it runs.

import { type Quiz, readQuiz } from 'argmax/quiz'
import { useId, useState } from 'preact/hooks'
import { QuizView } from './QuizView.tsx'
import { keep, readKept } from './session.ts'

const KEY = 'argmax-studio-own-quiz'
/** The engine refuses more; a file is not read into memory to learn that. */
const MOST_BYTES = 8 * 1024 * 1024

interface Opened {
  readonly quiz?: Quiz
  readonly problem: string
}

function open(text: string, name: string): Opened {
  try {
    return { quiz: readQuiz(text, name), problem: '' }
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) }
  }
}

let opened: Opened | undefined

function lastOpened(): Opened {
  const text = readKept(KEY)
  opened ??= text === null ? { problem: '' } : open(text, 'the quiz that this browser has kept')
  return opened
}

export function OwnQuiz() {
  const id = useId()
  const [{ quiz, problem }, setOpened] = useState(lastOpened)
  const [isOver, setOver] = useState(false)
  const show = (next: Opened): void => {
    opened = next
    setOpened(next)
  }
  const take = async (file: File | undefined): Promise<void> => {
    if (file === undefined) return
    if (file.size > MOST_BYTES) {
      show({ problem: `${file.name} has ${file.size} bytes; at most 2 MB are read. Divide the file.` })
      return
    }
    const text = await file.text()
    const next = open(text, file.name)
    if (next.quiz !== undefined) keep(KEY, text)
    show(next)
  }
  if (quiz !== undefined) {
    return (
      <>
        <QuizView quiz={quiz} name={`own/${quiz.id}`} />
        <p class="no-print">
          <button
            type="button"
            class="button small"
            onClick={() => {
              keep(KEY, null)
              show({ problem: '' })
            }}
          >
            Open another quiz
          </button>
        </p>
      </>
    )
  }
  return (
    <>
      <div class="intro">
        <h1>Your own quiz</h1>
        <p>
          A YAML file in the format that <code>argmax quiz new</code> writes. It is read in this page and not uploaded; every fault
          is named with its line.
        </p>
      </div>
      <div
        class={isOver ? 'drop over' : 'drop'}
        onDragOver={(event) => {
          event.preventDefault()
          setOver(true)
        }}
        onDragLeave={() => setOver(false)}
        onDrop={(event) => {
          event.preventDefault()
          setOver(false)
          take(event.dataTransfer?.files[0])
        }}
      >
        <label for={id}>Drop a .yaml file here, or choose one.</label>
        <input
          id={id}
          type="file"
          accept=".yaml,.yml,.json"
          onChange={({ currentTarget }) => {
            take(currentTarget.files?.[0])
            currentTarget.value = ''
          }}
        />
      </div>
      {problem !== '' && (
        <div class="notice bad quiz-problems" role="alert">
          <p>This file is no quiz that can be taken:</p>
          <ul>
            {problem.split('\n').map((line, i) => (
              <li key={i}>{line}</li>
            ))}
          </ul>
        </div>
      )}
    </>
  )
}
