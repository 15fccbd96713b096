import type { Event } from '@devflow/sdk'
import type { Command } from 'commander'
import type { Context } from '../context.ts'
import { describeEvent } from '../show/event.ts'
import { parseProject } from '../verbs/project.ts'

interface Options {
  project?: string
  spec?: string
  agent?: string
  name?: string[]
  limit: string
  follow?: boolean
  json?: boolean
}

/** `devflow events`: what happened, oldest first, and with `--follow` what happens. */
export function addEvents(program: Command, context: Context): void {
  program
    .command('events')
    .description('what happened, and with --follow what happens')
    .option('-f, --follow', 'stay and print events as they happen')
    .option('-p, --project <owner/name>', 'of one project')
    .option('--spec <id>', 'of one spec')
    .option('--agent <id>', 'of one agent')
    .option('--name <name...>', 'only of these names, such as pull.merged')
    .option('-n, --limit <number>', 'how many to begin with', '20')
    .option('--json', 'one event a line, as JSON')
    .action((options: Options) => printEvents(context, options))
}

async function printEvents(context: Context, options: Options): Promise<void> {
  const { client, terminal, world } = context
  const project = options.project ? (await client.projects.get(parseProject(options.project))).id : undefined
  const filter = { project, spec: options.spec, agent: options.agent, name: options.name }
  const show = (event: Event) => {
    terminal.line(options.json ? JSON.stringify(event) : describeEvent(event, terminal))
  }
  const { items } = await client.events.list({ ...filter, limit: Math.max(1, Number(options.limit) || 20) })
  for (const event of items.toReversed()) show(event)
  if (!options.follow) return
  const abort = new AbortController()
  const stop = world.onInterrupt(() => abort.abort())
  try {
    const after = items[0]?.id ?? '0'
    for await (const event of client.events({ ...filter, after, signal: abort.signal })) show(event)
  } finally {
    stop()
  }
}
