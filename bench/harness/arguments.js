// The command line of `npm run bench`.

import { parseArgs } from 'node:util'

export const USAGE = `npm run bench -- [workload ...] [options]

Workloads (default: all)
  A      a training epoch of 784-25-15-10 on MNIST, batch 32
  B      the same, batch 256
  C      784-512-512-10, batch 128
  D      softmax regression on MNIST, 100 iterations of L-BFGS
  E      predictions of 784-25-15-10: 1, 32 and 10,000 rows a call
  F      start: import to first finished epoch; package and bundle size
  own    argmax's kernels alone: products, cross-entropy, epoch, timers
  tables a million rows from Parquet and CSV into the trainer
  studio seconds until MNIST is at 94 % in a page (needs chromium)

Options
  --peers installed  every peer that is installed (default)
          all        exit 1 if one is missing
          none       argmax alone
  --only NAMES       peers whose name starts so, as in --only pytorch,jax
  --threads 1,2      thread counts (default: 1, and 2 where there are 2 cores)
  --torch current    PyPI's PyTorch and torch.compile too
  --rounds N         timed rounds (default 7)
  --quick            2 rounds; writes nothing
  --json             results as JSON on stdout
  --help`

/** A mistake in the command line: its message is all there is to say. */
export class ArgumentError extends Error {}

function oneOf(name, value, allowed) {
  if (!allowed.includes(value)) {
    throw new ArgumentError(`--${name} must be ${allowed.join(', ')}; received ${JSON.stringify(value)}.`)
  }
  return value
}

function count(name, text) {
  if (!/^[1-9]\d{0,2}$/.test(text))
    throw new ArgumentError(`--${name} must be a whole number from 1; received ${JSON.stringify(text)}.`)
  return Number(text)
}

/**
 * @param {readonly string[]} words the command line's
 * @param {readonly string[]} known the workloads there are
 * @param {number} cores of this machine: the default thread counts are 1 and, from two cores on, 2
 */
export function parseArguments(words, known, cores) {
  let parsed
  try {
    parsed = parseArgs({
      args: [...words],
      allowPositionals: true,
      options: {
        peers: { type: 'string', default: 'installed' },
        only: { type: 'string' },
        threads: { type: 'string' },
        torch: { type: 'string', default: 'debian' },
        rounds: { type: 'string' },
        quick: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    })
  } catch (error) {
    throw new ArgumentError(error.message)
  }
  const { values, positionals } = parsed
  const names = new Map(known.map((name) => [name.toLowerCase(), name]))
  const workloads = positionals.map((word) => {
    const name = names.get(word.toLowerCase())
    if (name === undefined) throw new ArgumentError(`The workloads are ${known.join(', ')}; received ${JSON.stringify(word)}.`)
    return name
  })
  const threads = values.threads?.split(',').map((text) => count('threads', text)) ?? (cores > 1 ? [1, 2] : [1])
  return {
    workloads: workloads.length > 0 ? [...new Set(workloads)] : [...known],
    peers: oneOf('peers', values.peers, ['installed', 'all', 'none']),
    only: values.only?.toLowerCase().split(','),
    threads: [...new Set(threads)].sort((a, b) => a - b),
    torch: oneOf('torch', values.torch, ['debian', 'current']),
    rounds: values.rounds === undefined ? (values.quick ? 2 : 7) : count('rounds', values.rounds),
    quick: values.quick,
    json: values.json,
    help: values.help,
  }
}
