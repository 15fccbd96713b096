import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Command, CommanderError } from 'commander'
import { addCompletion } from './commands/completion.ts'
import { addEvents } from './commands/events.ts'
import { addLogin } from './commands/login.ts'
import { addLogs } from './commands/logs.ts'
import { addRun } from './commands/run.ts'
import { addStatus } from './commands/status.ts'
import type { World } from './config.ts'
import { type Context, createContext } from './context.ts'
import { EXIT, toFailure } from './failure.ts'
import { addVerbCommands } from './verbs/command.ts'

/** Runs one command line; the exit code. Nothing here ends the process, so a test can call it. */
export async function main(argv: readonly string[], world: World): Promise<number> {
  const context = createContext(world)
  const { terminal } = context
  let exit: number = EXIT.ok
  const program = createProgram(context, (code) => {
    exit = code
  })
  try {
    await program.parseAsync([...argv], { from: 'user' })
    return exit
  } catch (error) {
    if (error instanceof CommanderError) return isUsageError(error) ? EXIT.usage : EXIT.ok
    const failure = toFailure(error)
    terminal.note(`${terminal.style.colour('red', '✗')} ${failure.message}`)
    for (const hint of failure.hints) terminal.note(hint)
    return failure.exit
  }
}

function createProgram(context: Context, setExit: (code: number) => void): Command {
  const { world, terminal } = context
  const { version } = JSON.parse(readFileSync(join(import.meta.dirname, '../package.json'), 'utf8')) as {
    version: string
  }
  const program = new Command('devflow')
    .description('From spec to evidence: DevFlow on the command line.')
    .version(version, '-V, --version', 'print the version')
    .enablePositionalOptions()
    .showSuggestionAfterError()
    .exitOverride()
    .configureOutput({
      writeOut: (text) => world.stdout.write(text),
      writeErr: (text) => world.stderr.write(text),
      outputError: (text, write) => write(text.replace(/^error: /, `${terminal.style.colour('red', '✗')} `)),
      getOutHelpWidth: () => Math.min(terminal.columns, 100),
      getErrHelpWidth: () => Math.min(terminal.columns, 100),
    })
    .configureHelp({ styleTitle: (title) => terminal.style.bold(title), helpWidth: Math.min(terminal.columns, 100) })
    .addHelpText('after', HELP)

  program.commandsGroup('Work:')
  addRun(program, context, setExit)
  addEvents(program, context)
  addLogs(program, context)
  program.commandsGroup('This machine:')
  addLogin(program, context)
  addStatus(program, context)
  addCompletion(program, context)
  program.helpCommand('help [command]', 'explain a command')
  program.commandsGroup('Everything the server can do:')
  addVerbCommands(program, context)
  return program
}

const HELP = `
Environment:
  DEVFLOW_URL    the server (http://localhost:4700)
  DEVFLOW_TOKEN  who you are; \`devflow login\` keeps one instead

Exit codes: 0 done · 1 refused or failed · 2 usage · 3 no server answers · 4 not signed in`

/** Help and version are no errors, though commander throws them too. */
function isUsageError({ exitCode }: CommanderError): boolean {
  return exitCode !== 0
}
