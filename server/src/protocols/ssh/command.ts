import { Problem } from '#kernel'

const PROGRAMS = ['git-upload-pack', 'git-receive-pack', 'git-upload-archive', 'git-lfs-authenticate'] as const

export interface SshCommand {
  program: (typeof PROGRAMS)[number]
  address: { owner: string; name: string }
  /** Of `git-lfs-authenticate`, and of nothing else. */
  operation: 'download' | 'upload' | undefined
}

/**
 * A repository's path as git quotes it for a shell, or plain; behind it what git-lfs wants to do, older ones with an object's id. Nothing
 * here is ever given to a shell.
 */
const COMMAND = /^(git[- ][a-z-]+) (?:'([^'\\!]*)'|([\w./~-]+))(?: (download|upload)(?: [0-9a-f]{64})?)?$/
/** With or without the first slash and the `.git`; a `~` or a third part names nothing here. */
const PATH = /^\/?([\w.-]{1,60})\/([\w.-]{1,100}?)(?:\.git)?\/?$/

/** What a client may ask for: `git-upload-pack '/owner/name.git'` and its like. Throws `ssh.…` problems for everything else. */
export function parseCommand(text: string): SshCommand {
  const [, spoken = '', quoted, plain, operation] = COMMAND.exec(text) ?? []
  const program = PROGRAMS.find((name) => name === spoken.replace(' ', '-'))
  if (!program || (program === 'git-lfs-authenticate') !== (operation !== undefined)) {
    throw new Problem(
      'invalid',
      'ssh.command',
      'Only git is served here, no shell and no other command; use git clone, fetch, push or archive --remote.',
    )
  }
  const [, owner, name] = PATH.exec(quoted ?? plain ?? '') ?? []
  if (!owner || !name) {
    throw new Problem(
      'not_found',
      'ssh.address',
      'There is no such repository; its address ends in owner/name.git, as in ssh://git@host/owner/name.git.',
    )
  }
  return { program, address: { owner, name }, operation: operation as SshCommand['operation'] }
}
