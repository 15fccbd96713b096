import { join } from 'node:path'
import { z } from 'zod'
import type { Git } from '#git'
import { event, type Kernel, Problem, type StoredEvent, type Tx, type VerbContext, verb } from '#kernel'
import { ProjectAddress } from '#projects'
import { Spec, type SpecRow } from '#specs'
import { createActionBus } from './actions.ts'
import { BoardItem, COLUMNS, columnOf } from './board.ts'
import { Step } from './chain.ts'
import { createEvidence, Evidence, type EvidenceDeps } from './evidence.ts'
import { drawGraph, Edge, WORK_ITEM_KINDS, WorkItem } from './graph.ts'
import { FlowMetrics, measureFlow } from './metrics.ts'
import { eventsNamed, publicName } from './names.ts'

export interface WorkflowDeps extends EvidenceDeps {
  git: Git
}

export const factRecorded = event(
  'fact.recorded',
  z.object({ name: z.string(), data: z.record(z.string(), z.unknown()) }),
)

const FlowEvent = z
  .object({
    id: z.string(),
    type: z.string(),
    name: z.string(),
    at: z.string(),
    project: z.string().nullable(),
    actor: z.object({ kind: z.string(), id: z.string(), name: z.string() }),
    links: z.record(z.string(), z.string()),
    data: z.any(),
  })
  .meta({ id: 'FlowEvent' })

/** Specs the board looks at: all that are open, and the newest that have ended. */
const BOARD_SPECS = 60
const METRICS_SPECS = 200
const DEFAULT_PERIOD_DAYS = 30

export type Workflow = ReturnType<typeof createWorkflow>

