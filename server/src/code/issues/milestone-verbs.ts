import { z } from 'zod'
import { actorRef, newId, Problem, verb } from '#kernel'
import { type Project, ProjectAddress } from '#projects'
import { getMilestone } from './changes.ts'
import type { IssuesDeps } from './desk.ts'
import { milestoneClosed, milestoneCreated, milestoneDeleted, milestoneEdited, milestoneOpened } from './events.ts'
import { Body, Label, Milestone, MilestoneNumber, STATES } from './issue.ts'
import { PageInput } from './issue-verbs.ts'
import { selectLabelsInMilestone } from './labels.sql.ts'
import { deleteMilestone, insertMilestone, selectMilestones, updateMilestone } from './milestones.sql.ts'

const MilestoneAddress = ProjectAddress.extend({ milestone: MilestoneNumber })
const MilestoneTitle = z.string().trim().min(1).max(255)
const DueOn = z.iso.datetime({ offset: true }).nullable()

/** What issues and pull requests are planned for. */
export function createMilestoneVerbs({ projects }: IssuesDeps) {
  const common = { scope: projects.scope, output: Milestone }

  return {
    milestones: verb({
      name: 'milestones.list',
      http: 'GET /projects/:owner/:name/milestones',
      summary: 'List the milestones of a project',
      input: ProjectAddress.extend({
        state: z.enum([...STATES, 'all']).default('open'),
        sort: z.enum(['dueOn', 'completeness', 'number']).default('dueOn'),
        direction: z.enum(['asc', 'desc']).default('asc'),
        ...PageInput,
      }),
      output: z.object({ items: z.array(Milestone), total: z.number().int() }),
      needs: 'issues:read',
      scope: projects.scope,
      async run({ tx }, { owner, name, page, limit, ...filter }) {
        const project = await projects.get(tx, { owner, name })
        return selectMilestones(tx, { project: project.id, ...filter }, { page, limit })
      },
    }),

    getMilestone: verb({
      name: 'milestones.get',
      http: 'GET /projects/:owner/:name/milestones/:milestone',
      summary: 'Show a milestone',
      input: MilestoneAddress,
      ...common,
      needs: 'issues:read',
      run: async ({ tx }, { milestone, ...address }) => getMilestone(tx, await projects.get(tx, address), milestone),
    }),

    milestoneLabels: verb({
      name: 'milestones.labels',
      http: 'GET /projects/:owner/:name/milestones/:milestone/labels',
      summary: 'List the labels of the issues in a milestone',
      input: MilestoneAddress,
      output: z.object({ items: z.array(Label) }),
      needs: 'issues:read',
      scope: projects.scope,
      async run({ tx }, { milestone: number, ...address }) {
        const milestone = await getMilestone(tx, await projects.get(tx, address), number)
        return { items: await selectLabelsInMilestone(tx, milestone.id) }
      },
    }),

    createMilestone: verb({
      name: 'milestones.create',
      http: 'POST /projects/:owner/:name/milestones',
      summary: 'Create a milestone',
      input: ProjectAddress.extend({
        title: MilestoneTitle,
        description: Body.default(''),
        dueOn: DueOn.default(null),
        state: z.enum(STATES).default('open'),
      }),
      ...common,
      scope: projects.changeScope,
      needs: 'issues:write',
      status: 201,
      emits: [milestoneCreated.name],
      async run({ tx, actor, emit }, { owner, name, ...input }) {
        const project = await projects.get(tx, { owner, name })
        const row = { ...input, id: newId('mst'), org: project.org, project: project.id, creator: actorRef(actor) }
        const milestone = await insertMilestone(tx, row)
        if (!milestone) throw taken(project, input.title)
        emit(milestoneCreated, { project: project.id, data: fact(milestone) })
        return milestone
      },
    }),

    updateMilestone: verb({
      name: 'milestones.update',
      http: 'PATCH /projects/:owner/:name/milestones/:milestone',
      summary: 'Change, close or reopen a milestone',
      input: MilestoneAddress.extend({
        title: MilestoneTitle.optional(),
        description: Body.optional(),
        dueOn: DueOn.optional(),
        state: z.enum(STATES).optional(),
      }),
      ...common,
      scope: projects.changeScope,
      needs: 'issues:write',
      emits: [milestoneEdited.name, milestoneClosed.name, milestoneOpened.name],
      async run({ tx, emit }, { owner, name, milestone: number, ...change }) {
        const project = await projects.get(tx, { owner, name })
        const before = await getMilestone(tx, project, number)
        const wanted = {
          ...before,
          title: change.title ?? before.title,
          description: change.description ?? before.description,
          dueOn: change.dueOn === undefined ? before.dueOn : change.dueOn,
          state: change.state ?? before.state,
        }
        if (!(await updateMilestone(tx, project.id, wanted))) throw taken(project, wanted.title)
        const after = await getMilestone(tx, project, number)
        const { title, description, dueOn, state } = before
        if (title !== after.title || description !== after.description || dueOn !== after.dueOn) {
          const changes = { title, description, dueOn }
          emit(milestoneEdited, { project: project.id, data: { ...fact(after), changes } })
        }
        if (state !== after.state) {
          const moved = after.state === 'closed' ? milestoneClosed : milestoneOpened
          emit(moved, { project: project.id, data: fact(after) })
        }
        return after
      },
    }),

    deleteMilestone: verb({
      name: 'milestones.delete',
      http: 'DELETE /projects/:owner/:name/milestones/:milestone',
      summary: 'Delete a milestone; its issues stay',
      input: MilestoneAddress,
      output: z.object({}),
      needs: 'issues:write',
      scope: projects.changeScope,
      emits: [milestoneDeleted.name],
      async run({ tx, emit }, { owner, name, milestone: number }) {
        const project = await projects.get(tx, { owner, name })
        const milestone = await getMilestone(tx, project, number)
        await deleteMilestone(tx, milestone.id)
        emit(milestoneDeleted, { project: project.id, data: fact(milestone) })
        return {}
      },
    }),
  }
}

function taken({ owner, name }: Project, title: string): Problem {
  return new Problem(
    'conflict',
    'issues.milestone_exists',
    `${owner}/${name} has a milestone ${JSON.stringify(title)} already; choose another title.`,
  )
}

function fact(row: Milestone) {
  return { milestone: row.id, number: row.number, title: row.title, row }
}
