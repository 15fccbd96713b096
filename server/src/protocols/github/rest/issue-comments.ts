import { z } from 'zod'
import type { Comment } from '#issues'
import type { Github } from '../github.ts'
import { placeOf, projectOf } from '../issues.ts'
import { printComment } from '../print/issue.ts'
import { type Ask, answer, pageOf, type Rest } from '../rest.ts'
import { address } from './issues.ts'

const Body = z.object({ body: z.string() })

/** The conversation of issues and pull requests. */
export function issueCommentRoutes(github: Github, rest: Rest): void {
  const { verbs } = github.issues

  rest.get('/repos/:owner/:repo/issues/comments', async (ask) => {
    const sort = ask.query('sort') === 'updated' ? ('updated' as const) : ('created' as const)
    const direction = ask.query('direction') === 'desc' ? ('desc' as const) : ('asc' as const)
    const list = await ask.call(verbs.allComments, { ...ask.repo(), sort, direction, ...since(ask), ...ask.page })
    return pageOf(ask, await print(ask, list.items), list)
  })

  rest.get('/repos/:owner/:repo/issues/comments/:comment', async (ask) => {
    const [comment] = await print(ask, [await ask.call(verbs.getComment, one(ask))])
    return comment
  })

  rest.patch('/repos/:owner/:repo/issues/comments/:comment', async (ask) => {
    const { body } = await ask.body(Body)
    const [comment] = await print(ask, [await ask.call(verbs.updateComment, { ...one(ask), body })])
    return comment
  })

  rest.delete('/repos/:owner/:repo/issues/comments/:comment', async (ask) => {
    await ask.call(verbs.deleteComment, one(ask))
    return answer(204)
  })

  rest.get('/repos/:owner/:repo/issues/:number/comments', async (ask) => {
    const list = await ask.call(verbs.comments, { ...address(ask), ...since(ask), ...ask.page })
    return pageOf(ask, await print(ask, list.items), list)
  })

  rest.post('/repos/:owner/:repo/issues/:number/comments', async (ask) => {
    const { body } = await ask.body(Body)
    const [comment] = await print(ask, [await ask.call(verbs.comment, { ...address(ask), body })])
    return answer(201, comment, { Location: comment!.url })
  })

  async function print(ask: Ask, comments: readonly Comment[]) {
    const place = await placeOf(
      github,
      ask,
      await projectOf(github, ask),
      comments.map(({ author }) => author),
    )
    return comments.map((comment) => printComment(comment, place))
  }
}

function one(ask: Ask): { owner: string; name: string; comment: string } {
  return { ...ask.repo(), comment: String(ask.number('comment')) }
}

function since(ask: Ask): { since?: string } {
  const text = ask.query('since')
  return text ? { since: text } : {}
}
