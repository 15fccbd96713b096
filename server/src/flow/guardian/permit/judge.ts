import { posix } from 'node:path'
import { forbiddenPaths, forbiddenSentence } from '../rules/forbidden-path.ts'
import { parseCommands, programOf, type SimpleCommand } from './shell.ts'

/** What an agent is about to do. */
export interface PermitRequest {
  kind: string
  /** Files it is about, relative to the worktree where they are inside it. */
  paths?: readonly string[]
  command?: string | undefined
  title?: string
}

export interface Objection {
  rule: 'forbidden-path' | 'outside-worktree' | 'publish' | 'privilege' | 'destructive'
  /** Goes to the agent: what is not allowed and what to do instead. */
  reason: string
}

export interface JudgeContext {
  forbiddenPaths: readonly string[]
  /** The worktree, so that absolute paths inside it are recognised. */
  directory?: string | undefined
}

const CHANGES = new Set(['edit', 'delete', 'move'])
/** Longer command lines are generated text; reading on would say nothing more. */
const LONGEST_COMMAND = 100_000

/** The first reason to say no, before anything is done; undefined allows. */
export function judgeRequest(request: PermitRequest, context: JudgeContext): Objection | undefined {
  if (CHANGES.has(request.kind)) {
    for (const path of request.paths ?? []) {
      const objection = judgeChange(path, context)
      if (objection) return objection
    }
  }
  if (request.command === undefined) return undefined
  for (const command of parseCommands(request.command.slice(0, LONGEST_COMMAND))) {
    const objection = judgeCommand(command, context)
    if (objection) return objection
  }
  return undefined
}

/** A path that is about to be written. */
function judgeChange(path: string, context: JudgeContext): Objection | undefined {
  const inside = insideWorktree(path, context.directory)
  if (inside === undefined) {
    return {
      rule: 'outside-worktree',
      reason: `${JSON.stringify(path)} is outside of your working folder; change only files inside it.`,
    }
  }
  const pattern = forbiddenPaths(context.forbiddenPaths)(inside)
  return pattern === undefined ? undefined : { rule: 'forbidden-path', reason: forbiddenSentence(inside, pattern) }
}

/** The path relative to the worktree; undefined when it leads out. */
function insideWorktree(path: string, directory: string | undefined): string | undefined {
  let relative = posix.normalize(path.replaceAll('\\', '/'))
  if (posix.isAbsolute(relative) || /^[a-z]:\//i.test(relative)) {
    if (directory === undefined) return undefined
    relative = posix.relative(posix.normalize(directory), relative)
  }
  return relative === '..' || relative.startsWith('../') || relative.startsWith('~') ? undefined : relative
}

const PRIVILEGE = new Set(['sudo', 'su', 'doas', 'pkexec', 'runuser'])
const DESTRUCTIVE = new Set(['shutdown', 'reboot', 'poweroff', 'halt', 'wipefs', 'mkswap'])
/** Programs whose arguments are the files they change. */
const CHANGING = new Set(['rm', 'mv', 'cp', 'tee', 'touch', 'truncate', 'ln', 'unlink', 'shred', 'install'])
const PUBLISHING: Record<string, ReadonlySet<string>> = {
  npm: new Set(['publish', 'unpublish', 'deprecate', 'dist-tag']),
  pnpm: new Set(['publish']),
  yarn: new Set(['publish']),
  bun: new Set(['publish']),
  cargo: new Set(['publish', 'yank']),
  gem: new Set(['push', 'yank']),
  twine: new Set(['upload']),
  docker: new Set(['push']),
  podman: new Set(['push']),
}

function judgeCommand(command: SimpleCommand, context: JudgeContext): Objection | undefined {
  const program = programOf(command)
  const args = command.words.slice(1)
  if (PRIVILEGE.has(program)) {
    return { rule: 'privilege', reason: `${program} is not available to agents; work with the rights you have.` }
  }
  if (
    DESTRUCTIVE.has(program) ||
    program.startsWith('mkfs') ||
    (program === 'dd' && args.some((a) => /^of=\/dev\//.test(a)))
  ) {
    return {
      rule: 'destructive',
      reason: `${program} changes the machine; an agent changes only files of its working folder.`,
    }
  }
  if (program === 'git') return judgeGit(args)
  const subcommand = args.find((arg) => !arg.startsWith('-'))
  if (subcommand !== undefined && PUBLISHING[program]?.has(subcommand)) {
    return {
      rule: 'publish',
      reason: `"${program} ${subcommand}" publishes from here; DevFlow releases after review, so leave it out.`,
    }
  }
  if (program === 'rm' && removesTooMuch(args, context.directory)) {
    return {
      rule: 'destructive',
      reason: 'This rm reaches beyond your working folder; name the files inside it that must go.',
    }
  }
  return judgeWrites(program, args, command.writes, context)
}

/** Commits and pushes are DevFlow's: only then does every change have its author, its checks and its record. */
function judgeGit(args: readonly string[]): Objection | undefined {
  const rest = [...args]
  while (rest[0]?.startsWith('-')) {
    const option = rest.shift()!
    if (/^(-C|-c|--git-dir|--work-tree|--namespace|--exec-path)$/.test(option)) rest.shift()
  }
  const [subcommand, next] = rest
  if (subcommand === 'push' || subcommand === 'send-pack') {
    return { rule: 'publish', reason: 'DevFlow pushes your work when you have finished; do not run git push.' }
  }
  if (subcommand === 'remote' && next !== undefined && /^(add|set-url|rename|remove|rm)$/.test(next)) {
    return { rule: 'publish', reason: 'The remotes of this repository are managed by DevFlow; leave them as they are.' }
  }
  return undefined
}

function removesTooMuch(args: readonly string[], directory: string | undefined): boolean {
  return args.some((arg) => {
    if (arg.startsWith('-')) return false
    const plain = arg.replace(/\/?\*+$/, '') || '/'
    if (/^(~|\$\{?HOME\b)/.test(plain)) return true
    if (/^\/tmp\/./.test(posix.normalize(plain))) return false
    return insideWorktree(plain, directory) === undefined
  })
}

/** Files a command line names as its targets, against the forbidden paths only: temporary files elsewhere are the sandbox's matter. */
function judgeWrites(
  program: string,
  args: readonly string[],
  redirects: readonly string[],
  context: JudgeContext,
): Objection | undefined {
  const edits = CHANGING.has(program) || (program === 'sed' && args.some((arg) => /^(-\w*i|--in-place)/.test(arg)))
  const targets = [...redirects, ...(edits ? args.filter((arg) => !arg.startsWith('-')) : [])]
  const forbids = forbiddenPaths(context.forbiddenPaths)
  for (const target of targets) {
    const inside = insideWorktree(target, context.directory)
    const pattern = inside === undefined ? undefined : forbids(inside)
    if (pattern !== undefined) return { rule: 'forbidden-path', reason: forbiddenSentence(inside!, pattern) }
  }
  return undefined
}
