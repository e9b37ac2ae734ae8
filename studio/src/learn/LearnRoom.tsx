// The course: three pages, each with a figure of the rooms to try what it says.

import type { ComponentType } from 'preact'
import { linkTo, page } from '../app/router.ts'
import { CrossEntropyPage } from './CrossEntropyPage.tsx'
import { RecipePage } from './RecipePage.tsx'
import { SoftmaxPage } from './SoftmaxPage.tsx'

const LESSONS: readonly { readonly name: string; readonly title: string; readonly about: string; readonly Page: ComponentType }[] =
  [
    {
      name: 'softmax',
      title: '1. Softmax',
      about: 'How a network’s numbers become probabilities, and why adding the same to all of them changes nothing.',
      Page: SoftmaxPage,
    },
    {
      name: 'cross-entropy',
      title: '2. Cross-entropy',
      about: 'What a network pays for being wrong, and the gradient that teaches it.',
      Page: CrossEntropyPage,
    },
    {
      name: 'recipe',
      title: '3. The accurate recipe',
      about: 'Why the last layer is linear and the loss takes logits: what rounding does otherwise.',
      Page: RecipePage,
    },
  ]

export function LearnRoom() {
  const at = LESSONS.findIndex(({ name }) => name === page.value)
  const lesson = LESSONS[at]
  if (!lesson) {
    return (
      <div class="course">
        <div class="intro">
          <h1>A short course</h1>
          <p>Three pages, some minutes each. Every number in them moves.</p>
        </div>
        <ol class="lessons">
          {LESSONS.map(({ name, title, about }) => (
            <li key={name}>
              <a href={linkTo('learn', name)}>
                <b>{title}</b>
                <span>{about}</span>
              </a>
            </li>
          ))}
        </ol>
      </div>
    )
  }
  const { title, Page } = lesson
  const [before, after] = [LESSONS[at - 1], LESSONS[at + 1]]
  return (
    <article class="course">
      <h1>{title}</h1>
      <Page />
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
