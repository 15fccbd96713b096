import { z } from 'zod'
import { actorRef, newId, Problem, verb } from '#kernel'
import { ProjectAddress, type Projects } from '#projects'
import { Sha } from './check-run.ts'
import { statusReported } from './events.ts'
import { CommitStatus, combine, StatusContext, StatusDescription, StatusState, StatusTarget } from './status.ts'
import {
  countStatuses,
  insertStatus,
  lockContext,
  selectLastStatuses,
  selectStatus,
  selectStatuses,
} from './statuses.sql.ts'

/** GitHub's limit. A reporter that passes it reports in a loop. */
export const MOST_STATUSES = 1000

const AtCommit = ProjectAddress.extend({ sha: Sha })

/** Commit statuses: the older, smaller way to say something about a commit, which many tools still use. */
export function createStatusVerbs({ projects }: { projects: Projects }) {
  return {
    reportStatus: verb({
      name: 'statuses.report',
      http: 'POST /projects/:owner/:name/commits/:sha/statuses',
      summary: 'Report a status of a commit',
      input: AtCommit.extend({
        context: StatusContext.default('default'),
        state: StatusState,
        description: StatusDescription.default(''),
        targetUrl: StatusTarget.nullable().default(null),
      }),
      output: CommitStatus,
      needs: 'checks:write',
      scope: projects.scope,
      status: 201,
      emits: [statusReported.name],
      async run({ tx, actor, emit }, { owner, name, ...report }) {
        const project = await projects.get(tx, { owner, name })
        const at = { project: project.id, sha: report.sha, context: report.context }
        await lockContext(tx, at)
        if ((await countStatuses(tx, at)) >= MOST_STATUSES) {
          throw new Problem(
            'conflict',
            'statuses.too_many',
            `This commit has ${MOST_STATUSES} statuses of ${report.context} already; report under another context.`,
          )
        }
        const row = { ...report, id: newId('sts'), org: project.org, project: project.id, creator: actorRef(actor) }
        const status = await insertStatus(tx, row)
        emit(statusReported, {
          project: project.id,
          links: { commit: status.sha },
          data: { status: status.id, sha: status.sha, context: status.context, state: status.state },
        })
        return status
      },
    }),

    statuses: verb({
      name: 'statuses.list',
      http: 'GET /projects/:owner/:name/commits/:sha/statuses',
      summary: 'List the statuses of a commit, newest first',
      input: AtCommit.extend({
        page: z.number().int().min(1).default(1),
        limit: z.number().int().min(1).max(100).default(30),
      }),
      output: z.object({ items: z.array(CommitStatus), total: z.number() }),
      needs: 'checks:read',
      scope: projects.scope,
      async run({ tx }, { sha, page, limit, ...address }) {
        const { id: project } = await projects.get(tx, address)
        const items = await selectStatuses(tx, { project, sha, limit, offset: (page - 1) * limit })
        return { items, total: await countStatuses(tx, { project, sha }) }
      },
    }),

    getStatus: verb({
      name: 'statuses.get',
      http: 'GET /projects/:owner/:name/statuses/:status',
      summary: 'Show a status',
      input: ProjectAddress.extend({ status: z.string().max(60).describe('Id or number of the status.') }),
      output: CommitStatus,
      needs: 'checks:read',
      scope: projects.scope,
      async run({ tx }, { status, ...address }) {
        const project = await projects.get(tx, address)
        const found = await selectStatus(tx, project.id, status)
        if (found) return found
        throw new Problem(
          'not_found',
          'checks.no_status',
          `There is no status ${status} in ${project.owner}/${project.name}.`,
        )
      },
    }),

    combinedStatus: verb({
      name: 'statuses.combined',
      http: 'GET /projects/:owner/:name/commits/:sha/status',
      summary: 'Show the last status of each context of a commit, and what they come to',
      input: AtCommit,
      output: z.object({ state: z.enum(['failure', 'pending', 'success']), items: z.array(CommitStatus) }),
      needs: 'checks:read',
      scope: projects.scope,
      async run({ tx }, { sha, ...address }) {
        const items = await selectLastStatuses(tx, (await projects.get(tx, address)).id, sha)
        return { state: combine(items.map(({ state }) => state)), items }
      },
    }),
  }
}
