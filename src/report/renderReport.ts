// A report as one HTML file: no script, no request to anywhere, and the same bytes for the same data.

import { describe, UsageError } from '../errors.ts'
import { html } from './html/markup.ts'
import type { Section } from './html/section.ts'
import { styleElement } from './html/style.ts'
import type { ReportData } from './reportData.ts'
import { classTableSection } from './sections/classTable.ts'
import { confusionSection } from './sections/confusion.ts'
import { learningCurvesSection } from './sections/learningCurves.ts'
import { mistakesSection } from './sections/mistakes.ts'
import { provenanceSection, remarks } from './sections/provenance.ts'
import { rankingCurvesSection } from './sections/rankingCurves.ts'
import { reliabilitySection } from './sections/reliability.ts'
import { summarySection } from './sections/summary.ts'
import { weightsSection } from './sections/weights.ts'

/** The sections in the order of reading; each answers with nothing where its data is missing. */
const SECTIONS: readonly ((data: ReportData) => Section | undefined)[] = [
  summarySection,
  learningCurvesSection,
  confusionSection,
  classTableSection,
  mistakesSection,
  reliabilitySection,
  rankingCurvesSection,
  weightsSection,
  provenanceSection,
]

/**
 * What the page may do, told to the browser: show what is in it. Should a name ever get past the escaping, nothing would run
 * and nothing would be fetched.
 */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"

/**
 * A report as a complete HTML document, for light and dark screens, phones, paper and screen readers.
 *
 * Everything in it is optional but `title` and `what`: a section appears where its data does. Lists that would make the file
 * large are clipped, and say so.
 *
 * @returns the text of one file that holds its pictures and needs nothing else
 * @throws UsageError without title or what, ShapeError where pixels or weights don't have the size that goes with them
 */
export function renderReport(data: ReportData): string {
  const { title, what } = data
  if (typeof title !== 'string' || typeof what !== 'string') {
    const received = `${describe(title)} and ${describe(what)}`
    throw new UsageError(`renderReport needs a title and what was measured, { title: '...', what: '...' }; received ${received}.`)
  }
  const sections = SECTIONS.flatMap((section) => section(data) ?? [])
  const contents = sections.map(({ id, heading }) => html`<li><a href="#${id}">${heading}</a></li>`)
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
${styleElement()}
</head>
<body>
<header>
<h1>${title}</h1>
<p class="what">${what}</p>
</header>
${sections.length > 1 && html`<nav aria-label="Contents"><ul>${contents}</ul></nav>`}
<main>
${remarks(data)}${sections.map(
  ({ id, heading, body }) => html`<section id="${id}" aria-labelledby="${id}-heading">
<h2 id="${id}-heading">${heading}</h2>
${body}
</section>
`,
)}</main>
<footer><p>Made by argmax. This file holds all that it shows: no script, and nothing is fetched.</p></footer>
</body>
</html>
`
  return page.text
}
