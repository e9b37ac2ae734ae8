// argmax quiz export: a quiz as GIFT or QTI 3. What the format can't hold is refused by item, never dropped in silence.

import { join } from 'node:path'
import { type Command, Option } from 'commander'
import { type ExportOptions, type Quiz, type Refusal, writeGift, writeQti } from '../../quiz/index.ts'
import type { Context } from '../context.ts'
import { parseSeed } from '../parseOptions.ts'
import { openRunFolder } from '../runFolder.ts'
import { loadQuiz, writeNew } from './quizFile.ts'

interface ExportFlags extends ExportOptions {
  to: 'gift' | 'qti'
  out?: string
  overwrite?: boolean
}

async function exportGift(quiz: Quiz, flags: ExportFlags, { stdout, stderr }: Context): Promise<readonly Refusal[]> {
  const { output, skipped } = writeGift(quiz, flags)
  if (flags.out === undefined) await stdout.write(output)
  else {
    await writeNew(flags.out, output, flags)
    stderr.show(`${flags.out} is written.\n`)
  }
  return skipped
}

async function exportQti(quiz: Quiz, flags: ExportFlags, { stdout }: Context): Promise<readonly Refusal[]> {
  const { output, skipped } = writeQti(quiz, flags)
  const { path } = await openRunFolder(quiz.id, { ...flags, out: flags.out ?? `${quiz.id}-qti` })
  for (const [name, text] of output) await writeNew(join(path, name), text, { overwrite: true })
  await stdout.line(`${path} is written: ${output.size} files. Zip what is in it for a platform that takes packages.`)
  return skipped
}

async function exportQuiz(file: string, flags: ExportFlags, context: Context): Promise<void> {
  const quiz = await loadQuiz(file)
  const skipped = flags.to === 'gift' ? await exportGift(quiz, flags, context) : await exportQti(quiz, flags, context)
  for (const { id, reason } of skipped) context.stderr.show(`left out: item ${id}: ${reason}.\n`)
}

const HELP = `
GIFT holds questions with choices, and with fixed numbers; it has no listings,
figures, panels, hints, points, pass mark or time limit. QTI holds all items, in
a folder with a manifest. Fresh numbers are written as fixed ones with --seed.
An item that the format can't hold is an error that names it; --skip leaves it
out and says so.`

/** Adds the command. */
export function addExportQuiz(quiz: Command, context: Context): void {
  quiz
    .command('export')
    .description('Write a quiz as Moodle GIFT or IMS QTI 3')
    .argument('<FILE>', 'a quiz file, or a quiz of argmax')
    .addOption(new Option('--to <format>', 'the format').choices(['gift', 'qti']).makeOptionMandatory())
    .option('--out <path>', 'a file for GIFT (default: stdout), a folder for QTI (default: <id>-qti)')
    .option('--seed <n>', 'write fresh numbers as drawn by this seed', parseSeed)
    .option('--skip', "leave out items that the format can't hold")
    .option('--overwrite', 'replace what is at --out')
    .addHelpText('after', HELP)
    .action((file, flags) => exportQuiz(file, flags, context))
}
