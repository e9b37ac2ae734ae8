// Values in texts: {{expression}}, or {{expression | decimals}}.

import { FormatError } from '../../errors.ts'
import { evaluateExpression, type Scope } from '../expression/evaluate.ts'
import { valueText } from '../expression/numberText.ts'

const PLACE = /\{\{([^{}]{1,500}?)(?:\|\s*(\d{1,2})\s*)?\}\}/g

/** Whether a text has places for values. */
export function hasPlaces(text: string): boolean {
  return text.search(PLACE) >= 0
}

/**
 * A text with its values put in.
 *
 * @throws FormatError for an expression that can't be evaluated
 */
export function fillText(text: string, scope: Scope): string {
  return text.replaceAll(PLACE, (_, expression: string, decimals?: string) => {
    const digits = decimals === undefined ? undefined : Number(decimals)
    if (digits !== undefined && digits > 15) throw new FormatError(`At most 15 decimals can be shown; asked for are ${digits}.`)
    return valueText(evaluateExpression(expression.trim(), scope), digits)
  })
}