/** The path from spec to evidence as people look at it: evidence, graph, board, figures, events, and the action bus. */
export function createWorkflow(kernel: Kernel, deps: WorkflowDeps) {
  kernel.migrations('workflow', join(import.meta.dirname, 'migrations'))
  const { projects, specs } = deps
  const gather = createEvidence(deps)
  const bus = createActionBus(kernel)
  bus.handle('create_spec', specs.verbs.create)
  bus.handle('submit_spec', specs.verbs.submit)
  bus.handle('approve_spec', specs.verbs.approve)
  bus.handle('create_task', deps.tasks.verbs.create)
  bus.handle('create_branch', deps.git.verbs.createBranch)
  bus.handle('create_pr', deps.pulls.verbs.create)
  bus.handle('merge_pr', deps.pulls.verbs.merge)
  bus.handle('run_check', deps.ci.verbs.rerun)
  bus.handle('deploy', deps.deployments.verbs.create)

  async function gatherAll(context: VerbContext, rows: SpecRow[]): Promise<Evidence[]> {
    const all: Evidence[] = []
    for (const row of rows) all.push(await gather(context, row)) // one transaction has one connection
    return all
  }

  async function specOf({ tx, call }: VerbContext, kind: string, id: string): Promise<string | undefined> {
    if (kind === 'spec') return id
    if (kind === 'metric') return id.replace(/^metrics:/, '')
    if (kind === 'task') return (await call(deps.tasks.verbs.get, { task: id })).spec ?? undefined
    if (kind === 'attempt')
      return specOf({ tx, call } as VerbContext, 'task', (await call(deps.attempts.verbs.get, { attempt: id })).task)
    // The others know their commit; the events that made them know their spec.
    const link = kind === 'check' ? undefined : (kind as 'pull' | 'run' | 'deployment')
    const events = link ? await kernel.events.before(tx, undefined, 20, { links: { [link]: id } }) : []
    const found = events.find((e) => e.links.spec)?.links.spec
    return found ?? (await specByNode({ tx, call } as VerbContext, id))
  }

  /** Looks through the newest specs for one whose evidence holds the node. */
  async function specByNode(context: VerbContext, id: string): Promise<string | undefined> {
    for (const row of await specs.list(context.tx, { limit: BOARD_SPECS })) {
      const evidence = await gather(context, row)
      if (drawGraph(evidence).nodes.some((node) => node.id === id)) return row.id
    }
    return undefined
  }

  const projectId = async (tx: Tx, project: string | undefined): Promise<string | undefined> => {
    if (!project?.includes('/')) return project
    const [owner = '', name = ''] = project.split('/')
    return (await projects.get(tx, { owner, name })).id
  }

  const verbs = {
    evidence: verb({
      name: 'specs.evidence',
      http: 'GET /specs/:spec/evidence',
      summary: 'Show everything that came of a spec',
      input: z.object({ spec: z.string() }),
      output: Evidence,
      needs: 'specs:read',
      scope: specs.scope,
      run: async (context, { spec }) => gather(context, await specs.get(context.tx, spec)),
    }),

    board: verb({
      name: 'workflow.board',
      http: 'GET /board',
      summary: 'Show the Flow board',
      input: z.object({ project: z.string().optional() }),
      output: z.object({
        columns: z.array(z.object({ key: z.enum(COLUMNS), items: z.array(BoardItem) })),
        metrics: FlowMetrics,
      }),
      needs: 'specs:read',
      scope: 'account',
      async run(context, { project }) {
        const rows = await specs.list(context.tx, { project: await projectId(context.tx, project), limit: BOARD_SPECS })
        const all = await gatherAll(context, rows)
        const items = all.map((e) => ({
          column: columnOf(e),
          item: { spec: e.spec, chain: e.chain, costUsd: e.metrics?.costUsd ?? null },
        }))
        return {
          columns: COLUMNS.map((key) => ({ key, items: items.filter((i) => i.column === key).map((i) => i.item) })),
          metrics: measureFlow(all, { periodDays: DEFAULT_PERIOD_DAYS, now: new Date() }),
        }
      },
    }),

    flow: verb({
      name: 'workflow.flow',
      http: 'GET /workflow/flow/:owner/:name',
      summary: 'Show the flow of a project: its specs with their chains, and its figures',
      input: ProjectAddress,
      output: z.object({
        project: z.object({ id: z.string(), owner: z.string(), name: z.string() }),
        specs: z.array(z.object({ spec: Spec, chain: z.array(Step) })),
        metrics: FlowMetrics,
      }),
      needs: 'specs:read',
      scope: projects.scope,
      async run(context, address) {
        const { id, owner, name } = await projects.get(context.tx, address)
        const all = await gatherAll(context, await specs.list(context.tx, { project: id, limit: BOARD_SPECS }))
        return {
          project: { id, owner, name },
          specs: all.map(({ spec, chain }) => ({ spec, chain })),
          metrics: measureFlow(all, { periodDays: DEFAULT_PERIOD_DAYS, now: new Date() }),
        }
      },
    }),

    metrics: verb({
      name: 'projects.metrics',
      http: 'GET /projects/:owner/:name/metrics',
      summary: 'Show lead time, cost, build and deploy time of a project',
      input: ProjectAddress.extend({ periodDays: z.number().int().min(1).max(365).default(DEFAULT_PERIOD_DAYS) }),
      output: FlowMetrics,
      needs: 'specs:read',
      scope: projects.scope,
      async run(context, { periodDays, ...address }) {
        const project = await projects.get(context.tx, address)
        const all = await gatherAll(
          context,
          await specs.list(context.tx, { project: project.id, limit: METRICS_SPECS }),
        )
        return measureFlow(all, { periodDays, now: new Date() })
      },
    }),

    workItems: verb({
      name: 'workflow.workItems',
      http: 'GET /workflow/workitems',
      summary: 'List work items of every kind, newest first',
      input: z.object({
        project: z.string().optional(),
        kind: z.enum(WORK_ITEM_KINDS).optional(),
        limit: z.number().int().min(1).max(500).default(200),
      }),
      output: z.object({ items: z.array(WorkItem) }),
      needs: 'specs:read',
      scope: 'account',
      async run(context, { project, kind, limit }) {
        const rows = await specs.list(context.tx, { project: await projectId(context.tx, project), limit: BOARD_SPECS })
        const nodes = (await gatherAll(context, rows)).flatMap((evidence) => drawGraph(evidence).nodes)
        const items = [...new Map(nodes.map((node) => [node.id, node])).values()]
          .filter((node) => !kind || node.kind === kind)
          .sort((a, b) => b.at.localeCompare(a.at))
        return { items: items.slice(0, limit) }
      },
    }),

    graph: verb({
      name: 'workflow.graph',
      http: 'GET /workflow/graph/:kind/:id',
      summary: 'Show the work items around one, with their links',
      input: z.object({ kind: z.enum(WORK_ITEM_KINDS), id: z.string() }),
      output: z.object({ nodes: z.array(WorkItem), edges: z.array(Edge) }),
      needs: 'specs:read',
      scope: 'account',
      async run(context, { kind, id }) {
        if (kind === 'project') {
          const project = await projects.getById(context.tx, id)
          const all = await gatherAll(
            context,
            await specs.list(context.tx, { project: project.id, limit: BOARD_SPECS }),
          )
          const graphs = all.map(drawGraph)
          const nodes = new Map(graphs.flatMap((g) => g.nodes).map((node) => [node.id, node]))
          return { nodes: [...nodes.values()], edges: graphs.flatMap((g) => g.edges) }
        }
        const spec = await specOf(context, kind, id)
        if (!spec)
          throw new Problem(
            'not_found',
            'workflow.no_item',
            `There is no ${kind} ${id} that belongs to a spec you can see.`,
          )
        return drawGraph(await gather(context, await specs.get(context.tx, spec)))
      },
    }),

    events: verb({
      name: 'workflow.events',
      http: 'GET /workflow/events',
      summary: 'List the events of the flow in order, under their public names',
      input: z.object({
        after: z.string().optional(),
        type: z.string().max(60).optional(),
        project: z.string().optional(),
        spec: z.string().optional(),
        limit: z.number().int().min(1).max(500).default(100),
      }),
      output: z.object({ items: z.array(FlowEvent), next: z.string().optional() }),
      needs: 'events:read',
      scope: 'account',
      async run({ tx }, { after, type, project, spec, limit }) {
        const filter = {
          project: await projectId(tx, project),
          names: type ? eventsNamed(type) : undefined,
          links: spec ? { spec } : undefined,
        }
        const stored = await kernel.events.after(tx, after, limit, filter)
        const items = stored.map(printEvent).filter((item) => !type || item.type === type)
        return { items, ...(stored.length === limit ? { next: stored.at(-1)!.id } : {}) }
      },
    }),

    recordEvent: verb({
      name: 'workflow.recordEvent',
      http: 'POST /workflow/events',
      summary: 'Record a fact from outside, such as a test result or an incident',
      input: ProjectAddress.extend({
        type: z.string().regex(/^[A-Z][A-Z0-9_]{1,58}$/, 'use a name such as INCIDENT_OPENED'),
        spec: z.string().max(60).optional(),
        data: z.record(z.string(), z.unknown()).default({}),
      }),
      output: z.object({}),
      needs: 'workflow:write',
      scope: projects.scope,
      status: 201,
      emits: ['fact.recorded'],
      async run({ tx, emit }, { owner, name, type, spec, data }) {
        const project = await projects.get(tx, { owner, name })
        if (spec) await specs.get(tx, spec)
        emit(factRecorded, { project: project.id, links: spec ? { spec } : {}, data: { name: type, data } })
        return {}
      },
    }),
  }
  kernel.verbs.register(...Object.values(verbs))

  return { verbs: { ...verbs, ...bus.verbs }, handle: bus.handle }
}

function printEvent(stored: StoredEvent): z.output<typeof FlowEvent> {
  const { id, name, at, project, actor, links, data } = stored
  return { id, type: publicName(stored), name, at, project, actor, links, data }
}
