// What was taken for what: up to 20 classes as a picture with a table behind it, beyond that the pairs confused most.

import type { ClassificationReport } from '../../evaluation/index.ts'
import { type ConfusedPair, confusedPairs } from '../confusedPairs.ts'
import { type Fragment, html, type Markup } from '../html/markup.ts'
import { folded, named, type Section, scrolling, table } from '../html/section.ts'
import { mistakeStrengthOf, opacityOf, STRONG_FROM, strengthOf } from '../html/theme.ts'
import { clip, groupDigits, percent, plural } from '../numberText.ts'
import type { ReportData } from '../reportData.ts'
import { picture, px } from '../svg/plot.ts'

/** More classes than this make cells too small to be read. */
const MOST_CLASSES = 20
/** Pairs listed beyond that, and beside the picture. */
const MOST_PAIRS = 30
const PAIRS_BESIDE = 10
/** Characters of a label beside the picture; the table has it all. */
const LONGEST_LABEL = 14

function describePairs(pairs: readonly ConfusedPair[], labels: readonly string[]): string {
  if (pairs.length === 0) return 'No row was called wrong.'
  const texts = pairs
    .slice(0, 3)
    .map(({ truth, predicted, count }) => `${labels[truth]} called ${labels[predicted]} (${groupDigits(count)})`)
  return `Most often confused: ${texts.join(', ')}.`
}

/** The matrix as a drawing: the stronger a cell, the larger its share of the true class's rows. */
function matrixPicture(
  confusion: readonly (readonly number[])[],
  labels: readonly string[],
  pairs: readonly ConfusedPair[],
): Markup {
  const classes = labels.length
  const short = labels.map((label) => clip(label, LONGEST_LABEL))
  const longest = Math.max(...short.map((label) => label.length))
  const slanted = longest > 4
  const widest = Math.max(...confusion.flat().map((count) => groupDigits(count).length))
  const cell = Math.max(classes <= 6 ? 56 : classes <= 12 ? 42 : 34, widest * 7.4 + 8)
  const left = 34 + longest * 7
  const top = slanted ? 34 + longest * 5 : 46
  const size = classes * cell
  const worst = Math.max(...pairs.map(({ share }) => share))
  const cells = confusion.map((counts, i) => {
    const support = counts.reduce((sum, count) => sum + count, 0)
    return counts.map((count, j) => {
      const [x, y] = [left + j * cell, top + i * cell]
      const share = count / support
      const strength = i === j ? strengthOf(share) : mistakeStrengthOf(share, worst)
      const at = html`x="${px(x + 1)}" y="${px(y + 1)}" width="${px(cell - 2)}" height="${px(cell - 2)}" rx="3"`
      if (strength === 0) return html`<rect class="none" ${at}/>`
      const text = html`<text class="count${strength >= STRONG_FROM && ' strong'}" x="${px(x + cell / 2)}" y="${px(y + cell / 2 + 4.5)}" text-anchor="middle">${groupDigits(count)}</text>`
      const tip = html`<title>${labels[i]} called ${labels[j]}: ${plural(count, 'row')}, ${percent(share)}</title>`
      return html`<g>${tip}<rect class="${i === j ? 'right' : 'wrong'}" fill-opacity="${opacityOf(strength).toFixed(2)}" ${at}/>${text}</g>`
    })
  })
  const rowLabels = short.map(
    (label, i) =>
      html`<text class="label" x="${px(left - 8)}" y="${px(top + (i + 0.5) * cell + 4.5)}" text-anchor="end">${label}</text>`,
  )
  const columnLabels = short.map((label, j) => {
    const x = px(left + (j + 0.5) * cell)
    return slanted
      ? html`<text class="label" transform="translate(${x} ${px(top - 8)}) rotate(-40)">${label}</text>`
      : html`<text class="label" x="${x}" y="${px(top - 10)}" text-anchor="middle">${label}</text>`
  })
  const names = html`<text class="name" x="${px(left)}" y="14">predicted class →</text><text class="name" transform="translate(13 ${px(top + size)}) rotate(-90)">true class →</text>`
  const overhang = slanted ? 16 + longest * 4.6 : 4
  const width = left + size + overhang
  const drawing = picture(
    { id: 'confusion', title: `Confusion matrix of ${classes} classes`, description: describePairs(pairs, labels) },
    [width, top + size + 4],
    [names, columnLabels, rowLabels, cells as Fragment],
  )
  return scrolling('Confusion matrix', [Math.min(width, 30 * classes + left), width], drawing)
}

function matrixTable(confusion: readonly (readonly number[])[], labels: readonly string[]): Markup {
  const columns = [
    { title: 'true class' },
    ...labels.map((label) => ({ title: named(clip(label, 12)), numeric: true })), // in full at the lines, in the same order
    { title: 'rows', numeric: true },
  ]
  const rows = confusion.map((counts, i) => [
    named(labels[i] as string),
    ...counts.map(groupDigits),
    groupDigits(counts.reduce((sum, count) => sum + count, 0)),
  ])
  return table('Rows by true class (down) and predicted class (across)', columns, rows)
}

function pairsTable(pairs: readonly ConfusedPair[], labels: readonly string[], most: number): Markup {
  const shown = pairs.slice(0, most)
  const columns = [
    { title: 'true class' },
    { title: 'predicted as' },
    { title: 'rows', numeric: true },
    { title: 'of the class', numeric: true },
  ]
  const rows = shown.map(({ truth, predicted, count, share }) => [
    named(labels[truth] as string),
    named(labels[predicted] as string),
    groupDigits(count),
    percent(share),
  ])
  const caption =
    shown.length < pairs.length
      ? `The ${shown.length} pairs confused most, of ${groupDigits(pairs.length)}`
      : 'All pairs that are confused'
  return table(caption, columns, rows)
}

/** The section of confusions; nothing without a classification report. */
export function confusionSection({ classification }: ReportData): Section | undefined {
  if (classification === undefined) return undefined
  const { confusion, perClass }: ClassificationReport = classification
  const labels = perClass.map((scores) => String(scores.class))
  const pairs = confusedPairs(confusion)
  const wrong = pairs.reduce((sum, { count }) => sum + count, 0)
  const lead =
    wrong === 0
      ? 'No row was called wrong.'
      : `${plural(wrong, 'row')} of ${groupDigits(classification.macro.support)} ${wrong === 1 ? 'was' : 'were'} called wrong.`
  if (labels.length > MOST_CLASSES) {
    const body = html`<p class="lead">${lead}</p>${pairs.length > 0 && pairsTable(pairs, labels, MOST_PAIRS)}`
    return { id: 'confusion-section', heading: 'Classes taken for another', body }
  }
  return {
    id: 'confusion-section',
    heading: 'Confusion matrix',
    body: html`<p class="lead">${lead} A cell counts the rows of its line’s class that were called its column’s class. Blue is right and orange wrong; the stronger, the larger a share of the line, for orange against the worst cell.</p>
<div class="beside">${matrixPicture(confusion, labels, pairs)}${pairs.length > 0 && pairsTable(pairs, labels, PAIRS_BESIDE)}</div>
${folded('Confusion matrix as a table', matrixTable(confusion, labels))}`,
  }
}
