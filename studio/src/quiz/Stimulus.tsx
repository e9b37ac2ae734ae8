// What a question is about: a listing, a figure of the studio, or a panel of formulas and values.

import type { Stimulus as Given } from 'argmax/quiz'
import { useEffect } from 'preact/hooks'
import { readHash } from '../app/router.ts'
import { LossFigure } from '../loss/LossFigure.tsx'
import { RecipeFigure } from '../loss/RecipeFigure.tsx'
import { showLoss } from '../loss/store.ts'
import { SoftmaxFigure } from '../softmax/SoftmaxFigure.tsx'
import { showLogits } from '../softmax/store.ts'
import { Markdown } from './Markdown.tsx'

/** A figure, to move here and now; a room that doesn't fit into a question is linked to. */
function FigureHere({ link, caption }: { link: string; caption: string }) {
  const hash = `#/${link.replace(/^studio:/, '')}`
  const { room, query } = readHash(hash)
  const isHere = room === 'softmax' || room === 'loss'
  useEffect(() => {
    if (!isHere) return
    const { query: state } = readHash(hash)
    showLogits(state)
    showLoss(state)
  }, [hash, isHere])
  return (
    <figure class="stimulus">
      {room === 'softmax' ? <SoftmaxFigure /> : isHere && (query.has('gap') ? <RecipeFigure /> : <LossFigure />)}
      <figcaption>
        <Markdown text={caption} inline />
        <a href={hash}>Open the figure in its room</a>
      </figcaption>
    </figure>
  )
}

export function Stimulus({ given }: { given: Given }) {
  switch (given.kind) {
    case 'listing':
      return (
        <pre class="lesson-code stimulus" tabIndex={0} role="group" aria-label="Listing">
          <code>{given.code}</code>
        </pre>
      )
    case 'figure':
      return <FigureHere link={given.link} caption={given.caption} />
    case 'panel':
      return (
        <div class="slide stimulus" role="group" aria-label={given.title ?? 'Slide'}>
          {given.title !== undefined && <p class="slide-title">{given.title}</p>}
          {given.lines.map((line, i) => (
            <Markdown key={i} text={line} />
          ))}
        </div>
      )
    default:
      throw given satisfies never
  }
}
