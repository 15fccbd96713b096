import type { z } from 'zod'
import type { Git } from '#git'
import type { Identity } from '#identity'
import { type ActorRef, type EventType, type Kernel, may, newId, Problem, type Tx, type VerbContext } from '#kernel'
import type { Project, Projects } from '#projects'
import { type IssueRow, lockIssues, selectIssuesByNumber } from './issues.sql.ts'
import { insertTimeline } from './timeline.sql.ts'

export interface IssuesDeps {
  kernel: Kernel
  identity: Identity
  projects: Projects
  git: Git
}

export type Desk = ReturnType<typeof createDesk>

export interface Address {
  owner: string
  name: string
  number: number
}

export interface Place {
  project: Project
  issue: IssueRow
}

/** What every verb about one issue begins and ends with. */
export function createDesk({ projects }: IssuesDeps) {
  /** Whether the actor may change what others wrote, and say what an issue belongs to. */
  async function mayTend({ actor, org }: Pick<VerbContext, 'actor' | 'org'>, project: Project, kind: IssueRow['kind']) {
    const needed = kind === 'pull' ? ['issues:write', 'pulls:write'] : ['issues:write']
    if (needed.some((permission) => may(actor, org, permission))) return true
    // A member who may only read the organisation may have a role in this project.
    const admitted = await projects.admit(actor, project, 'issues:write')
    return needed.some((permission) => may(admitted, org, permission))
  }

  async function find(tx: Tx, { owner, name, number }: Address): Promise<Place> {
    const project = await projects.get(tx, { owner, name })
    const [issue] = await selectIssuesByNumber(tx, project.id, [number])
    if (issue) return { project, issue }
    throw new Problem('not_found', 'issues.not_found', `There is no issue ${number} in ${owner}/${name}.`)
  }

  return {
    find,
    mayTend,

    async refuseWithoutTending(context: VerbContext, at: Place, act: string): Promise<void> {
      if (await mayTend(context, at.project, at.issue.kind)) return
      throw new Problem(
        'forbidden',
        'issues.needs_write',
        `${context.actor.name} may not ${act} here; it needs the permission ${at.issue.kind}s:write, which an admin can grant.`,
      )
    },

    /** What is one's own is changed by oneself, and what is others' by those who tend the project's issues. */
    async refuseOthers(
      context: VerbContext,
      project: Project,
      row: Pick<IssueRow, 'author' | 'kind'> & { what: string },
    ): Promise<void> {
      if (isAuthor(context, row) || (await mayTend(context, project, row.kind))) return
      throw new Problem(
        'forbidden',
        'issues.not_yours',
        `${row.what} is ${row.author.name}'s; changing it needs the permission ${row.kind}s:write, which an admin can grant.`,
      )
    },

    /** A locked conversation goes on among those who tend the project's issues. */
    async refuseLocked(context: VerbContext, { project, issue }: Place): Promise<void> {
      if (!issue.locked || (await mayTend(context, project, issue.kind))) return
      throw new Problem(
        'forbidden',
        'issues.locked',
        `The conversation of ${issue.number} is locked${issue.lockReason ? ` as ${issue.lockReason}` : ''}; only those with ${issue.kind}s:write may add to it.`,
      )
    },

    /** To change it: whoever else wants to waits until this transaction ends. */
    async take(tx: Tx, address: Address): Promise<Place> {
      const project = await projects.get(tx, address)
      await lockIssues(tx, project.id, [address.number])
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
      { tx, actor }: { tx: Tx; actor: ActorRef },
      issue: Pick<IssueRow, 'id' | 'org' | 'project'>,
      { name, data = {}, at }: { name: string; data?: object; at?: string },
    ): Promise<boolean> {
      const { id, org, project } = issue
      const when = at === undefined ? {} : { at }
      return insertTimeline(tx, { id: newId('evt'), org, project, issue: id, name, actor, data, ...when })
    },
  }
}

export function isAuthor({ actor }: Pick<VerbContext, 'actor'>, { author }: Pick<IssueRow, 'author'>): boolean {
  return actor.id === author.id && actor.kind === author.kind
}
