// What classes are called: by name where a name says more than the class's number.

import type { Label } from '../../model/estimator.ts'

/** Whether names say no more than the class numbers do: '0', '1', ... */
export function areNumbers(names: readonly string[]): boolean {
  return names.every((name, i) => name === String(i))
}

/** The names of a network's classes, or their numbers. */
export function classLabels(names: readonly string[] | undefined, classes: number): readonly Label[] {
  return names?.length === classes && !areNumbers(names) ? names : Array.from({ length: classes }, (_, i) => i)
}

/** Whether every name is a whole number as it is written: '1', '2', '10'. */
function areWholeNumbers(names: readonly string[]): boolean {
  return names.every((name) => Number.isSafeInteger(Number(name)) && String(Number(name)) === name)
}

/** The labels that an estimator is given for names: numbers where all are. */
export function labelsOfNames(names: readonly string[]): readonly Label[] {
  return areWholeNumbers(names) ? names.map(Number) : names
}

/** Names in the order of an estimator's classes: numbers by value, texts by their characters. */
export function ascendingNames(names: readonly string[]): readonly string[] {
  return areWholeNumbers(names) ? [...names].sort((a, b) => Number(a) - Number(b)) : [...names].sort()
}
