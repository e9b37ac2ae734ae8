// The course: three pages, each with a figure of the rooms to try what it says.

import type { ComponentType } from 'preact'
import { linkTo, page } from '../app/router.ts'
import { LazyQuiz } from '../quiz/LazyQuiz.tsx'
import { CrossEntropyPage } from './CrossEntropyPage.tsx'
import { RecipePage } from './RecipePage.tsx'
import { SoftmaxPage } from './SoftmaxPage.tsx'

interface Lesson {
  readonly name: string
  readonly title: string
  readonly about: string
  readonly Page: ComponentType
  /** Items of the practice bank that ask for what the page says. */
  readonly practice: readonly string[]
}

const LESSONS: readonly Lesson[] = [
  {
    name: 'softmax',
    title: '1. Softmax',
    about: 'How a network’s numbers become probabilities, and why adding the same to all of them changes nothing.',
    Page: SoftmaxPage,
    practice: [
      'softmax-of-three',
      'softmax-shift',
      'softmax-odds',
      'two-class-softmax',
      'argmax-needs-no-softmax',
      'temperature-effects',
    ],
  },
  {
    name: 'cross-entropy',
    title: '2. Cross-entropy',
    about: 'What a network pays for being wrong, and the gradient that teaches it.',
    Page: CrossEntropyPage,
    practice: [
      'loss-of-probability',
      'gradient-true-class',
      'loss-of-logits',
      'sparse-labels',
      'loss-before-training',
      'gradient-sum',
    ],
  },
  {
    name: 'recipe',
    title: '3. The accurate recipe',
    about: 'Why the last layer is linear and the loss takes logits: what rounding does otherwise.',
    Page: RecipePage,
    practice: [
      'loss-that-vanishes',
      'order-of-the-recipe',
      'why-subtract-greatest',
      'overflow-float32',
      'recipe-facts',
      'gradient-certain-and-wrong',
    ],
  },
]

const QUIZZES = [
  {
    name: 'quiz',
    title: 'Multiclass classification, graded',
    about: 'Three questions in 30 minutes. The mark is 80 %, so passing takes all three.',
  },
  {
    name: 'practice',
    title: 'Practice',
    about: 'Ten questions of thirty-five, most with fresh numbers each time. No clock, no mark.',
  },
  {
    name: 'own-quiz',
    title: 'Your own quiz',
    about: 'A YAML file of yours, to take here. It stays in this browser.',
  },
] as const

function Cards({ cards }: { cards: readonly { readonly name: string; readonly title: string; readonly about: string }[] }) {
  return (
    <ol class="lessons">
      {cards.map(({ name, title, about }) => (
        <li key={name}>
          <a href={linkTo('learn', name)}>
            <b>{title}</b>
            <span>{about}</span>
          </a>
        </li>
      ))}
    </ol>
  )
}

export function LearnRoom() {
  const quiz = QUIZZES.find(({ name }) => name === page.value)
  if (quiz) {
    return (
      <div class="course quiz">
        <a class="up no-print" href={linkTo('learn')}>
          ← Course and quizzes
        </a>
        <LazyQuiz key={quiz.name} page={quiz.name} />
      </div>
    )
  }
  const at = LESSONS.findIndex(({ name }) => name === page.value)
  const lesson = LESSONS[at]
  if (!lesson) {
    return (
      <div class="course">
        <div class="intro">
          <h1>A short course</h1>
          <p>Three pages, some minutes each. Every number in them moves.</p>
        </div>
        <Cards cards={LESSONS} />
        <div class="prose">
          <h2>Be graded</h2>
          <p>Quizzes over the same ground. Attempts and grades stay in this browser.</p>
        </div>
        <Cards cards={QUIZZES} />
      </div>
    )
  }
  const { name, title, Page, practice } = lesson
  const [before, after] = [LESSONS[at - 1], LESSONS[at + 1]]
  return (
    <article class="course">
      <h1>{title}</h1>
      <Page />
      <div class="prose">
        <h2>Check yourself</h2>
      </div>
      <LazyQuiz key={name} practice={practice} />
      <nav class="pager" aria-label="Pages of the course">
        {before ? (
          <a class="button" href={linkTo('learn', before.name)}>
            {before.title}
          </a>
        ) : (
          <a class="button" href={linkTo('learn')}>
            All pages
          </a>
        )}
        {after ? (
          <a class="button primary" href={linkTo('learn', after.name)}>
            {after.title}
          </a>
        ) : (
          <a class="button primary" href={linkTo('train')}>
            Train a network
          </a>
        )}
      </nav>
    </article>
  )
}
