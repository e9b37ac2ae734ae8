// Types of exact.js, for the tests that use it.

export type Rational = [bigint, bigint]
export function rational(text: string): Rational
export function exactValue(x: number): Rational
export function ulpOf(v: number): number
export function distance(computed: number, exact: Rational, unit: number): number
export function float32sOf(hex: string[] | string): Float32Array<ArrayBuffer>
export function bitsOf(x: number): number
