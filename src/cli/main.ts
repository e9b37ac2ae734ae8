#!/usr/bin/env node
// The command `argmax`. V8's flags come first: an engine reads them when it compiles its first WebAssembly, so nothing that
// could compile any is loaded before.

import { enableRelaxedSimd } from '../node/flags.ts'

if (!process.argv.includes('--portable')) enableRelaxedSimd()

const { Output } = await import('./output.ts')
const { run } = await import('./program.ts')

process.exitCode = await run(process.argv.slice(2), {
  stdin: process.stdin,
  stdout: new Output(process.stdout),
  stderr: new Output(process.stderr),
})
