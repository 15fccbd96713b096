import { z } from 'zod'
import type { Reaction } from '#issues'
import type { Github } from '../github.ts'
import { placeOf, projectOf } from '../issues.ts'
import { printReaction } from '../print/issue.ts'
import { type Ask, answer, pageOf, type Rest } from '../rest.ts'
import { address } from './issues.ts'

const Content = z.enum(['+1', '-1', 'laugh', 'confused', 'heart', 'hooray', 'rocket', 'eyes'])
const Body = z.object({ content: Content })

/** What can be reacted to: where it stands, and what it is. */
const SUBJECTS = {
  'issues/comments/:subject': 'comment',
  'pulls/comments/:subject': 'review_comment',
  'releases/:subject': 'release',
} as const

/** Thumbs, hearts and rockets. */
export function reactionRoutes(github: Github, rest: Rest): void {
  const { verbs } = github.issues

  for (const [path, kind] of Object.entries(SUBJECTS)) {
    routes(`/repos/:owner/:repo/${path}/reactions`, async (ask) => ({ kind, subject: String(ask.number('subject')) }))
  }
  routes('/repos/:owner/:repo/issues/:number/reactions', async (ask) => ({
    kind: 'issue',
    subject: (await ask.call(verbs.get, address(ask))).id,
  }))

  function routes(path: string, find: (ask: Ask) => Promise<{ kind: string; subject: string }>): void {
    rest.get(path, async (ask) => {
      const content = Content.safeParse(ask.query('content'))
      const filter = content.success ? { content: content.data } : {}
      const list = await ask.call(verbs.reactions, { ...ask.repo(), ...(await find(ask)), ...filter, ...ask.page })
      return pageOf(ask, await print(ask, list.items), list)
    })

    rest.post(path, async (ask) => {
      const { content } = await ask.body(Body)
      const { reaction, created } = await ask.call(verbs.react, { ...ask.repo(), ...(await find(ask)), content })
      return answer(created ? 201 : 200, (await print(ask, [reaction]))[0])
    })

    rest.delete(`${path}/:reaction`, async (ask) => {
      await ask.call(verbs.unreact, { ...ask.repo(), reaction: String(ask.number('reaction')) })
      return answer(204)
    })
  }

  async function print(ask: Ask, reactions: readonly Reaction[]) {
    const place = await placeOf(
      github,
      ask,
      await projectOf(github, ask),
      reactions.map(({ actor }) => actor),
    )
    return reactions.map((reaction) => printReaction(reaction, place))
  }
}
