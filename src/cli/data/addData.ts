// argmax data: what there is to learn from.

import type { Command } from 'commander'
import type { Context } from '../context.ts'
import { addGet } from './get.ts'
import { addList } from './list.ts'
import { addPreview } from './preview.ts'

/** Adds the commands to the program. */
export function addData(program: Command, context: Context): void {
  const data = program.command('data').description('Look at data: preview a table, list known sets, say where to get one')
  for (const add of [addPreview, addList, addGet]) add(data, context)
}
