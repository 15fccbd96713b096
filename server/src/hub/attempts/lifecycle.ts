import { z } from 'zod'
import type { AgentRow } from '#agents'
import type { Identity } from '#identity'
import { type Actor, type Kernel, newId, type Tx, verb } from '#kernel'
import type { ClaimedTask, Tasks } from '#tasks'
import { ATTEMPT_STATE } from './attempt.ts'
import { type AttemptRow, endAttempt, insertAttempt, lockAttempt } from './attempts.sql.ts'
import { agentEvents } from './events.ts'
import { MAX_LOST } from './limits.ts'

/** What a token of an attempt allows: to read its project, to report on its task, to ask models. */
const ATTEMPT_PERMISSIONS = [
  'projects:read',
  'git:read',
  'specs:read',
  'tasks:read',
  'tasks:work',
  'attempts:read',
  'pulls:read',
  'checks:read',
  'models:use',
]
/** Longer than any attempt may last; the token is revoked with the attempt, this is for the worst case. */
const TOKEN_MS = 24 * 3_600_000

export interface Usage {
  inputTokens: number
  outputTokens: number
  costUsd: number
}

export interface LifecycleDeps {
  identity: Pick<Identity, 'issueToken' | 'revokeTokens'>
  tasks: Tasks
  costOf(tx: Tx, of: { attempt: string }): Promise<Usage>
  /** Every model call that has ended counts in `costOf` when this resolves. */
  settleUsage(): Promise<void>
}

export interface OpenedAttempt {
  attempt: AttemptRow
  token: string
}

/**
 * The beginning and the end of an attempt, each one transaction. Verbs like any other change, but the server's own: they
 * are not registered, so no door leads to them.
 */
