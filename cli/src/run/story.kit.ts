import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { ChainStep, Event, Evidence } from '@devflow/sdk'

/** One moment: what the evidence says from now on, and the events that are told with it. */
export interface Moment {
  chain?: Partial<Record<ChainStep['key'], Partial<ChainStep>>>
  spec?: Partial<Evidence['spec']>
  evidence?: Partial<Evidence>
  events?: [name: string, data: unknown][]
}

const KEYS = ['spec', 'tasks', 'changes', 'pull_request', 'checks', 'merge', 'deployment', 'metrics'] as const
const LABELS = ['Spec', 'Tasks', 'Changes', 'Pull request', 'Checks', 'Merge', 'Deployment', 'Metrics']
export const T0 = '2026-01-01T12:00:00.000Z'

const SPEC: Evidence['spec'] = {
  id: 'spec_1',
  project: { id: 'prj_1', owner: 'alice', name: 'shop' },
  title: 'Add a visit counter',
  body: '',
  acceptance: ['it counts'],
  state: 'approved',
  version: 1,
  agent: 'codex',
  merge: null,
  run: 1,
  author: { kind: 'person', id: 'usr_1', name: 'alice' },
  approver: { kind: 'person', id: 'usr_1', name: 'alice' },
  branch: null,
  pull: null,
  outcome: 'running',
  reason: null,
  url: null,
  rehearsal: false,
  createdAt: T0,
  updatedAt: T0,
  submittedAt: T0,
  approvedAt: T0,
  finishedAt: null,
  implementedAt: null,
}

/**
 * A server that tells a story on cue and can be made to break off in the middle, which a healthy one never does.
 * It knows the verbs that `devflow run` calls and the event stream.
 */
export async function tellStory() {
  const events: Event[] = []
  const streams = new Set<ServerResponse>()
  const calls: { method: string; path: string; key: string | undefined; body: Record<string, unknown> }[] = []
  const answers = new Map<string, { status: number; body: unknown }>()
  let away = false
  let evidence: Evidence = {
    spec: SPEC,
    chain: KEYS.map((key, i) => ({
      key,
      state: 'waiting',
      label: LABELS[i]!,
      detail: '',
      startedAt: null,
      finishedAt: null,
      costUsd: null,
      href: null,
    })),
    tasks: [],
    attempts: [],
    pull: null,
    checks: [],
    runs: [],
    deployment: null,
    metrics: null,
  }
  answer('GET /api/projects/alice/shop', { id: 'prj_1', owner: 'alice', name: 'shop' })
  answer('GET /api/agents', { items: [] })
  answer('GET /api/agents/presets', {
    items: [
      {
        preset: 'codex',
        title: 'Codex',
        installed: true,
        command: ['codex-acp'],
        install: 'npm i -g codex-acp',
        notes: '',
      },
      {
        preset: 'claude',
        title: 'Claude Code',
        installed: false,
        command: ['x'],
        install: 'npm i -g claude-acp',
        notes: '',
      },
    ],
  })
  answer('GET /api/settings/model', { baseUrl: 'http://localhost:1', model: 'm', hasApiKey: true })

  function answer(address: string, body: unknown, status = 200): void {
    answers.set(address, { status, body })
  }

  async function reply(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url!, 'http://localhost')
    const address = `${request.method} ${pathname}`
    let text = ''
    for await (const chunk of request) text += chunk
    if (request.method === 'POST') {
      const key = request.headers['idempotency-key'] as string | undefined
      calls.push({ method: 'POST', path: pathname, key, body: text ? JSON.parse(text) : {} })
    }
    const scripted = answers.get(address)
    if (scripted) return send(response, scripted.body, scripted.status)
    if (pathname === '/api/events') return stream(request, response, searchParams.get('after'))
    if (pathname === '/api/timeline') return send(response, { items: events.slice(-1) })
    if (pathname === '/api/specs/spec_1/evidence') return send(response, evidence)
    if (pathname.startsWith('/api/specs')) return send(response, evidence.spec)
    send(response, { error: { kind: 'not_found', code: 'x.y', message: `There is no ${address}.` } }, 404)
  }

  function stream(request: IncomingMessage, response: ServerResponse, after: string | null): void {
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    response.write(': connected\n\n')
    const last = Number(request.headers['last-event-id'] ?? after ?? events.length)
    for (const event of events.slice(last)) response.write(print(event))
    streams.add(response)
    response.on('close', () => streams.delete(response))
  }

  const server = createServer((request, response) => {
    if (away) request.socket.destroy()
    else reply(request, response).catch((error: Error) => send(response, { error: { message: error.message } }, 500))
  })
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    answer,
    tell(moment: Moment): void {
      const chain = evidence.chain.map((step) => ({ ...step, ...moment.chain?.[step.key] }))
      evidence = { ...evidence, ...moment.evidence, chain, spec: { ...evidence.spec, ...moment.spec } }
      for (const [name, data] of moment.events ?? []) {
        const id = String(events.length + 1)
        const actor = { kind: name.startsWith('agent.') ? 'agent' : 'system', id: 'agt_1', name: 'codex' } as const
        const event: Event = {
          id,
          name,
          at: T0,
          org: 'org_1',
          project: 'prj_1',
          actor,
          links: { spec: 'spec_1' },
          data,
          action: null,
        }
        events.push(event)
        for (const one of streams) one.write(print(event))
      }
    },
    /** Breaks every connection and refuses new ones until `comeBack`. */
    goAway(): void {
      away = true
      server.closeAllConnections()
    },
    comeBack(): void {
      away = false
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((done) => server.close(done))
    },
  }
}

function send(response: ServerResponse, body: unknown, status = 200): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}

function print(event: Event): string {
  return `id: ${event.id}\ndata: ${JSON.stringify(event)}\n\n`
}
