// How to make the run again, and how to know that it is the same.

import { type Fragment, html } from '../html/markup.ts'
import type { Section } from '../html/section.ts'
import { groupDigits } from '../numberText.ts'
import { printable } from '../printable.ts'
import type { ReportData } from '../reportData.ts'

const code = (text: string): Fragment => html`<code>${text}</code>`

/** The section of how it was made; nothing where that is not known. */
export function provenanceSection({ run }: ReportData): Section | undefined {
  if (run === undefined) return undefined
  const { command, data, dataHash, rows, seed, arithmetic, versions, parameters, settings, seconds, weightsSha256 } = run
  const pairs: [string, Fragment | undefined][] = [
    ['Data', data],
    ['Data hash', dataHash === undefined ? undefined : code(dataHash)],
    [
      'Rows',
      rows &&
        Object.entries(rows)
          .map(([part, count]) => `${part} ${groupDigits(count)}`)
          .join(', '),
    ],
    ['Seed', seed === undefined ? undefined : String(seed)],
    ['Arithmetic', arithmetic],
    ['Parameters', parameters === undefined ? undefined : groupDigits(parameters)],
    ...Object.entries(settings ?? {}).map(([name, value]): [string, Fragment] => [name, String(value)]),
    ['Training took', seconds === undefined ? undefined : `${seconds.toFixed(1)} s`],
    ['Weights, SHA-256', weightsSha256 === undefined ? undefined : code(weightsSha256)],
    [
      'Versions',
      versions &&
        Object.entries(versions)
          .map(([name, version]) => `${name} ${version}`)
          .join(', '),
    ],
  ]
  const known = pairs.filter(([, value]) => value !== undefined && value !== '')
  if (command === undefined && known.length === 0) return undefined
  return {
    id: 'run',
    heading: 'How it was made',
    body: html`${
      command !== undefined &&
      html`<pre class="command" role="group" aria-label="The command" tabindex="0"><code>${printable(command)}</code></pre>`
    }<dl class="pairs">${known.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>\n`)}</dl>`,
  }
}

/** Warnings and notes, for the top of the page. */
export function remarks({ warnings = [], notes = [] }: ReportData): Fragment {
  const list = (heading: string, className: string, texts: readonly string[]): Fragment =>
    texts.length > 0 &&
    html`<section class="remarks ${className}" aria-labelledby="${className}"><h2 id="${className}">${texts.length === 1 ? heading : `${heading}s`}</h2><ul>${texts.map((text) => html`<li>${text}</li>`)}</ul></section>\n`
  return [list('Warning', 'warnings', warnings), list('Note', 'notes', notes)]
}
