import { z } from 'zod'
import { Problem, type Tx, verb } from '#kernel'
import { ProjectAddress } from '#projects'
import type { Changes } from './changes.ts'
import { selectCommentsById } from './comments.sql.ts'
import type { Desk, IssuesDeps } from './desk.ts'
import { issueClosed } from './events.ts'
import { Issue, TimelineEntry } from './issue.ts'
import { IssueAddress, PageInput } from './issue-verbs.ts'
import { selectIssuesById } from './issues.sql.ts'
import { selectTimeline, selectTimelineEvent, selectTimelineEvents, type TimelineRow } from './timeline.sql.ts'

/** What happened to issues and pull requests. */
export function createTimelineVerbs({ projects }: IssuesDeps, desk: Desk, changes: Changes) {
  const list = { scope: projects.scope, output: z.object({ items: z.array(TimelineEntry), total: z.number().int() }) }

  return {
    timeline: verb({
      name: 'issues.timeline',
      http: 'GET /projects/:owner/:name/issues/:number/timeline',
      summary: 'Show what happened to an issue or pull request and what was said, oldest first',
      input: IssueAddress.extend(PageInput),
      ...list,
      needs: 'issues:read',
      async run({ tx }, { page, limit, ...address }) {
        const { issue } = await desk.find(tx, address)
        const { items, total } = await selectTimeline(tx, issue.id, { page, limit })
        return { items: await complete(tx, items), total }
      },
    }),

    events: verb({
      name: 'issues.events',
      http: 'GET /projects/:owner/:name/issues/:number/events',
      summary: 'Show what happened to an issue or pull request, without comments',
      input: IssueAddress.extend(PageInput),
      ...list,
      needs: 'issues:read',
      async run({ tx }, { page, limit, ...address }) {
        const { project, issue } = await desk.find(tx, address)
        const { items, total } = await selectTimelineEvents(
          tx,
          { project: project.id, issue: issue.id },
          { page, limit },
        )
        return { items: await complete(tx, items), total }
      },
    }),

    allEvents: verb({
      name: 'issues.allEvents',
      http: 'GET /projects/:owner/:name/issue-events',
      summary: 'Show what happened to the issues and pull requests of a project, newest first',
      input: ProjectAddress.extend(PageInput),
      ...list,
      needs: 'issues:read',
      async run({ tx }, { page, limit, ...address }) {
        const project = await projects.get(tx, address)
        const { items, total } = await selectTimelineEvents(tx, { project: project.id }, { page, limit })
        return { items: await complete(tx, items, { withIssue: true }), total }
      },
    }),

    getEvent: verb({
      name: 'issues.getEvent',
      http: 'GET /projects/:owner/:name/issue-events/:entry',
      summary: 'Show one thing that happened to an issue',
      input: ProjectAddress.extend({ entry: z.string().max(100).describe('Its id, or its databaseId.') }),
      output: TimelineEntry,
      needs: 'issues:read',
      scope: projects.scope,
      async run({ tx }, { entry, ...address }) {
        const project = await projects.get(tx, address)
        const row = await selectTimelineEvent(tx, project.id, entry)
        if (row) return (await complete(tx, [row], { withIssue: true }))[0]!
        throw new Problem(
          'not_found',
          'issues.no_event',
          `There is no event ${entry} in ${project.owner}/${project.name}.`,
        )
      },
    }),

    refer: verb({
      name: 'issues.refer',
      http: 'POST /projects/:owner/:name/issues/:number/references',
      summary: 'Note that a commit names an issue, and close the issue if the commit does',
      input: IssueAddress.extend({
        commit: z.string().regex(/^[0-9a-f]{40}$/, 'give the full id of the commit'),
        closes: z.boolean().default(false),
      }),
      output: Issue,
      needs: 'issues:write',
      scope: projects.scope,
      emits: [issueClosed.name],
      async run(context, { commit, closes, ...address }) {
        const { issue } = await desk.take(context.tx, address)
        const isNew = await desk.note(context, issue, { name: 'referenced', data: { commit } })
        // A commit that was told of before closes nothing again: somebody may have reopened it since.
        if (!isNew || !closes || issue.kind === 'pull') return issue
        return changes.setState(context, issue, { state: 'closed', commit })
      },
    }),
  }
}

/** With the comments, and the issues that mention this one. */
async function complete(tx: Tx, rows: readonly TimelineRow[], { withIssue = false } = {}): Promise<TimelineEntry[]> {
  const said = rows.filter(({ name }) => name === 'commented').map(({ id }) => id)
  const comments = new Map((await selectCommentsById(tx, said)).map((comment) => [comment.id, comment]))
  const sources = rows.flatMap(({ data }) => (typeof data.source === 'string' ? data.source : []))
  const ids = new Set([...(withIssue ? rows.map(({ issue }) => issue) : []), ...sources])
  const issues = new Map((await selectIssuesById(tx, [...ids])).map((issue) => [issue.id, issue]))
  return rows.map(({ issue, createdAt, ...row }) => ({
    ...row,
    issue: withIssue ? (issues.get(issue) ?? null) : null,
    comment: comments.get(row.id) ?? null,
    source: issues.get(String(row.data.source)) ?? null,
    createdAt: createdAt.toISOString(),
  }))
}
