import type { z } from 'zod'
import type { Checks } from '#checks'
import type { Git } from '#git'
import { type EventType, type Kernel, Problem, type Tx, type VerbContext } from '#kernel'
import type { Project, Projects } from '#projects'
import { presentPulls } from './present.ts'
import type { Pull } from './pull.ts'
import { type PullRow, selectPull } from './pulls.sql.ts'

export interface PullsDeps {
  kernel: Kernel
  projects: Projects
  git: Git
  checks: Checks
}

export type Desk = ReturnType<typeof createDesk>

/** What every verb about one pull request begins and ends with. */
export function createDesk({ projects, checks }: PullsDeps) {
  return {
    async open(
      tx: Tx,
      { owner, name, number }: { owner: string; name: string; number: number },
    ): Promise<{ project: Project; pull: PullRow }> {
      const project = await projects.get(tx, { owner, name })
      const pull = await selectPull(tx, project.id, number)
      if (pull) return { project, pull }
      throw new Problem('not_found', 'pulls.not_found', `There is no pull request ${number} in ${owner}/${name}.`)
    },

    async present(tx: Tx, project: Project, pull: PullRow): Promise<Pull> {
      const [presented] = await presentPulls(tx, checks, project, [pull])
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
        data: { pull: pull.id, number: pull.number, title: pull.title, ...data } as z.input<S>,
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
