import type { z } from 'zod'
import type { Checks } from '#checks'
import type { Git } from '#git'
import type { Identity } from '#identity'
import type { Issues } from '#issues'
import { type EventType, type Kernel, may, Problem, type Tx, type VerbContext } from '#kernel'
import type { Project, Projects } from '#projects'
import { createChronicle } from './chronicle.ts'
import { presentPulls } from './present.ts'
import type { Pull } from './pull.ts'
import { type PullRow, type StoredPull, selectPull } from './pulls.sql.ts'

export interface PullsDeps {
  kernel: Kernel
  identity: Identity
  projects: Projects
  issues: Issues
  git: Git
  checks: Checks
}

export type Desk = ReturnType<typeof createDesk>

/** What every verb about one pull request begins and ends with. */
export function createDesk({ projects, issues, checks, git }: PullsDeps) {
  /** With the issue that each of them is. */
  async function complete(tx: Tx, rows: readonly StoredPull[]): Promise<PullRow[]> {
    const found = await issues.byIds(
      tx,
      rows.map(({ id }) => id),
    )
    return rows.map((row, at) => ({ ...row, issue: found[at]! }))
  }

  /** Whether the actor may do it in this project: as a member, as a guest, or by a role in the project alone. */
  async function allows(
    { actor, org }: Pick<VerbContext, 'actor' | 'org'>,
    project: Project,
    permission: string,
  ): Promise<boolean> {
    return may(actor, org, permission) || may(await projects.admit(actor, project, permission), org, permission)
  }

  return {
    complete,
    allows,
    chronicle: createChronicle({ issues, git }),

    async open(
      tx: Tx,
      { owner, name, number }: { owner: string; name: string; number: number },
    ): Promise<{ project: Project; pull: PullRow }> {
      const project = await projects.get(tx, { owner, name })
      const stored = await selectPull(tx, project.id, number)
      const [pull] = stored ? await complete(tx, [stored]) : []
      if (pull) return { project, pull }
      throw new Problem('not_found', 'pulls.not_found', `There is no pull request ${number} in ${owner}/${name}.`)
    },

    /** One's own pull request is changed by oneself, and what is others' by those who may write. */
    async refuseOthers(context: VerbContext, project: Project, { number, issue }: PullRow): Promise<void> {
      if (issue.author.id === context.actor.id || (await allows(context, project, 'pulls:write'))) return
      throw new Problem(
        'forbidden',
        'pulls.not_yours',
        `Pull request ${number} is ${issue.author.name}'s; changing it needs the permission pulls:write, which an admin can grant.`,
      )
    },

    async present(tx: Tx, project: Project, pull: PullRow): Promise<Pull> {
      const [presented] = await presentPulls(tx, { checks, git }, project, [pull])
      return presented!
    },

    /** Announces a fact about the pull request with the links everything about it carries. */
    tell<S extends z.ZodType>(
      { emit }: Pick<VerbContext, 'emit'>,
      event: EventType<S>,
      pull: PullRow,
      data: object = {},
    ): void {
      const links = { pull: pull.id, commit: pull.headSha, ...(pull.spec ? { spec: pull.spec } : {}) }
      emit(event, {
        project: pull.project,
        links,
        data: { pull: pull.id, number: pull.number, title: pull.issue.title, ...data } as z.input<S>,
      })
    },
  }
}

export function headOf(pull: PullRow): { branch: string; sha: string } {
  return { branch: pull.headBranch, sha: pull.headSha }
}

export function baseOf(pull: PullRow): { branch: string; sha: string } {
  return { branch: pull.baseBranch, sha: pull.baseSha }
}
