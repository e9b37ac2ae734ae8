// The commands together: what is asked for is found and run, and whatever happens becomes a message and an exit code.

import { Command, CommanderError } from 'commander'
import type { Context } from './context.ts'
import { addData } from './data/addData.ts'
import { addDoctor } from './doctor.ts'
import { addEvaluate } from './evaluate.ts'
import { ClosedOutputError, EXIT, exitCodeOf } from './exitCodes.ts'
import { addInspect } from './inspect.ts'
import { addPredict } from './predict/predict.ts'
import { addQuiz } from './quiz/quiz.ts'
import { addStudio } from './studio/studio.ts'
import { addTrain } from './train/train.ts'
import { addTune } from './tune/tune.ts'
import { VERSION } from './version.ts'

const EXAMPLES = `
Examples:
  $ npx argmax train mnist
  $ npx argmax train flowers.csv --label species
  $ npx argmax tune iris --grid 'l2=0.001,0.01,0.1'
  $ npx argmax evaluate runs/mnist-1 mnist
  $ npx argmax predict runs/mnist-1 mnist --top-k 3
  $ npx argmax inspect runs/mnist-1
  $ npx argmax data preview flowers.csv
  $ npx argmax quiz run
  $ npx argmax studio

Exit codes: 0 done, 1 internal error, 2 wrong usage or a missing package,
3 unusable data, model or quiz, 4 training diverged, 5 --min-accuracy missed
or a quiz not passed, 130 or 143 interrupted.`

function makeProgram(context: Context): Command {
  const { stdout, stderr } = context
  const program = new Command('argmax')
    .description('Multiclass classification: train, evaluate and use classifiers.')
    .version(VERSION, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .helpCommand('help [command]', 'print the help of a command')
    .addHelpText('after', EXAMPLES)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => stdout.show(text),
      writeErr: (text) => stderr.show(text),
      outputError: (text, write) => write(text.replace(/^error:/, stderr.colors.red('error:'))),
    })
  const commands = [addTrain, addTune, addEvaluate, addPredict, addInspect, addData, addStudio, addQuiz, addDoctor]
  for (const add of commands) add(program, context)
  return program
}

/** What a person is told of an error: its message, and for a fault of argmax itself where it happened. */
function messageFor(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error)
  if (exitCodeOf(error) !== EXIT.internal) return message
  const stack = error instanceof Error ? (error.stack ?? message) : message
  return `${stack}\nThis is a fault in argmax ${VERSION} (Node ${process.versions.node}), not in what you gave it.`
}

/**
 * Runs one command line.
 *
 * @param args the arguments after `argmax`
 * @returns the exit code
 */
export async function run(args: readonly string[], context: Context): Promise<number> {
  const { stderr } = context
  const program = makeProgram(context)
  try {
    if (args.length === 0) {
      stderr.show(program.helpInformation() + EXAMPLES.concat('\n'))
      return EXIT.usage
    }
    await program.parseAsync([...args], { from: 'user' })
    return EXIT.done
  } catch (error) {
    // commander has already written its message, or the help or version that was asked for.
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.usage
    const exitCode = exitCodeOf(error)
    // Who pressed Ctrl-C knows that it was no error.
    const label = exitCode >= EXIT.interrupted ? '' : `${stderr.colors.red('error:')} `
    if (!(error instanceof ClosedOutputError)) stderr.show(`${label}${messageFor(error)}\n`)
    return exitCode
  }
}
