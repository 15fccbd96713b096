import { readConfig } from '../server/src/config.ts'
import { createAgents } from '../server/src/hub/agents/index.ts'
import { createTasks } from '../server/src/hub/tasks/index.ts'
import { createKernel, type Kernel, systemActor } from '../server/src/kernel/index.ts'
import { createIdentity } from '../server/src/platform/identity/index.ts'
import { createProjects } from '../server/src/platform/projects/index.ts'
import { dataFolder } from './data-folder.ts'
import type { BenchRow } from './row.ts'

const TASKS = 10_000
const AGENTS = 32
const TARGET_PER_SECOND = 2_000

/** Claims through the verb (authorization, row-level security, audit record, event) against bare SQL, on the same database. */
export default async function taskClaim(): Promise<BenchRow[]> {
  using folder = dataFolder()
  const kernel = await createKernel(
    readConfig({ DEVFLOW_DATA: folder.path, DEVFLOW_REHEARSAL: 'off', DEVFLOW_LOG_LEVEL: 'error' }),
  )
  const identity = createIdentity(kernel)
  const projects = createProjects(kernel, { identity })
  const agents = createAgents(kernel, { identity, searchPath: [] })
  const tasks = createTasks(kernel, { projects, agents })
  await kernel.start()
  try {
    const actor = systemActor('org_bench', 'bench')
    const ids = await Promise.all(
      Array.from({ length: AGENTS }, async (_, i) => {
        const agent = await kernel.call(agents.verbs.create, { name: `agent ${i}` }, { actor })
        return agent.id
      }),
    )
    await fill(kernel)
    await rate(200, ids, (agent) => kernel.call(tasks.verbs.claimNext, { agent }, { actor })) // warm up
    const verb = await rate(TASKS - 200, ids, (agent) => kernel.call(tasks.verbs.claimNext, { agent }, { actor }))
    await fill(kernel)
    const bare = await rate(TASKS, ids, (agent) => kernel.db.pool.query(BARE, [agent]))
    return [
      {
        claim: `task claims through the verb, ${AGENTS} agents at once`,
        value: `${Math.round(verb)}/s`,
        target: `≥ ${TARGET_PER_SECOND}/s`,
        met: verb >= TARGET_PER_SECOND,
      },
      {
        claim: 'the same as a share of bare SKIP LOCKED SQL',
        value: `${(verb / bare).toFixed(2)} of ${Math.round(bare)}/s`,
        target: 'shown',
        met: true,
      },
    ]
  } finally {
    await kernel.stop()
  }
}

/** What a hand-written queue does, and nothing else. */
const BARE = `update tasks.tasks set status = 'in_progress', agent_id = $1 where id = (
  select id from tasks.tasks where org_id = 'org_bench' and status = 'pending' and waiting_for = 0
  order by priority desc, available_at, id limit 1 for update skip locked) returning id`

async function fill(kernel: Kernel): Promise<void> {
  await kernel.db.system(async (tx) => {
    await tx.query('truncate tasks.tasks cascade')
    await tx.query(
      `insert into tasks.tasks (id, org_id, title, description, kind, priority, max_attempts)
       select 'tsk_' || lpad(i::text, 6, '0'), 'org_bench', 'task ' || i, '', 'other', 1 + i % 5, 2 from generate_series(1, $1) i`,
      [TASKS],
    )
  })
  await kernel.db.pool.query('vacuum analyze tasks.tasks')
}

/** Calls a second, the agents taking turns without waiting for one another. */
async function rate(calls: number, agents: string[], call: (agent: string) => Promise<unknown>): Promise<number> {
  let left = calls
  const started = performance.now()
  await Promise.all(
    agents.map(async (agent) => {
      while (left-- > 0) await call(agent)
    }),
  )
  return calls / ((performance.now() - started) / 1_000)
}
