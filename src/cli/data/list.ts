// argmax data list: the sets that go by a name.

import type { Command } from 'commander'
import { catalogue } from '../../datasets/index.ts'
import type { Context } from '../context.ts'
import { groupDigits, renderTable } from '../table.ts'
import { installCommand, isInstalled, originText } from './catalogueState.ts'

async function list({ json }: { json?: boolean }, { stdout }: Context): Promise<void> {
  const sets = await Promise.all(catalogue.map(async (entry) => ({ ...entry, installed: await isInstalled(entry) })))
  if (json) {
    const facts = sets.map(({ name, rows, features, classes, licence, installed, origin }) => {
      const [train, test = 0] = rows
      return { name, train, test, features, classes, licence, installed, install: installCommand(origin) ?? null }
    })
    await stdout.line(JSON.stringify(facts))
    return
  }
  const left = { align: 'left' } as const
  const columns = [
    { title: 'name', ...left },
    { title: 'rows' },
    { title: 'features' },
    { title: 'classes' },
    { title: 'licence', ...left },
    { title: 'here', ...left },
  ]
  const lines = renderTable(
    columns,
    sets.map(({ name, rows, features, classes, licence, installed }) => [
      ...[name, rows.map((count) => groupDigits(count as number)).join(' + '), String(features), String(classes), licence],
      installed ? 'yes' : 'no',
    ]),
  )
  const missing = sets.filter(({ installed }) => !installed)
  const how = missing.map(({ name, origin }) => `${name} is in ${originText(origin)}. Get it: ${installCommand(origin)}`)
  await stdout.write(`${[...lines, ...(how.length > 0 ? ['', ...how] : [])].join('\n')}\n`)
}

/** Adds the command to `argmax data`. */
export function addList(data: Command, context: Context): void {
  data
    .command('list')
    .description('List the data sets that go by a name')
    .option('--json', 'print one JSON array')
    .action((flags) => list(flags, context))
}
