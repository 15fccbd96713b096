import { z } from 'zod'
import { Problem } from '#kernel'
import type { Github } from '../github.ts'
import { placeOf, printIssues, projectOf } from '../issues.ts'
import { printPerson } from '../print/issue.ts'
import { type Ask, answer, pageOf, type Rest } from '../rest.ts'
import { address } from './issues.ts'

const Assignees = z.object({ assignees: z.array(z.string()).default([]) })

/** More people than this are not looked through for one login. */
const MOST_PAGES = 100

/** Who can work on issues, and who does. */
export function assigneeRoutes(github: Github, rest: Rest): void {
  const { verbs } = github.issues

  rest.get('/repos/:owner/:repo/assignees', async (ask) => {
    const list = await ask.call(verbs.assignable, { ...ask.repo(), ...ask.page })
    const place = await placeOf(github, ask, await projectOf(github, ask), list.items)
    return pageOf(
      ask,
      list.items.map((person) => printPerson(person, place)),
      list,
    )
  })

  rest.get('/repos/:owner/:repo/assignees/:assignee', (ask) => check(ask))
  rest.get('/repos/:owner/:repo/issues/:number/assignees/:assignee', async (ask) => {
    await ask.call(verbs.get, address(ask))
    return check(ask)
  })

  rest.post('/repos/:owner/:repo/issues/:number/assignees', async (ask) => {
    const { assignees } = await ask.body(Assignees)
    const issue = await ask.call(verbs.assign, { ...address(ask), assignees })
    return answer(201, (await printIssues(github, ask, [issue]))[0])
  })

  rest.delete('/repos/:owner/:repo/issues/:number/assignees', async (ask) => {
    const { assignees } = await ask.body(Assignees)
    const issue = await ask.call(verbs.unassign, { ...address(ask), assignees })
    return (await printIssues(github, ask, [issue]))[0]
  })

  /** 204 for somebody who can be assigned, 404 for anybody else. */
  async function check(ask: Ask) {
    const login = ask.param('assignee').toLowerCase()
    for (let page = 1; page <= MOST_PAGES; page++) {
      const { items } = await ask.call(verbs.assignable, { ...ask.repo(), page, limit: 100 })
      if (items.some(({ name }) => name === login)) return answer(204)
      if (items.length < 100) break
    }
    throw new Problem('not_found', 'github.assignee', `${login} cannot be assigned here.`)
  }
}
