import type { LogLine } from '@devflow/sdk'
import type { Command } from 'commander'
import type { Context } from '../context.ts'
import { cleanLines } from '../terminal/style.ts'

/** `devflow logs <log>`: the output of a job, a build or an attempt, and with `--follow` until it ends. */
export function addLogs(program: Command, context: Context): void {
  program
    .command('logs <log>')
    .description('the output of a job, a build or an attempt')
    .option('-f, --follow', 'stay until the log ends')
    .option('-t, --timestamps', 'with the time of each line')
    .option('--json', 'one line of the log a line, as JSON')
    .action(async (log: string, options: { follow?: boolean; timestamps?: boolean; json?: boolean }) => {
      const { terminal } = context
      const show = (line: LogLine) => {
        if (options.json) return terminal.line(JSON.stringify(line))
        const time = options.timestamps ? `${terminal.style.dim(line.at.slice(11, 23))}  ` : ''
        terminal.line(time + cleanLines(line.text).join(' '))
      }
      if (options.follow) await follow(context, log, show)
      else for await (const line of readLog(context, log)) show(line)
    })
}

/** As many as the server gives at once. */
const PAGE_LINES = 5000

/** What a log holds now, page by page. */
export async function* readLog({ client }: Pick<Context, 'client'>, log: string): AsyncGenerator<LogLine> {
  let after = 0
  for (;;) {
    const { lines } = await client.logs.read({ log, after, limit: PAGE_LINES })
    yield* lines
    if (lines.length < PAGE_LINES) return
    after = lines.at(-1)!.number
  }
}

async function follow({ client, world }: Context, log: string, show: (line: LogLine) => void): Promise<void> {
  const abort = new AbortController()
  const stop = world.onInterrupt(() => abort.abort())
  try {
    for await (const line of client.logs(log, { signal: abort.signal })) show(line)
  } finally {
    stop()
  }
}
