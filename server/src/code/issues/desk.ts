import type { z } from 'zod'
import type { Identity } from '#identity'
import { type EventType, grants, type Kernel, newId, Problem, type Tx, type VerbContext } from '#kernel'
import type { Project, Projects } from '#projects'
import { type IssueRow, lockIssue, selectIssuesByNumber } from './issues.sql.ts'
import { insertTimeline } from './timeline.sql.ts'

export interface IssuesDeps {
  kernel: Kernel
  identity: Identity
  projects: Projects
}

export type Desk = ReturnType<typeof createDesk>

export interface Address {
  owner: string
  name: string
  number: number
}

/** What every verb about one issue begins and ends with. */
export function createDesk({ projects }: IssuesDeps) {
  async function find(tx: Tx, { owner, name, number }: Address): Promise<{ project: Project; issue: IssueRow }> {
    const project = await projects.get(tx, { owner, name })
    const [issue] = await selectIssuesByNumber(tx, project.id, [number])
    if (issue) return { project, issue }
    throw new Problem('not_found', 'issues.not_found', `There is no issue ${number} in ${owner}/${name}.`)
  }

  return {
    find,

    /** To change it: whoever else wants to waits until this transaction ends. */
    async take(tx: Tx, address: Address): Promise<{ project: Project; issue: IssueRow }> {
      const project = await projects.get(tx, address)
      await lockIssue(tx, project.id, address.number)
      return find(tx, address)
    },

    /** Announces a fact about the issue. */
    tell<S extends z.ZodType>(
      { emit }: Pick<VerbContext, 'emit'>,
      event: EventType<S>,
      { id, project, number, kind, title }: IssueRow,
      data: object = {},
    ): void {
      emit(event, { project, data: { issue: id, number, kind, title, ...data } as z.input<S> })
    },

    /** Writes an entry of the timeline; false when it stands there already. */
    note(
      { tx, actor }: Pick<VerbContext, 'tx' | 'actor'>,
      issue: Pick<IssueRow, 'id' | 'org' | 'project'>,
      { name, data = {} }: { name: string; data?: object },
    ): Promise<boolean> {
      const { id, org, project } = issue
      return insertTimeline(tx, { id: newId('evt'), org, project, issue: id, name, actor, data })
    },
  }
}

/** Whether the actor may change what others wrote, and say what an issue belongs to. */
export function mayTend({ actor, org }: Pick<VerbContext, 'actor' | 'org'>, kind: IssueRow['kind']): boolean {
  return may('issues:write') || (kind === 'pull' && may('pulls:write'))

  function may(permission: string): boolean {
    return grants(actor.orgs[org], permission)
  }
}

export function isAuthor({ actor }: Pick<VerbContext, 'actor'>, { author }: Pick<IssueRow, 'author'>): boolean {
  return actor.id === author.id && actor.kind === author.kind
}

/** What is one's own is changed by oneself, and what is others' by those who tend the project's issues. */
export function refuseOthers(context: VerbContext, row: Pick<IssueRow, 'author' | 'kind'>, what: string): void {
  if (isAuthor(context, row) || mayTend(context, row.kind)) return
  throw new Problem(
    'forbidden',
    'issues.not_yours',
    `${what} is ${row.author.name}'s; changing it needs the permission ${row.kind}s:write, which an admin can grant.`,
  )
}

export function refuseWithoutTending(context: VerbContext, kind: IssueRow['kind'], act: string): void {
  if (mayTend(context, kind)) return
  throw new Problem(
    'forbidden',
    'issues.needs_write',
    `${context.actor.name} may not ${act} here; it needs the permission ${kind}s:write, which an admin can grant.`,
  )
}

/** A locked conversation goes on among those who tend the project's issues. */
export function refuseLocked(context: VerbContext, issue: IssueRow): void {
  if (!issue.locked || mayTend(context, issue.kind)) return
  throw new Problem(
    'forbidden',
    'issues.locked',
    `The conversation of ${issue.number} is locked${issue.lockReason ? ` as ${issue.lockReason}` : ''}; only those with ${issue.kind}s:write may add to it.`,
  )
}
