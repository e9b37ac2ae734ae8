// TeX as a terminal can show it: Greek letters and signs as characters, fractions with a slash. What it doesn't know stays TeX.

const SIGNS: Readonly<Record<string, string>> = {
  alpha: 'α',
  beta: 'β',
  gamma: 'γ',
  delta: 'δ',
  epsilon: 'ε',
  eta: 'η',
  theta: 'θ',
  lambda: 'λ',
  mu: 'μ',
  pi: 'π',
  sigma: 'σ',
  tau: 'τ',
  partial: '∂',
  nabla: '∇',
  sum: '∑',
  prod: '∏',
  infty: '∞',
  cdot: '·',
  times: '×',
  pm: '±',
  le: '≤',
  leq: '≤',
  ge: '≥',
  geq: '≥',
  ne: '≠',
  neq: '≠',
  approx: '≈',
  to: '→',
  rightarrow: '→',
  Rightarrow: '⇒',
  in: '∈',
  ldots: '...',
  dots: '...',
  vdots: '...',
  cdots: '...',
  quad: '  ',
  qquad: '    ',
  ',': ' ',
  ';': ' ',
  ':': ' ',
  '!': '',
  ' ': ' ',
  '{': '{',
  '}': '}',
  '%': '%',
  $: '$',
  '&': '&',
  '#': '#',
  _: '_',
  '|': '‖',
  '\\': '; ',
  left: '',
  right: '',
  displaystyle: '',
  log: 'log',
  ln: 'ln',
  exp: 'exp',
  max: 'max',
  min: 'min',
  arg: 'arg',
  tanh: 'tanh',
}
/** Commands whose argument is shown as it is. */
const WRAPPERS = [
  'mathrm',
  'mathbf',
  'mathit',
  'text',
  'textrm',
  'operatorname',
  'boldsymbol',
  'mathcal',
  'hat',
  'bar',
  'vec',
  'sqrt',
]
/** How deep braces are followed. */
const DEEPEST = 16

/** The end of a group that begins with a brace at `start`, or the text's end. */
function groupEnd(tex: string, start: number): number {
  let depth = 0
  for (let i = start; i < tex.length; i++) {
    if (tex[i] === '\\') i++
    else if (tex[i] === '{') depth++
    else if (tex[i] === '}' && --depth === 0) return i
  }
  return tex.length
}

/** A group in brackets where it has more than one factor. */
function bracketed(text: string): string {
  return /^[\p{L}\p{N}.]*$/u.test(text) ? text : `(${text})`
}

/** TeX as plain text. */
export function texText(tex: string, depth = 0): string {
  if (depth > DEEPEST) return tex
  let out = ''
  let at = 0
  /** The group or single sign at `at`, as text. */
  const argument = (): string => {
    while (tex[at] === ' ') at++
    if (tex[at] === '{') {
      const end = groupEnd(tex, at)
      const inner = tex.slice(at + 1, end)
      at = end + 1
      return texText(inner, depth + 1)
    }
    const [sign = ''] = /^(?:\\[A-Za-z]+|\\.|[\s\S])/u.exec(tex.slice(at, at + 40)) ?? []
    at += sign.length
    return sign.startsWith('\\') ? texText(sign, depth + 1) : sign
  }
  while (at < tex.length) {
    const command = tex[at] === '\\' ? /^\\([A-Za-z]+|[\s\S])/.exec(tex.slice(at, at + 40))?.[1] : undefined
    if (command !== undefined) {
      at += command.length + 1
      if (command === 'frac' || command === 'dfrac' || command === 'tfrac')
        out += `${bracketed(argument())}/${bracketed(argument())}`
      else if (WRAPPERS.includes(command)) out += command === 'sqrt' ? `√${bracketed(argument())}` : argument()
      else out += SIGNS[command] ?? `\\${command}`
    } else if (tex[at] === '{') out += argument()
    else if (tex[at] === '^' || tex[at] === '_') {
      const sign = tex[at++] as string
      out += `${sign}${bracketed(argument())}`
    } else out += tex[at++]
  }
  return depth === 0 ? out.replaceAll(/[ \n]+/g, ' ').trim() : out
}
