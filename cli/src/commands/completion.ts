import { Argument, type Command } from 'commander'
import type { Context } from '../context.ts'

/** `devflow completion bash|zsh|fish`: what to add to the shell's start file. */
export function addCompletion(program: Command, { terminal }: Context): void {
  program
    .command('completion')
    .description('completion for your shell: bash, zsh or fish')
    .addArgument(new Argument('<shell>').choices(Object.keys(SCRIPTS)))
    .action((shell: keyof typeof SCRIPTS) => terminal.line(SCRIPTS[shell]))

  program
    .command('complete-words [words...]', { hidden: true })
    .allowUnknownOption()
    .passThroughOptions()
    .action((words: string[]) => {
      for (const word of completeWords(program, words)) terminal.line(word)
    })
}

/** What may come next after these words, the last of which is being typed. */
function completeWords(program: Command, words: readonly string[]): string[] {
  const typed = words.at(-1) ?? ''
  let command = program
  for (const word of words.slice(0, -1)) {
    command = command.commands.find((one) => one.name() === word) ?? command
  }
  const { visibleCommands, visibleOptions } = visible(command)
  const candidates = typed.startsWith('-') ? visibleOptions : visibleCommands
  return candidates.filter((word) => word.startsWith(typed)).sort()
}

function visible(command: Command): { visibleCommands: string[]; visibleOptions: string[] } {
  const help = command.createHelp()
  return {
    visibleCommands: help.visibleCommands(command).map((one) => one.name()),
    visibleOptions: help.visibleOptions(command).flatMap((option) => option.long ?? []),
  }
}

const SCRIPTS = {
  bash: `# eval "$(devflow completion bash)"
_devflow() {
  mapfile -t COMPREPLY < <(devflow complete-words -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
}
complete -o default -F _devflow devflow`,
  zsh: `# eval "$(devflow completion zsh)"
_devflow() {
  local -a candidates
  candidates=(\${(f)"$(devflow complete-words -- "\${(@)words[2,CURRENT]}" 2>/dev/null)"})
  if (( $#candidates )); then compadd -a candidates; else _files; fi
}
compdef _devflow devflow`,
  fish: `# devflow completion fish | source
complete -c devflow -f -a '(devflow complete-words -- (commandline -opc)[2..] (commandline -ct) 2>/dev/null)'`,
}
