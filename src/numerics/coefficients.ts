// Every constant of this room in one place, so that a WebAssembly kernel can be made from the same numbers as the TypeScript.
// The polynomials were made by scripts/golden/numerics_coefficients.py (Remez exchange in 60 digits, then rounded to float64); the error
// beside each is that of the rounded coefficients. Coefficients go from the lowest power to the highest.

/** 1.5 * 2^52. `(t + ROUND_SHIFT) - ROUND_SHIFT` is the nearest integer of t, ties to even, for |t| < 2^51. */
export const ROUND_SHIFT = 6755399441055744

/** log2(e), rounded. */
// biome-ignore lint/suspicious/noApproximativeNumericConstant: the digits are the contract, whatever an engine's Math holds.
export const LOG2_E = 1.4426950408889634

/** ln 2 in two parts: the first has 32 bits, so that its product with an integer below 2^21 is exact. */
export const LN2_HIGH = 0.6931471803691238
/** What LN2_HIGH leaves of ln 2. */
export const LN2_LOW = 1.9082149292705877e-10

/** Arguments of an exponential are clamped to this from below: e^-708 = 3.3e-308 is still a normal float64. */
export const EXP_LOWEST = -708
/** Arguments of an exponential are clamped to this from above: e^709 = 8.2e307 is still finite, and beyond every float32. */
export const EXP_HIGHEST = 709

/** How often the value of {@link EXP2} is squared: 2^f = (2^(f/8))^8. */
export const EXP2_SQUARINGS = 3
/** 2^(f/8) = 1 + f (c0 + c1 f + ... + c5 f^5) for |f| <= 1/2: relative error 2^-46.98 of its eighth power. */
export const EXP2: readonly number[] = [
  0.08664339757000539, 0.0037535391712343034, 0.00010840646184075742, 2.348176069535323e-6, 4.0693965116676816e-8,
  5.875701157785912e-10,
]

/** e^r - 1 = r + r^2 (c0 + c1 r + ... + c9 r^9) for |r| <= ln(2) / 2: relative error 2^-55.3. */
export const EXPM1: readonly number[] = [
  0.5000000000000006, 0.16666666666666685, 0.04166666666657362, 0.0083333333333146, 0.0013888888932379775, 0.0001984126990301002,
  2.4801504444855718e-5, 2.7557227972560557e-6, 2.762632693829444e-7, 2.51144671846092e-8,
]

/**
 * ln((1 + s) / (1 - s)) = 2 s + s z (c0 + c1 z + ... + c6 z^6), z = s^2, for |s| <= 0.1716 (arguments of the logarithm
 * from sqrt(1/2) to sqrt(2)): relative error 2^-58.9.
 */
export const LOG: readonly number[] = [
  0.6666666666666734, 0.3999999999941432, 0.2857142874247489, 0.22222198563481918, 0.18183564866934704, 0.1531403582725732,
  0.14796105530267933,
]

/** The high word of sqrt(1/2) as float64, rounded up: where the logarithm's reduction moves to the next power of two. */
export const SQRT_HALF_HIGH_WORD = 0x3fe6a09e

/** erf(x) = x (c0 + c1 z + ... + c11 z^11), z = x^2, for |x| <= 1: relative error 2^-55.1. */
export const ERF: readonly number[] = [
  1.1283791670955126, -0.3761263890318352, 0.11283791670944185, -0.02686617064311146, 0.005223977606118433, -0.0008548325929312668,
  0.00012055293576849257, -1.492471230107242e-5, 1.6447131560222528e-6, -1.6206313677143653e-7, 1.3710980058592288e-8,
  -7.779467875726376e-10,
]

/**
 * The scaled tail of the normal distribution: e^(u^2/2) Phi(-u) = P(u) / Q(u) for 0 <= u <= 16, relative error 2^-54.0.
 * Every coefficient is positive, so that neither sum cancels. P, of degree 9:
 */
export const TAIL_NUMERATOR: readonly number[] = [
  0.5, 0.7443292283033338, 0.5506716431739778, 0.2588908156318539, 0.0842734437088737, 0.019595226421270606, 0.0032507703883505263,
  0.00037180580072908493, 2.6752687930701242e-5, 9.324979117467363e-7,
]
/** Q of the scaled normal tail, of degree 10. */
export const TAIL_DENOMINATOR: readonly number[] = [
  1.0, 2.2865430174095325, 2.425740657550642, 1.5759326619976877, 0.6962213555852631, 0.2192564922902592, 0.050045255581338745,
  0.008215531906841477, 0.000934316361187713, 6.705904394428062e-5, 2.3374256319642993e-6,
]

/** The end of the scaled tail's interval: |u| is clamped to it (Phi(-16) = 6e-58 is zero as float32). */
export const TAIL_END = 16

/** sqrt(2), rounded. */
// biome-ignore lint/suspicious/noApproximativeNumericConstant: the digits are the contract, whatever an engine's Math holds.
export const SQRT_2 = 1.4142135623730951

/** 1 / sqrt(2 pi): the normal density at 0. */
export const NORMAL_DENSITY = 0.3989422804014327

/** -1 / (6 sqrt(2 pi)): Phi(x) = 1/2 + x (NORMAL_DENSITY + NORMAL_CUBIC x^2) with an error below 0.01 |x|^5. */
export const NORMAL_CUBIC = -0.06649038006690544

/** The root of gelu's derivative, in two parts. */
export const GELU_ROOT_HIGH = -0.7517915246935645
/** What GELU_ROOT_HIGH leaves of the root. */
export const GELU_ROOT_LOW = 1.4956759177009883e-17
/** gelu'(root + v) = v (c0 + c1 v + ... + c6 v^6) for |v| < 2^-7: relative error 2^-53.8. */
export const GELU_ROOT: readonly number[] = [
  0.4314939923140469, 0.388284982990552, -0.018199676398671087, -0.1140082332972217, -0.014771522148244337, 0.019421679838189067,
  0.004539228379125415,
]

/** The root of silu's derivative, in two parts. */
export const SILU_ROOT_HIGH = -1.2784645427610737
/** What SILU_ROOT_HIGH leaves of the root. */
export const SILU_ROOT_LOW = -1.0946994183093437e-16
/** silu'(root + v) = v (c0 + c1 v + ... + c6 v^6) for |v| < 2^-7: relative error 2^-55.6. */
export const SILU_ROOT: readonly number[] = [
  0.2178117057198001, 0.1466487969969469, 0.018874814223782312, -0.015222655223188032, -0.006606589138356696, 0.000126627410081122,
  0.0007985218818397998,
]

/** 2^-54: below this |x|, e^x - 1 and ln(1 + x) are x itself in float64. */
export const LINEAR_LIMIT = 5.551115123125783e-17

/** 2^-28: below this |x|, tanh x is x itself in float64. */
export const TANH_LINEAR_LIMIT = 3.725290298461914e-9

/** Below this |x|, sigmoid and silu are formed around tanh(x / 2) / 2. */
export const SIGMOID_CENTRE = 0.25

/** Below this, x sigmoid(x) is 0 as float32: the factor x is clamped to it, so that -infinity gives -0 and not NaN. */
export const SILU_LOWEST = -200

/** 2^-13: below this |x|, Phi(x) - 1/2 is two terms of its series. */
export const GELU_CENTRE = 0.0001220703125

/** From here on erf is 1: 1 - erf(8) = 1e-29. */
export const ERF_HIGHEST = 8

/** How far from a derivative's root its own series is used: 2^-7. */
export const ROOT_RADIUS = 0.0078125
