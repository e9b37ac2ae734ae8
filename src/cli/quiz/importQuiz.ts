// argmax quiz import: a quiz file from Moodle's GIFT.

import { createRequire } from 'node:module'
import { join } from 'node:path'
import type { Command } from 'commander'
import { MissingPackageError } from '../../errors.ts'
import { resolvePackageFolder } from '../../node/platform.ts'
import { type GiftParser, readGift, writeYaml } from '../../quiz/index.ts'
import type { Context } from '../context.ts'
import { shellQuote } from '../table.ts'
import { readText, writeNew } from './quizFile.ts'

interface ImportFlags {
  out?: string
  id?: string
  title?: string
  skip?: boolean
  overwrite?: boolean
}

/** The parser of the optional package gift-pegjs. */
async function giftParser(file: string): Promise<GiftParser> {
  const folder = await resolvePackageFolder('gift-pegjs')
  if (folder === null) {
    throw new MissingPackageError(
      `Reading GIFT needs the package gift-pegjs, which is not installed. Install it (npm install gift-pegjs), or run: npx -p argmax -p gift-pegjs argmax quiz import ${shellQuote(file)}`,
    )
  }
  return createRequire(import.meta.url)(join(folder)).parse as GiftParser
}

async function importQuiz(file: string, flags: ImportFlags, { stdout, stderr }: Context): Promise<void> {
  const parse = await giftParser(file)
  const { out, id, title, skip = false } = flags
  const { quiz, skipped } = readGift(await readText(file, 'GIFT file'), parse, {
    skip,
    ...(id === undefined ? {} : { id }),
    ...(title === undefined ? {} : { title }),
  })
  for (const { id: question, reason } of skipped) stderr.show(`left out: question ${question}: ${reason}.\n`)
  const text = writeYaml(quiz)
  if (out === undefined) return stdout.write(text)
  await writeNew(out, text, flags)
  stderr.show(`${out} is written, with ${quiz.items.length} items.\n`)
}

/** Adds the command. */
export function addImportQuiz(quiz: Command, context: Context): void {
  quiz
    .command('import')
    .description("Make a quiz file of Moodle's GIFT (needs the package gift-pegjs)")
    .argument('<FILE>', 'a GIFT file')
    .option('--out <file>', 'write the quiz here (default: stdout)')
    .option('--id <id>', 'the id of the quiz')
    .option('--title <title>', 'the title of the quiz')
    .option('--skip', 'leave out questions that a quiz can not hold')
    .option('--overwrite', 'replace the file of --out')
    .action((file, flags) => importQuiz(file, flags, context))
}
