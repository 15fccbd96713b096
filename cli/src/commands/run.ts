import { randomUUID } from 'node:crypto'
import { basename } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Evidence, Spec } from '@devflow/sdk'
import type { Command } from 'commander'
import type { Context } from '../context.ts'
import { EXIT, Failure, toFailure } from '../failure.ts'
import { exitCode, type Outcome } from '../run/outcome.ts'
import { checkAgent, findRepository } from '../run/preflight.ts'
import { createScreen } from '../run/screen.ts'
import { parseSpecFile } from '../run/spec-file.ts'
import { isAway, watchSpec } from '../run/watch.ts'
import { readText } from '../verbs/fields.ts'
import { findProject, type ProjectAddress, parseProject } from '../verbs/project.ts'

interface Options {
  repo?: string
  agent?: string
  title?: string
  attach?: string
  /** False with `--no-merge`. */
  merge: boolean
  json?: boolean
}

/** `devflow run spec.md`: from a spec to a live application, told as it happens. */
export function addRun(program: Command, context: Context, setExit: (code: number) => void): void {
  program
    .command('run [spec.md]')
    .description('take a spec to a live application and tell every step')
    .option('-r, --repo <owner/name>', 'the repository; left out: the one this folder is pushed to')
    .option('-a, --agent <agent>', 'codex, opencode, claude, builtin, an agent of yours, or a command that speaks ACP')
    .option('--title <text>', 'instead of the first heading')
    .option('--attach <spec>', 'watch a spec that is under way')
    .option('--no-merge', 'leave the merge to a person, and end when everything before it is done')
    .option('--json', 'one event a line, the outcome last')
    .action(async (file: string | undefined, options: Options) => {
      let begun: string | undefined
      try {
        const spec = options.attach ? await attach(context, file, options.attach) : await begin(context, file, options)
        begun = spec.id
        setExit(await tell(context, spec, options))
      } catch (error) {
        const failure = explain(toFailure(error), begun)
        if (options.json) context.terminal.line(JSON.stringify(printFailure(failure, begun)))
        throw failure
      }
    })
}

async function tell(context: Context, spec: Spec, options: Options): Promise<number> {
  const screen = createScreen(context, { json: options.json === true })
  screen.begin(spec)
  const abort = new AbortController()
  const stopListening = context.world.onInterrupt(() => abort.abort())
  try {
    const outcome = await watchSpec(context.client, spec.id, {
      watcher: screen,
      signal: abort.signal,
      untilMerge: !options.merge,
    })
    if (outcome) {
      screen.end(outcome)
      return exitCode(outcome)
    }
    screen.detach(spec.id, await latestTask(context, spec.id))
    return EXIT.interrupted
  } finally {
    stopListening()
    screen.close()
  }
}

/** Writes the spec, submits and approves it; from here on the server works by itself. */
async function begin(context: Context, file: string | undefined, options: Options): Promise<Spec> {
  const { client, world, server } = context
  if (!file) throw new Failure('usage', 'Which spec? Name a Markdown file: devflow run my-spec.md --repo owner/name')
  const parsed = parseSpecFile(readText(file, world.cwd), basename(file))
  const address = chooseRepository(context, options.repo)
  await findRepository(client, address, server.url)
  await checkAgent(client, options.agent)
  // One key for each step of this run: a step that is tried again after a lost connection has one effect.
  const run = randomUUID()
  const step = (name: string) => ({ idempotencyKey: `run-${run}-${name}` })
  const { body, acceptance } = parsed
  const title = options.title ?? parsed.title
  const input = {
    ...address,
    title,
    body,
    acceptance,
    ...(options.agent ? { agent: options.agent } : {}),
    // Whoever runs this asks for a live application; rules that protect the branch hold all the same.
    merge: options.merge ? ('auto' as const) : ('review' as const),
  }
  const { id, version } = await insist(() => client.specs.create(input, step('create')))
  await insist(() => client.specs.submit({ spec: id }, step('submit')))
  return insist(() => client.specs.approve({ spec: id, version }, step('approve')))
}

async function attach({ client }: Context, file: string | undefined, spec: string): Promise<Spec> {
  if (file) throw new Failure('usage', 'Either a file or --attach: a spec that is under way has its text already.')
  const found = await client.specs.get({ spec })
  if (found.outcome !== null) return found
  throw new Failure(
    'failed',
    `Nothing works on ${spec} yet: it is ${found.state === 'draft' ? 'a draft' : 'in review'}.`,
    [...(found.state === 'draft' ? [`  devflow specs submit ${spec}`] : []), `  devflow specs approve ${spec}`],
  )
}

function chooseRepository({ world, server }: Context, repo: string | undefined): ProjectAddress {
  if (repo) return parseProject(repo, '--repo')
  const found = findProject(world.cwd, server.url)
  if (found) return found
  throw new Failure('usage', 'Which repository? This folder is not pushed to this server; use --repo owner/name.')
}

const TRIES = 12
const RETRY_MS = 1_000

/** A server that is starting again is worth waiting for: the spec may be half on its way. */
async function insist<T>(call: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await call()
    } catch (error) {
      if (!isAway(error) || attempt === TRIES) throw error
      await sleep(RETRY_MS)
    }
  }
}

/** The task to cancel, where one is under way. */
async function latestTask({ client }: Context, spec: string): Promise<string | undefined> {
  const { tasks } = await client.specs.evidence({ spec }).catch(() => ({ tasks: [] as Evidence['tasks'] }))
  return tasks.findLast((task) => task.status === 'pending' || task.status === 'in_progress')?.id
}

/** Losing sight of a run does not end it. */
function explain(failure: Failure, spec: string | undefined): Failure {
  if (spec === undefined) return failure
  const hints = [...failure.hints, 'The work goes on without us; watch it again with', `  devflow run --attach ${spec}`]
  return new Failure(failure.reason, failure.message, hints)
}

/** What `--json` prints last when there is no outcome: refused before it began, or lost sight of. */
function printFailure({ message, hints }: Failure, spec: string | undefined): Outcome {
  const outcome = spec === undefined ? 'refused' : 'failed'
  const way = hints.map((hint) => (hint.startsWith('  ') ? `\`${hint.trim()}\`` : hint))
  const reason = [message, ...way].join(' ')
  return { outcome, spec: spec ?? null, pull: null, url: null, costUsd: null, reason }
}
