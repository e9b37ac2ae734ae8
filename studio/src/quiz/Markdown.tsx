// Texts of quizzes. The engine's Markdown is safe HTML (no markup of the text itself gets into it); formulas are typeset behind it.

import { renderMarkdown } from 'argmax/quiz'
import { useEffect, useMemo, useRef } from 'preact/hooks'
import { loadTemml } from '../ui/Tex.tsx'

/** Markdown with TeX. @param inline within a line: without paragraphs */
export function Markdown({ text, inline = false, id }: { text: string; inline?: boolean; id?: string }) {
  const element = useRef<HTMLDivElement>(null)
  const html = useMemo(() => {
    const whole = renderMarkdown(text, { figureHref: (figure) => `#/${figure}` })
    return inline ? whole.replace(/^<p>([\s\S]*)<\/p>$/, (all, inner: string) => (inner.includes('<p>') ? all : inner)) : whole
  }, [text, inline])
  useEffect(() => {
    const formulas = element.current?.querySelectorAll<HTMLElement>('span.tex:not([data-typeset])') ?? []
    if (formulas.length === 0) return
    loadTemml().then(
      (temml) => {
        for (const formula of formulas) {
          if (formula.dataset.typeset !== undefined) continue
          const tex = formula.textContent ?? ''
          const displayMode = formula.dataset.display === 'true'
          formula.dataset.typeset = 'true'
          // A long formula within a line is broken where TeX would break it.
          temml.render(tex, formula, {
            displayMode,
            throwOnError: false,
            errorColor: 'var(--bad)',
            ...(!displayMode && { wrap: 'tex' as const }),
          })
          if (!displayMode) continue
          formula.classList.add('block')
          // A formula too wide for the page is scrolled, by the keyboard too.
          formula.tabIndex = 0
          formula.setAttribute('role', 'group')
          formula.setAttribute('aria-label', 'Formula')
        }
      },
      () => undefined,
    )
  }, [html])
  // renderMarkdown escapes all that the text holds.
  return <div class={inline ? 'markdown inline' : 'markdown'} id={id} ref={element} dangerouslySetInnerHTML={{ __html: html }} />
}
