// Formulas: Temml makes MathML of TeX, fetched with its font when a first formula is shown.

import { useEffect, useRef } from 'preact/hooks'

type Temml = {
  render(
    tex: string,
    element: Element,
    options: { displayMode: boolean; throwOnError: boolean; wrap?: 'tex'; errorColor?: string },
  ): void
}

let loading: Promise<Temml> | undefined

/** Temml, fetched once. */
export function loadTemml(): Promise<Temml> {
  loading ??= Promise.all([import('temml'), import('./mathFont.css')]).then(([module]) => module.default as unknown as Temml)
  return loading
}

/** A formula. Until it is drawn, and where it can't be, its TeX is read. */
export function Tex({ tex, block = false }: { tex: string; block?: boolean }) {
  const element = useRef<HTMLSpanElement>(null)
  useEffect(() => {
    let isWanted = true
    loadTemml().then(
      (temml) => {
        if (isWanted && element.current) temml.render(tex, element.current, { displayMode: block, throwOnError: false })
      },
      () => undefined,
    )
    return () => {
      isWanted = false
    }
  }, [tex, block])
  // A formula too wide for the page is scrolled, by the keyboard too.
  return (
    <span
      class={block ? 'tex block' : 'tex'}
      ref={element}
      {...(block && { tabIndex: 0, role: 'group', 'aria-label': 'Formula' })}
    />
  )
}
