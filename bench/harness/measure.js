// Measures a workload: its cases with all contestants, and whatever the tables say beside the times.

import { cpus } from 'node:os'
import process from 'node:process'
import { Limits } from '../limit/index.js'
import { ARGMAX, PEERS, UNABLE } from '../peers/registry.js'
import { writeData, writeWeights } from './data.js'
import { startOf } from './places.js'
import { runCase } from './rounds.js'
import { sizes } from './sizes.js'

/** Which peers take part, and why the others don't. */
export function choosePeers({ peers, only, torch }, { task } = {}) {
  const chosen = []
  const skipped = []
  for (const peer of PEERS) {
    const start = startOf(peer, cpus().length)
    if (peers === 'none') skipped.push({ name: peer.name, why: 'not asked for (--peers none)' })
    else if (only && !only.some((name) => peer.name.toLowerCase().startsWith(name)))
      skipped.push({ name: peer.name, why: 'not asked for (--only)' })
    else if (peer.optIn && torch !== 'current') skipped.push({ name: peer.name, why: 'only on request: `--torch current`' })
    else if (task === 'softmax' && !peer.solves) skipped.push({ name: peer.name, why: 'trains by batches' })
    else if (start.why) skipped.push({ name: peer.name, why: start.why, missing: true })
    else chosen.push(peer)
  }
  return { chosen, skipped: [...skipped, ...UNABLE] }
}

let folder

/**
 * @param {object} workload one of workloads/index.js
 * @param {object} options of the command line
 * @param {(line: string) => void} tell
 * @returns the results, as they go to bench/results
 */
export async function measure(workload, options, tell) {
  const { chosen, skipped } = choosePeers(options, workload.cases[0].job)
  folder ??= await writeData()
  if (workload.weights) await writeWeights(folder, workload.weights)
  const limits = new Limits()
  const cases = []
  for (const { title, job, flops } of workload.cases) {
    const entries = await runCase(
      workload,
      { ...job, data: folder },
      {
        own: ARGMAX,
        peers: chosen,
        threads: options.threads,
        rounds: options.rounds,
        limits,
        tell: (line) => tell(title ? `${title}: ${line}` : line),
      },
    )
    cases.push({ title, flops, trains: job.task === 'train', showsAccuracy: !workload.newProcess, entries })
  }
  const { title, unit, what, about } = workload
  return {
    title,
    unit,
    what,
    about,
    machine: `${cpus().length} x ${cpus()[0]?.model.trim()}, Node ${process.versions.node}`,
    limits: limits.samples,
    cases,
    skipped: skipped.map(({ name, why }) => ({ name, why })),
    ...(workload.sizes && { sizes: await sizes() }),
  }
}
