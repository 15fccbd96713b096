import { z } from 'zod'
import type { Milestone } from '#issues'
import type { Github } from '../github.ts'
import { placeOf, projectOf } from '../issues.ts'
import { printLabel, printMilestone } from '../print/issue.ts'
import { type Ask, answer, pageOf, pageOfAll, type Rest } from '../rest.ts'

const Fields = z.object({
  title: z.string().optional(),
  description: z.string().nullish(),
  state: z.enum(['open', 'closed']).optional(),
  due_on: z.string().nullish(),
})
const NewMilestone = Fields.required({ title: true })

/** What issues are planned for. */
export function milestoneRoutes(github: Github, rest: Rest): void {
  const { verbs } = github.issues

  rest.get('/repos/:owner/:repo/milestones', async (ask) => {
    const state = ask.query('state')
    const list = await ask.call(verbs.milestones, {
      ...ask.repo(),
      ...(state === 'closed' || state === 'all' ? { state } : {}),
      sort: ask.query('sort') === 'completeness' ? 'completeness' : 'dueOn',
      direction: ask.query('direction') === 'desc' ? 'desc' : 'asc',
      ...ask.page,
    })
    return pageOf(ask, await print(ask, list.items), list)
  })

  rest.post('/repos/:owner/:repo/milestones', async (ask) => {
    const { title, ...fields } = await ask.body(NewMilestone)
    const [made] = await print(ask, [
      await ask.call(verbs.createMilestone, { ...ask.repo(), title, ...readFields(fields) }),
    ])
    return answer(201, made, { Location: made!.url })
  })

  rest.get('/repos/:owner/:repo/milestones/:milestone', async (ask) => {
    const [milestone] = await print(ask, [await ask.call(verbs.getMilestone, one(ask))])
    return milestone
  })

  rest.patch('/repos/:owner/:repo/milestones/:milestone', async (ask) => {
    const { title, ...fields } = await ask.body(Fields)
    const change = { ...(title === undefined ? {} : { title }), ...readFields(fields) }
    const [milestone] = await print(ask, [await ask.call(verbs.updateMilestone, { ...one(ask), ...change })])
    return milestone
  })

  rest.delete('/repos/:owner/:repo/milestones/:milestone', async (ask) => {
    await ask.call(verbs.deleteMilestone, one(ask))
    return answer(204)
  })

  rest.get('/repos/:owner/:repo/milestones/:milestone/labels', async (ask) => {
    const { milestone, ...repo } = one(ask)
    await ask.call(verbs.getMilestone, { milestone, ...repo })
    const { items: labels } = await ask.call(verbs.milestoneLabels, { milestone, ...repo })
    const { items, total } = pageOfAll(ask, labels)
    return pageOf(
      ask,
      items.map((label) => printLabel(label, { project: repo, urls: ask.urls })),
      { total },
    )
  })

  async function print(ask: Ask, milestones: readonly Milestone[]) {
    const creators = milestones.map(({ creator }) => creator)
    const place = await placeOf(github, ask, await projectOf(github, ask), creators)
    return milestones.map((milestone) => printMilestone(milestone, place))
  }
}

function one(ask: Ask): { owner: string; name: string; milestone: number } {
  return { ...ask.repo(), milestone: ask.number('milestone') }
}

function readFields({ description, state, due_on: dueOn }: Omit<z.output<typeof Fields>, 'title'>) {
  return {
    ...(description === undefined ? {} : { description: description ?? '' }),
    ...(state ? { state } : {}),
    // Some clients send a day alone.
    ...(dueOn === undefined
      ? {}
      : { dueOn: dueOn && /^\d{4}-\d{2}-\d{2}$/.test(dueOn) ? `${dueOn}T00:00:00Z` : dueOn }),
  }
}
