// A quiz as IMS QTI 3 (https://www.imsglobal.org/spec/qti/v3p0/impl): a file for each item, one for the test, and the manifest of the
// package. Scores are computed by the items' own response processing, as exactly as argmax does: sums and quotients of counts.

import { renderMarkdown } from '../../adapters/markdown.ts'
import { printable } from '../../report/printable.ts'
import {
  type PresentedChoices,
  type PresentedItem,
  type PresentedNumeric,
  type PresentedOrder,
  presentItem,
} from '../attempt/presentItem.ts'
import { durationMilliseconds } from '../format/duration.ts'
import type { Quiz, Stimulus } from '../format/types.ts'
import { divideItems, drawingReason, type Exported, type ExportOptions } from './refusals.ts'

const NAMESPACE = 'http://www.imsglobal.org/xsd/imsqtiasi_v3p0'
const SCHEMA = 'https://purl.imsglobal.org/spec/qti/v3p0/schema/xsd/imsqti_asiv3p0_v1p0.xsd'
const HEAD = '<?xml version="1.0" encoding="UTF-8"?>'
const ROOT = `xmlns="${NAMESPACE}" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="${NAMESPACE} ${SCHEMA}"`

/** Text for XML. */
function xml(text: string): string {
  return printable(text).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
}

/** Markdown as XHTML; TeX in the signs that MathJax looks for. */
function xhtml(markdown: string): string {
  return renderMarkdown(printable(markdown))
    .replaceAll(/<span class="tex" data-display="true">([^<]*)<\/span>/g, '<span class="tex">\\[$1\\]</span>')
    .replaceAll(/<span class="tex">(?!\\\[)([^<]*)<\/span>/g, '<span class="tex">\\($1\\)</span>')
    .replaceAll(' rel="noopener noreferrer"', '')
    .replaceAll(/<a(?! href)[^>]*>([\s\S]*?)<\/a>/g, '<span>$1</span>')
}

function stimulusXml(stimulus: Stimulus): string {
  switch (stimulus.kind) {
    case 'listing':
      return `<pre><code>${xml(stimulus.code.replace(/\n$/, ''))}</code></pre>`
    case 'figure':
      return `<div class="figure"><a href="${xml(stimulus.link)}">${xml(stimulus.link)}</a>${xhtml(stimulus.caption)}</div>`
    case 'panel': {
      const title = stimulus.title === undefined ? '' : `<p><strong>${xml(stimulus.title)}</strong></p>`
      return `<div class="panel">${title}${stimulus.lines.map(xhtml).join('')}</div>`
    }
    default:
      throw stimulus satisfies never
  }
}

const value = (text: string): string => `<qti-value>${xml(text)}</qti-value>`
const float = (number: number): string => `<qti-base-value base-type="float">${number}</qti-base-value>`
const setScore = (expression: string): string => `<qti-set-outcome-value identifier="SCORE">${expression}</qti-set-outcome-value>`
const setFeedback = (expression: string): string =>
  `<qti-set-outcome-value identifier="FEEDBACK">${expression}</qti-set-outcome-value>`
const response = '<qti-variable identifier="RESPONSE"/>'

/** The parts of an item that its kind decides. */
interface Parts {
  readonly declaration: string
  readonly interaction: string
  readonly scoring: string
  readonly feedback: readonly { readonly id: string; readonly text: string }[]
}

const declaration = (cardinality: string, type: string, values: readonly string[], mapping = ''): string =>
  `<qti-response-declaration identifier="RESPONSE" cardinality="${cardinality}" base-type="${type}"><qti-correct-response>${values.map(value).join('')}</qti-correct-response>${mapping}</qti-response-declaration>`

/** All points for the right response, else none. */
const allOrNothing = (points: number, condition: string): string =>
  `<qti-response-condition><qti-response-if>${condition}${setScore(float(points))}</qti-response-if><qti-response-else>${setScore(float(0))}</qti-response-else></qti-response-condition>`

const matches = `<qti-match>${response}<qti-correct identifier="RESPONSE"/></qti-match>`

function choiceParts({ kind, choices, points, text }: PresentedChoices, shuffle: boolean): Parts {
  const rights = choices.filter(({ right }) => right).map(({ id }) => id)
  const shown = choices
    .map(({ id, text: choice }) => `<qti-simple-choice identifier="${id}">${xhtml(choice)}</qti-simple-choice>`)
    .join('')
  const interaction = `<qti-choice-interaction response-identifier="RESPONSE" shuffle="${shuffle}" max-choices="${kind === 'single' ? 1 : 0}"><qti-prompt>${xhtml(text)}</qti-prompt>${shown}</qti-choice-interaction>`
  const feedback = choices.flatMap(({ id, feedback: said }) => (said === undefined ? [] : [{ id, text: said }]))
  if (kind === 'single') {
    return {
      declaration: declaration('single', 'identifier', rights),
      interaction,
      scoring: allOrNothing(points, matches),
      feedback,
    }
  }
  // (right ones taken - wrong ones taken) / right ones, at least 0.
  const entries = choices.map(({ id, right }) => `<qti-map-entry map-key="${id}" mapped-value="${right ? 1 : -1}"/>`).join('')
  const mapping = `<qti-mapping lower-bound="0" default-value="0">${entries}</qti-mapping>`
  const sum = `<qti-divide><qti-product><qti-map-response identifier="RESPONSE"/>${float(points)}</qti-product>${float(rights.length)}</qti-divide>`
  return { declaration: declaration('multiple', 'identifier', rights, mapping), interaction, scoring: setScore(sum), feedback }
}

function numericParts({ answer, tolerance, points, text, unit, mistakes }: PresentedNumeric): Parts {
  const near = (wanted: string): string =>
    `<qti-equal tolerance-mode="absolute" tolerance="${tolerance} ${tolerance}">${response}${wanted}</qti-equal>`
  const right = `<qti-response-if>${near('<qti-correct identifier="RESPONSE"/>')}${setScore(float(points))}</qti-response-if>`
  const wrong = mistakes.map(
    ({ value: mistake }, i) =>
      `<qti-response-else-if>${near(float(mistake))}${setScore(float(0))}${setFeedback(`<qti-base-value base-type="identifier">mistake-${i + 1}</qti-base-value>`)}</qti-response-else-if>`,
  )
  const scoring = `<qti-response-condition>${right}${wrong.join('')}<qti-response-else>${setScore(float(0))}</qti-response-else></qti-response-condition>`
  const behind = unit === undefined ? '' : ` ${xml(unit)}`
  return {
    declaration: declaration('single', 'float', [String(answer)]),
    interaction: `${xhtml(text)}<p><qti-text-entry-interaction response-identifier="RESPONSE" expected-length="12"/>${behind}</p>`,
    scoring,
    feedback: mistakes.map(({ feedback }, i) => ({ id: `mistake-${i + 1}`, text: feedback })),
  }
}

function orderParts({ entries, rightOrder, points, text }: PresentedOrder): Parts {
  const shown = entries
    .map(({ id, text: entry }) => `<qti-simple-choice identifier="${id}">${xhtml(entry)}</qti-simple-choice>`)
    .join('')
  return {
    declaration: declaration('ordered', 'identifier', rightOrder),
    interaction: `<qti-order-interaction response-identifier="RESPONSE" shuffle="true"><qti-prompt>${xhtml(text)}</qti-prompt>${shown}</qti-order-interaction>`,
    scoring: allOrNothing(points, matches),
    feedback: [],
  }
}

function partsOf(item: PresentedItem, shuffle: boolean): Parts {
  switch (item.kind) {
    case 'single':
    case 'multiple':
      return choiceParts(item, shuffle)
    case 'numeric':
      return numericParts(item)
    case 'order':
      return orderParts(item)
    default:
      throw item satisfies never
  }
}

function itemXml(quiz: Quiz, item: PresentedItem): string {
  const { declaration: declared, interaction, scoring, feedback } = partsOf(item, quiz.shuffle?.choices !== false)
  const hint =
    item.hint === undefined ? '' : `<div class="hint"><details><summary>Hint</summary>${xhtml(item.hint)}</details></div>`
  const cardinality = item.kind === 'multiple' ? 'multiple' : 'single'
  const modal = (outcome: string, id: string, text: string): string =>
    `<qti-modal-feedback outcome-identifier="${outcome}" identifier="${id}" show-hide="show"><qti-content-body>${xhtml(text)}</qti-content-body></qti-modal-feedback>`
  const lines = [
    HEAD,
    `<qti-assessment-item ${ROOT} identifier="${item.id}" title="${item.id}" adaptive="false" time-dependent="false" xml:lang="${quiz.language ?? 'en'}">`,
    declared,
    `<qti-outcome-declaration identifier="SCORE" cardinality="single" base-type="float"><qti-default-value>${value('0')}</qti-default-value></qti-outcome-declaration>`,
    `<qti-outcome-declaration identifier="MAXSCORE" cardinality="single" base-type="float"><qti-default-value>${value(String(item.points))}</qti-default-value></qti-outcome-declaration>`,
    feedback.length > 0
      ? `<qti-outcome-declaration identifier="FEEDBACK" cardinality="${cardinality}" base-type="identifier"/>`
      : '',
    item.feedback === undefined
      ? ''
      : '<qti-outcome-declaration identifier="ANSWERED" cardinality="single" base-type="identifier"/>',
    `<qti-item-body>${item.stimulus.map(stimulusXml).join('')}${interaction}${hint}</qti-item-body>`,
    `<qti-response-processing>${scoring}${item.kind !== 'numeric' && feedback.length > 0 ? setFeedback(response) : ''}${item.feedback === undefined ? '' : '<qti-set-outcome-value identifier="ANSWERED"><qti-base-value base-type="identifier">yes</qti-base-value></qti-set-outcome-value>'}</qti-response-processing>`,
    ...feedback.map(({ id, text }) => modal('FEEDBACK', id, text)),
    item.feedback === undefined ? '' : modal('ANSWERED', 'yes', item.feedback),
    '</qti-assessment-item>',
  ]
  return `${lines.filter((line) => line !== '').join('\n')}\n`
}

function testXml(quiz: Quiz, ids: readonly string[]): string {
  const limit = quiz.timeLimit === undefined ? '' : `<qti-time-limits max-time="${durationMilliseconds(quiz.timeLimit) / 1000}"/>`
  const select = quiz.draw === undefined || quiz.draw >= ids.length ? '' : `<qti-selection select="${quiz.draw}"/>`
  const ordering = quiz.shuffle?.items === true ? '<qti-ordering shuffle="true"/>' : ''
  const attempts = quiz.attempts === undefined ? '' : `<!-- Attempts allowed: ${quiz.attempts}. -->`
  // QTI has no pass mark of its own: the outcome PASSED says it, as many platforms read it.
  const total = '<qti-sum><qti-test-variables variable-identifier="SCORE"/></qti-sum>'
  const most = '<qti-sum><qti-test-variables variable-identifier="MAXSCORE"/></qti-sum>'
  const passed =
    quiz.passMark === undefined
      ? ''
      : `<qti-set-outcome-value identifier="PASSED"><qti-gte><qti-product>${total}${float(100)}</qti-product><qti-product>${most}${float(quiz.passMark)}</qti-product></qti-gte></qti-set-outcome-value>`
  const lines = [
    HEAD,
    `<qti-assessment-test ${ROOT} identifier="${quiz.id}" title="${xml(quiz.title)}">`,
    '<qti-outcome-declaration identifier="SCORE" cardinality="single" base-type="float"/>',
    quiz.passMark === undefined ? '' : '<qti-outcome-declaration identifier="PASSED" cardinality="single" base-type="boolean"/>',
    limit,
    attempts,
    '<qti-test-part identifier="part" navigation-mode="nonlinear" submission-mode="simultaneous">',
    `<qti-assessment-section identifier="section" title="${xml(quiz.title)}" visible="true">${select}${ordering}`,
    ...ids.map((id) => `<qti-assessment-item-ref identifier="${id}" href="items/${id}.xml"/>`),
    '</qti-assessment-section>',
    '</qti-test-part>',
    `<qti-outcome-processing><qti-set-outcome-value identifier="SCORE">${total}</qti-set-outcome-value>${passed}</qti-outcome-processing>`,
    '</qti-assessment-test>',
  ]
  return `${lines.filter((line) => line !== '').join('\n')}\n`
}

function manifestXml(quiz: Quiz, ids: readonly string[]): string {
  const content = 'http://www.imsglobal.org/xsd/qti/qtiv3p0/imscp_v1p1'
  const item = (id: string): string =>
    `<resource identifier="item-${id}" type="imsqti_item_xmlv3p0" href="items/${id}.xml"><file href="items/${id}.xml"/></resource>`
  const dependencies = ids.map((id) => `<dependency identifierref="item-${id}"/>`).join('')
  return `${[
    HEAD,
    `<manifest xmlns="${content}" identifier="manifest-${quiz.id}">`,
    '<metadata><schema>QTI Package</schema><schemaversion>3.0.0</schemaversion></metadata>',
    '<organizations/>',
    '<resources>',
    `<resource identifier="test-${quiz.id}" type="imsqti_test_xmlv3p0" href="test.xml"><file href="test.xml"/>${dependencies}</resource>`,
    ...ids.map(item),
    '</resources>',
    '</manifest>',
  ].join('\n')}\n`
}

/**
 * A quiz as the files of a QTI 3 package, by their paths: imsmanifest.xml, test.xml, items/.
 *
 * @throws FormatError that names the items which draw fresh numbers, unless a seed fixes them or `skip` leaves them out
 */
export function writeQti(quiz: Quiz, options: ExportOptions = {}): Exported<ReadonlyMap<string, string>> {
  const { kept, skipped } = divideItems(quiz, 'QTI', (item) => drawingReason(item, options), options)
  const ids = kept.map(({ id }) => id)
  const files = new Map([
    ['imsmanifest.xml', manifestXml(quiz, ids)],
    ['test.xml', testXml(quiz, ids)],
  ])
  // The choices in the order of the file: who delivers the items shuffles them.
  const frame = { id: quiz.id, shuffle: { choices: false } }
  for (const item of kept) files.set(`items/${item.id}.xml`, itemXml(quiz, presentItem(frame, item, options.seed ?? 1)))
  return { output: files, skipped }
}
