import { z } from 'zod'
import { ProjectRef } from '#projects'
import type { Evidence } from './evidence.ts'

export const WORK_ITEM_KINDS = [
  'project',
  'spec',
  'task',
  'attempt',
  'pull',
  'check',
  'run',
  'deployment',
  'metric',
] as const

/** One node of the work-item graph. */
export const WorkItem = z
  .object({
    id: z.string(),
    kind: z.enum(WORK_ITEM_KINDS),
    title: z.string(),
    state: z.string(),
    project: ProjectRef,
    at: z.string(),
    href: z.string(),
  })
  .meta({ id: 'WorkItem' })
export type WorkItem = z.output<typeof WorkItem>

export const Edge = z.object({ from: z.string(), to: z.string(), relation: z.string() })
export type Edge = z.output<typeof Edge>

export interface Graph {
  nodes: WorkItem[]
  edges: Edge[]
}

/** The graph of one spec: from each node everything else can be reached. */
export function drawGraph(evidence: Evidence): Graph {
  const { spec, tasks, attempts, pull, checks, runs, deployment, metrics } = evidence
  const { project } = spec
  const home = `/${project.owner}/${project.name}`
  const nodes: WorkItem[] = []
  const edges: Edge[] = []
  const add = (node: Omit<WorkItem, 'project'>, from?: string | null, relation = ''): void => {
    nodes.push({ ...node, project })
    if (from) edges.push({ from, to: node.id, relation })
  }

  add({
    id: project.id,
    kind: 'project',
    title: `${project.owner}/${project.name}`,
    state: 'active',
    at: spec.createdAt,
    href: home,
  })
  add(
    {
      id: spec.id,
      kind: 'spec',
      title: spec.title,
      state: spec.outcome ?? spec.state,
      at: spec.createdAt,
      href: `/specs/${spec.id}`,
    },
    project.id,
    'asks for',
  )
  for (const task of tasks) {
    add(
      {
        id: task.id,
        kind: 'task',
        title: task.title,
        state: task.status,
        at: task.createdAt,
        href: `/tasks?task=${task.id}`,
      },
      spec.id,
      'is split into',
    )
  }
  for (const attempt of attempts) {
    const title = `Attempt ${attempt.number} by ${attempt.agent.name}`
    add(
      {
        id: attempt.id,
        kind: 'attempt',
        title,
        state: attempt.state,
        at: attempt.startedAt,
        href: `/specs/${spec.id}#${attempt.id}`,
      },
      attempt.task,
      'was tried in',
    )
  }
  if (pull) {
    const from = attempts.findLast((attempt) => attempt.state === 'succeeded')?.id ?? spec.id
    add(
      {
        id: pull.id,
        kind: 'pull',
        title: `#${pull.number} ${pull.title}`,
        state: pull.state,
        at: pull.createdAt,
        href: `${home}/pull/${pull.number}`,
      },
      from,
      'led to',
    )
  }
  for (const run of runs) {
    add(
      {
        id: run.id,
        kind: 'run',
        title: `${run.workflow} #${run.number}`,
        state: run.conclusion ?? run.status,
        at: run.createdAt,
        href: `${home}/actions/runs/${run.id}`,
      },
      pull?.id,
      'is tested by',
    )
  }
  for (const check of checks) {
    const from = runs.find((run) => run.id === check.run)?.id ?? pull?.id
    add(
      {
        id: check.id,
        kind: 'check',
        title: check.name,
        state: check.conclusion ?? check.status,
        at: check.startedAt ?? spec.createdAt,
        href: `${home}/pull/${pull?.number}?tab=checks`,
      },
      from,
      'reports',
    )
  }
  if (deployment) {
    add(
      {
        id: deployment.id,
        kind: 'deployment',
        title: `Deployment ${deployment.number}`,
        state: deployment.state,
        at: deployment.createdAt,
        href: `${home}/deployments/${deployment.id}`,
      },
      pull?.id ?? spec.id,
      'is deployed as',
    )
  }
  if (metrics) {
    add(
      {
        id: `metrics:${spec.id}`,
        kind: 'metric',
        title: 'Metrics',
        state: metrics.leadTimeMs === null ? 'open' : 'final',
        at: spec.finishedAt ?? spec.updatedAt,
        href: `/specs/${spec.id}#metrics`,
      },
      deployment?.id ?? spec.id,
      'is measured by',
    )
  }
  return { nodes, edges }
}
