// Quizzes are fetched when a page shows one.

import { useEffect, useState } from 'preact/hooks'
import type { QuizPageName } from './QuizPages.tsx'

type Pages = typeof import('./QuizPages.tsx')

/** What is shown of them: a page, or questions within a page. */
type Wanted = { readonly page: QuizPageName } | { readonly practice: readonly string[] }

export function LazyQuiz(wanted: Wanted) {
  const [pages, setPages] = useState<Pages>()
  const [problem, setProblem] = useState('')
  useEffect(() => {
    let isWanted = true
    import('./QuizPages.tsx').then(
      (module) => isWanted && setPages(module),
      () => isWanted && setProblem('The questions could not be loaded. Check that the server is there, and reload the page.'),
    )
    return () => {
      isWanted = false
    }
  }, [])
  if (problem !== '') {
    return (
      <p class="notice bad" role="alert">
        {problem}
      </p>
    )
  }
  if (pages === undefined) return <p class={'page' in wanted ? 'loading' : 'muted'}>Loading …</p>
  return 'page' in wanted ? <pages.QuizPage name={wanted.page} /> : <pages.Practice ids={wanted.practice} />
}