export function createLifecycle(kernel: Kernel, { identity, tasks, costOf, settleUsage }: LifecycleDeps) {
  const openVerb = verb({
    name: 'attempts.open',
    http: 'POST /attempts',
    summary: 'Begin an attempt at a claimed task',
    input: z.object({
      org: z.string(),
      project: z.string(),
      task: z.string(),
      title: z.string(),
      spec: z.string().nullable(),
      agent: z.object({ id: z.string(), name: z.string() }),
      number: z.number(),
      rehearsal: z.boolean(),
      branch: z.string(),
      sandbox: z.enum(['bubblewrap', 'process']),
      fencingToken: z.number(),
    }),
    output: z.object({ attempt: z.string() }),
    needs: 'attempts:write',
    scope: async (_tx, { org }) => org,
    emits: ['agent.started'],
    async run({ tx, emit }, input) {
      const { org, project, task, title, spec, agent, ...rest } = input
      const id = newId('att')
      const log = await kernel.logStreams.create(tx, { org, project, title: `${agent.name}: ${title}` })
      const row = await insertAttempt(tx, {
        ...rest,
        id,
        org,
        project,
        task,
        taskTitle: title,
        spec,
        agentId: agent.id,
        agentName: agent.name,
        server: kernel.serverId,
        log,
      })
      const data = { task, ...(row.rehearsal ? { rehearsal: true as const } : {}) }
      emit(agentEvents.started, { project, links: linksOf(row), data })
      return { attempt: id }
    },
  })

  const finishVerb = verb({
    name: 'attempts.finish',
    http: 'POST /attempts/:attempt/finish',
    summary: 'End an attempt and report on its task',
    input: z.object({
      attempt: z.string(),
      state: z.enum(ATTEMPT_STATE).exclude(['running']),
      commit: z.object({ sha: z.string(), message: z.string(), files: z.number() }).optional(),
      summary: z.string().optional(),
      confidence: z.number().optional(),
      reason: z.string().optional(),
      retry: z.boolean().default(false),
      /** The code of the rule that did not let the work in. */
      refusedBy: z.string().optional(),
      claimedCostUsd: z.number().default(0),
    }),
    output: z.object({ ended: z.boolean() }),
    needs: 'attempts:write',
    scope: async (tx, { attempt }) => (await getLocked(tx, attempt)).org,
    emits: ['agent.committed', 'agent.requested_review', 'agent.finished'],
    async run({ tx, emit, call }, { attempt, state, commit, summary, confidence, reason, ...end }) {
      const { retry, refusedBy, claimedCostUsd } = end
      const row = await getLocked(tx, attempt)
      if (row.state !== 'running') return { ended: false }
      const usage = await costOf(tx, { attempt })
      // The gateway's count is the truth; an agent on its owner's own subscription passes it by and only says what it cost.
      const costUsd = usage.costUsd > 0 ? usage.costUsd : claimedCostUsd
      await endAttempt(tx, attempt, {
        ...usage,
        costUsd,
        state,
        headSha: commit?.sha ?? null,
        summary: summary ?? null,
        confidence: confidence ?? null,
        reason: reason ?? null,
      })
      const about = { project: row.project, links: { ...linksOf(row), ...(commit ? { commit: commit.sha } : {}) } }
      const replayed = row.rehearsal ? { rehearsal: true as const } : {}
      if (commit) emit(agentEvents.committed, { ...about, data: { ...commit, branch: row.branch, ...replayed } })
      if (state === 'succeeded') {
        const data = { summary: summary ?? '', ...(confidence === undefined ? {} : { confidence }), ...replayed }
        emit(agentEvents.requested_review, { ...about, data })
      }
      emit(agentEvents.finished, {
        ...about,
        data: { outcome: state, costUsd, ...(reason === undefined ? {} : { reason }), ...replayed },
      })
      const task = await tasks.find(tx, row.task)
      // Cancelled, or given to somebody else meanwhile: then there is nothing left to report.
      if (task?.status !== 'in_progress' || task.fencingToken !== row.fencingToken) return { ended: true }
      const report = { task: row.task, fencingToken: row.fencingToken }
      if (state === 'succeeded') {
        const result = {
          summary: summary ?? '',
          branch: row.branch,
          attempt,
          ...(commit ? { commit: commit.sha } : {}),
        }
        await call(tasks.verbs.report, { ...report, status: 'completed', result })
      } else if (state === 'lost' && row.fencingToken < MAX_LOST) {
        await call(tasks.verbs.report, { ...report, status: 'pending' })
      } else {
        await call(tasks.verbs.report, {
          ...report,
          status: 'failed',
          reason: reason ?? 'The agent gave no reason.',
          retry,
          ...(refusedBy === undefined ? {} : { result: { refusedBy, attempt } }),
        })
      }
      return { ended: true }
    },
  })

  async function getLocked(tx: Tx, id: string): Promise<AttemptRow> {
    const row = await lockAttempt(tx, id)
    if (!row) throw new Error(`attempt ${id} has vanished`)
    return row
  }

  return {
    async open(
      claim: ClaimedTask,
      agent: AgentRow,
      place: { sandbox: 'bubblewrap' | 'process'; branch: string },
    ): Promise<OpenedAttempt> {
      const project = claim.project!.id
      const { attempt } = await kernel.call(
        openVerb,
        {
          ...place,
          org: agent.org,
          project,
          task: claim.id,
          title: claim.title,
          spec: claim.spec,
          agent: { id: agent.id, name: agent.name },
          number: claim.attempts,
          rehearsal: agent.driver.kind === 'rehearsal',
          fencingToken: claim.fencingToken,
        },
        { actor: { ...serverAs(agent.org, agent), links: {} } },
      )
      return kernel.db.system(async (tx) => {
        const row = await getLocked(tx, attempt)
        const { secret } = await identity.issueToken(tx, {
          kind: 'attempt',
          subject: attempt,
          name: agent.name,
          org: agent.org,
          projects: [project],
          permissions: ATTEMPT_PERMISSIONS,
          links: linksOf(row),
          expiresAt: new Date(Date.now() + TOKEN_MS),
        })
        kernel.masks.add(secret)
        return { attempt: row, token: secret }
      })
    },

    /** False when the attempt had ended before. */
    async finish(attempt: AttemptRow, end: Omit<z.input<typeof finishVerb.input>, 'attempt'>): Promise<boolean> {
      const actor = serverAs(attempt.org, { id: attempt.agentId, name: attempt.agentName })
      await settleUsage()
      const { ended } = await kernel.call(finishVerb, { ...end, attempt: attempt.id }, { actor })
      await kernel.db.system((tx) => identity.revokeTokens(tx, { kind: 'attempt', subject: attempt.id }))
      await kernel.logStreams.finish(attempt.log)
      return ended
    },
  }
}

/** The server acting in the name of an agent: what it records was the agent's doing. */
export function serverAs(org: string, agent: { id: string; name: string }): Actor {
  return { kind: 'agent', id: agent.id, name: agent.name, orgs: { [org]: ['*'] } }
}

export function linksOf(row: Pick<AttemptRow, 'id' | 'task' | 'agentId' | 'spec'>) {
  return { task: row.task, attempt: row.id, agent: row.agentId, ...(row.spec ? { spec: row.spec } : {}) }
}
