import { z } from 'zod'
import { Problem, type VerbContext, verb } from '#kernel'
import { ProjectAddress } from '#projects'
import type { Changes } from './changes.ts'
import type { Address, Desk, IssuesDeps } from './desk.ts'
import { issueAssigned, issueUnassigned } from './events.ts'
import { Actor, Issue, Logins, MOST_ASSIGNEES } from './issue.ts'
import { IssueAddress, PageInput } from './issue-verbs.ts'
import type { IssueRow } from './issues.sql.ts'

/** Who works on an issue or pull request. */
export function createAssigneeVerbs({ projects }: IssuesDeps, desk: Desk, changes: Changes) {
  const ofIssue = { scope: projects.changeScope, output: Issue, needs: 'issues:create' }

  async function reassign(
    context: VerbContext,
    address: Address,
    choose: (logins: string[]) => string[],
  ): Promise<IssueRow> {
    const place = await desk.take(context.tx, address)
    await desk.refuseWithoutTending(context, place, 'assign issues')
    const logins = [...new Set(choose(place.issue.assignees.map(({ name }) => name)))]
    if (logins.length > MOST_ASSIGNEES) {
      throw new Problem(
        'invalid',
        'issues.assignees',
        `An issue has at most ${MOST_ASSIGNEES} assignees; unassign somebody first.`,
      )
    }
    return changes.edit(context, place.project, place.issue, { assignees: logins })
  }

  return {
    assignable: verb({
      name: 'issues.assignable',
      http: 'GET /projects/:owner/:name/assignees',
      summary: 'List the people who can be assigned',
      input: ProjectAddress.extend(PageInput),
      output: z.object({ items: z.array(Actor), total: z.number().int() }),
      needs: 'issues:read',
      scope: projects.scope,
      async run({ tx }, { owner, name, page, limit }) {
        const people = await changes.assignable(await projects.get(tx, { owner, name }))
        return { items: people.slice((page - 1) * limit, page * limit), total: people.length }
      },
    }),

    assign: verb({
      name: 'issues.assign',
      http: 'POST /projects/:owner/:name/issues/:number/assignees',
      summary: 'Assign people to an issue or pull request',
      input: IssueAddress.extend({ assignees: Logins }),
      ...ofIssue,
      emits: [issueAssigned.name],
      run: (context, { assignees, ...address }) =>
        reassign(context, address, (logins) => [...logins, ...assignees.map((login) => login.toLowerCase())]),
    }),

    unassign: verb({
      name: 'issues.unassign',
      http: 'DELETE /projects/:owner/:name/issues/:number/assignees',
      summary: 'Take people off an issue or pull request',
      input: IssueAddress.extend({ assignees: Logins }),
      ...ofIssue,
      emits: [issueUnassigned.name],
      run(context, { assignees, ...address }) {
        const gone = new Set(assignees.map((login) => login.toLowerCase()))
        return reassign(context, address, (logins) => logins.filter((login) => !gone.has(login)))
      },
    }),
  }
}
