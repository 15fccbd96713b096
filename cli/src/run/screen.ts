import type { Event, Evidence, Spec } from '@devflow/sdk'
import { readLog } from '../commands/logs.ts'
import type { Context } from '../context.ts'
import { printCost, printDuration } from '../terminal/quantity.ts'
import { clean, cleanLines, fit } from '../terminal/style.ts'
import type { Outcome } from './outcome.ts'
import { createProgress } from './progress.ts'
import type { Watcher } from './watch.ts'

/** What `devflow run` shows: steps that tick, or one JSON object a line. */
export interface Screen extends Watcher {
  begin(spec: Spec): void
  end(outcome: Outcome): void
  /** Ctrl-C: the work goes on without us. */
  detach(spec: string, task: string | undefined): void
  close(): void
}

const FRAME_MS = 150

export function createScreen(context: Context, { json }: { json: boolean }): Screen {
  return json ? createJsonScreen(context) : createLiveScreen(context)
}

function createJsonScreen({ terminal }: Context): Screen {
  return {
    begin: () => undefined,
    onEvent: (event) => terminal.line(JSON.stringify(event)),
    onEvidence: async () => undefined,
    onConnection: () => undefined,
    end: (outcome) => terminal.line(JSON.stringify(outcome)),
    detach: (spec) => terminal.note(`Detached; devflow run --attach ${spec} --json goes on.`),
    close: () => undefined,
  }
}

function createLiveScreen(context: Context): Screen {
  const { terminal, server } = context
  const { style } = terminal
  const progress = createProgress({
    style,
    columns: terminal.columns,
    readTail: async (log) => {
      const lines: string[] = []
      for await (const { text } of readLog(context, log)) {
        lines.push(...cleanLines(text))
        if (lines.length > 200) lines.splice(0, 100)
      }
      return lines
    },
  })
  let frame = 0
  let latest: Evidence | undefined
  const timer = terminal.isLive
    ? setInterval(() => terminal.live(progress.current(new Date(), frame++)), FRAME_MS)
    : undefined

  return {
    begin(spec) {
      const { project, agent } = spec
      terminal.line()
      terminal.line(`  ${style.bold(fit(clean(spec.title), terminal.columns - 2))}`)
      const facts = [`${project.owner}/${project.name}`, ...(agent ? [clean(agent)] : []), spec.id]
      terminal.line(`  ${style.dim(facts.join(' · '))}`)
      terminal.line()
    },
    onEvent(event: Event) {
      for (const line of progress.action(event)) terminal.line(line)
    },
    async onEvidence(evidence) {
      latest = evidence
      for (const line of await progress.steps(evidence)) terminal.line(line)
    },
    onConnection(state) {
      const words = state === 'lost' ? '‖ The server is away; waiting for it.' : '✓ The server is back.'
      terminal.line(`  ${style.colour(state === 'lost' ? 'amber' : 'green', words)}`)
    },
    end(outcome) {
      terminal.live('')
      terminal.line()
      if (outcome.outcome === 'live') {
        const where = outcome.url ? `Live at ${style.bold(outcome.url)}` : 'Live'
        terminal.line(`  ${style.colour('green', '✓')} ${where}`)
      } else if (outcome.outcome === 'review') {
        terminal.line(`  ${style.colour('amber', '‖')} Ready to merge; a person decides.`)
      } else {
        const word = outcome.outcome === 'refused' ? 'Refused' : 'Failed'
        terminal.line(`  ${style.colour('red', `✗ ${word}:`)} ${clean(outcome.reason ?? '')}`)
      }
      const facts = summarise(outcome, latest)
      if (facts.length) terminal.line(`    ${style.dim(facts.join(' · '))}`)
      terminal.line(`    ${style.dim(`${server.url}/specs/${outcome.spec}`)}`)
    },
    detach(spec, task) {
      terminal.live('')
      terminal.line()
      terminal.line('  Detached; the work goes on.')
      terminal.line(`    ${style.dim('watch again')}  devflow run --attach ${spec}`)
      if (task) terminal.line(`    ${style.dim('stop it    ')}  devflow tasks cancel ${task}`)
    },
    close() {
      clearInterval(timer)
      terminal.live('')
    },
  }
}

/** `pull request #7 · $0.12 · 2m 03s`. */
function summarise({ pull, costUsd }: Outcome, evidence: Evidence | undefined): string[] {
  const leadTimeMs = evidence?.metrics?.leadTimeMs
  return [
    ...(pull === null ? [] : [`pull request #${pull}`]),
    ...(costUsd === null ? [] : [printCost(costUsd)]),
    ...(typeof leadTimeMs === 'number' ? [printDuration(leadTimeMs)] : []),
  ]
}
