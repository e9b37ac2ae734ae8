// HTML and SVG that can't be broken by what a user called a class: `html` escapes every string that is put into it, and only
// what `html` itself made goes in as it is. There is no way around it in src/report/ except Markup's constructor, which
// style.ts alone calls, with a constant.

import { printable } from '../printable.ts'

/** Text that is markup already. */
export class Markup {
  readonly text: string
  constructor(text: string) {
    this.text = text
  }
}

/** What may stand in a template: nothing for false, null and undefined; numbers as they are. */
export type Fragment = string | number | boolean | null | undefined | Markup | readonly Fragment[]

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

/** Text that is safe between tags and in quoted attributes. */
export function escapeHtml(text: string): string {
  return printable(text).replace(/[&<>"']/g, (character) => ENTITIES[character] as string)
}

function render(fragment: Fragment): string {
  if (fragment instanceof Markup) return fragment.text
  if (Array.isArray(fragment)) return fragment.map(render).join('')
  if (fragment === false || fragment === true || fragment === null || fragment === undefined) return ''
  return escapeHtml(String(fragment))
}

/** Markup of a template; what is put in is escaped unless it is Markup. */
export function html(strings: TemplateStringsArray, ...values: Fragment[]): Markup {
  let text = strings[0] as string
  for (let i = 0; i < values.length; i++) text += render(values[i]) + (strings[i + 1] as string)
  return new Markup(text)
}
