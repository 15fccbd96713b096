import { z } from 'zod'
import { Problem } from '#kernel'
import type { Comment, Review } from '#pulls'
import type { Github } from '../github.ts'
import { printCommentOfReview, printReview, printReviewComment } from '../print/review.ts'
import { reviewPlace } from '../pulls.ts'
import { type Ask, answer, pageOf, pageOfAll, type Rest } from '../rest.ts'

const Side = z.enum(['LEFT', 'RIGHT', 'side'])
const Line = z.object({
  path: z.string(),
  position: z.number().int().nullish(),
  line: z.number().int().nullish(),
  side: Side.nullish(),
  start_line: z.number().int().nullish(),
  start_side: Side.nullish(),
  body: z.string(),
})
const Event = z.enum(['APPROVE', 'REQUEST_CHANGES', 'COMMENT', 'PENDING'])
const NewReview = z.object({
  commit_id: z.string().nullish(),
  body: z.string().nullish(),
  event: Event.nullish(),
  comments: z.array(Line).nullish(),
})
const SentReview = z.object({ body: z.string().nullish(), event: Event.exclude(['PENDING']) })
const Dismissal = z.object({ message: z.string() })
const NewComment = Line.partial({ path: true }).extend({
  commit_id: z.string().optional(),
  in_reply_to: z.number().int().optional(),
  subject_type: z.enum(['line', 'file']).optional(),
})
const Body = z.object({ body: z.string() })

const VERDICTS = { APPROVE: 'approve', REQUEST_CHANGES: 'request_changes', COMMENT: 'comment' } as const

type Said = Omit<z.input<Github['pulls']['verbs']['comment']['input']>, 'owner' | 'name' | 'number'>

/** Reviews of pull requests, and the comments on lines. */
export function reviewRoutes(github: Github, rest: Rest): void {
  const { verbs } = github.pulls
  const at = (ask: Ask) => ({ ...ask.repo(), number: ask.number('number') })
  const pulls = '/repos/:owner/:repo/pulls/:number'
  const one = `${pulls}/reviews/:review`
  const review = (ask: Ask) => ({ ...at(ask), review: String(ask.number('review')) })
  const comment = (ask: Ask) => ({ ...ask.repo(), comment: String(ask.number('comment')) })

  async function show(ask: Ask, found: Review) {
    return printReview(found, ask.number('number'), await reviewPlace(github, ask, [found]))
  }
  async function showComment(ask: Ask, found: Comment) {
    return printReviewComment(found, await reviewPlace(github, ask, [found]))
  }
  async function listComments(ask: Ask, items: readonly Comment[], total: number) {
    const place = await reviewPlace(github, ask, items)
    return pageOf(
      ask,
      items.map((found) => printReviewComment(found, place)),
      { total },
    )
  }

  rest.get(`${pulls}/reviews`, async (ask) => {
    const { items, total } = pageOfAll(ask, (await ask.call(verbs.reviews, at(ask))).items)
    const place = await reviewPlace(github, ask, items)
    return pageOf(
      ask,
      items.map((found) => printReview(found, ask.number('number'), place)),
      { total },
    )
  })

  rest.post(`${pulls}/reviews`, async (ask) => {
    const { commit_id: sha, body, event, comments } = await ask.body(NewReview)
    const made = await ask.call(verbs.review, {
      ...at(ask),
      verdict: event && event !== 'PENDING' ? VERDICTS[event] : 'pending',
      body: body ?? '',
      ...(sha ? { sha } : {}),
      comments: (comments ?? []).map(({ path, body: said, ...line }) => ({ path, body: said, ...placeIn(line) })),
    })
    return show(ask, made)
  })

  rest.get(one, async (ask) => show(ask, await ask.call(verbs.getReview, review(ask))))

  rest.put(one, async (ask) =>
    show(ask, await ask.call(verbs.updateReview, { ...review(ask), ...(await ask.body(Body)) })),
  )

  rest.delete(one, async (ask) => show(ask, await ask.call(verbs.deleteReview, review(ask))))

  rest.get(`${one}/comments`, async (ask) => {
    const { items, total } = pageOfAll(ask, (await ask.call(verbs.getReview, review(ask))).comments)
    const place = await reviewPlace(github, ask, items)
    return pageOf(
      ask,
      items.map((found) => printCommentOfReview(found, place)),
      { total },
    )
  })

  rest.post(`${one}/events`, async (ask) => {
    const { body, event } = await ask.body(SentReview)
    const said = body == null ? {} : { body }
    return show(ask, await ask.call(verbs.submitReview, { ...review(ask), verdict: VERDICTS[event], ...said }))
  })

  rest.put(`${one}/dismissals`, async (ask) =>
    show(ask, await ask.call(verbs.dismissReview, { ...review(ask), ...(await ask.body(Dismissal)) })),
  )

  rest.get('/repos/:owner/:repo/pulls/comments', async (ask) => {
    const sort = ask.query('sort') === 'updated' ? 'updated' : 'created'
    const direction = ask.query('direction') === 'desc' ? 'desc' : 'asc'
    const since = ask.query('since')
    const input = { ...ask.repo(), ...ask.page, sort, direction, ...(since ? { since } : {}) } as const
    const { items, total } = await ask.call(verbs.projectComments, input)
    return listComments(ask, items, total)
  })

  rest.get('/repos/:owner/:repo/pulls/comments/:comment', async (ask) =>
    showComment(ask, await ask.call(verbs.getComment, comment(ask))),
  )

  rest.patch('/repos/:owner/:repo/pulls/comments/:comment', async (ask) =>
    showComment(ask, await ask.call(verbs.updateComment, { ...comment(ask), ...(await ask.body(Body)) })),
  )

  rest.delete('/repos/:owner/:repo/pulls/comments/:comment', async (ask) => {
    await ask.call(verbs.deleteComment, comment(ask))
    return answer(204)
  })

  rest.get(`${pulls}/comments`, async (ask) => {
    const newest = ask.query('direction') === 'desc'
    const since = ask.query('since') ?? ''
    const all = (await ask.call(verbs.comments, at(ask))).items.filter(({ updatedAt }) => updatedAt >= since)
    const { items, total } = pageOfAll(ask, newest ? all.toReversed() : all)
    return listComments(ask, items, total)
  })

  rest.post(`${pulls}/comments`, async (ask) => {
    const {
      body,
      path,
      commit_id: sha,
      in_reply_to: replyTo,
      subject_type: subject,
      ...line
    } = await ask.body(NewComment)
    if (replyTo !== undefined) return created(ask, { body, replyTo: String(replyTo) })
    if (path === undefined) throw new Problem('invalid', 'github.path', '"path" is missing; name the file.')
    const place = subject === 'file' ? { subject } : placeIn(line)
    return created(ask, { body, path, ...place, ...(sha ? { sha } : {}) })
  })

  rest.post(`${pulls}/comments/:comment/replies`, async (ask) => {
    const { body } = await ask.body(Body)
    return created(ask, { body, replyTo: String(ask.number('comment')) })
  })

  async function created(ask: Ask, said: Said) {
    const printed = await showComment(ask, await ask.call(verbs.comment, { ...at(ask), ...said }))
    return answer(201, printed, { Location: printed.url })
  }
}

/** GitHub's sides of a diff in our words. */
function placeIn({ position, line, side, start_line, start_side }: Omit<z.output<typeof Line>, 'path' | 'body'>) {
  const sideOf = (word: string) => (word === 'LEFT' ? ('old' as const) : ('new' as const))
  return {
    ...(line == null ? {} : { line }),
    ...(line == null && position != null ? { position } : {}),
    ...(side == null ? {} : { side: sideOf(side) }),
    ...(start_line == null ? {} : { startLine: start_line }),
    ...(start_line == null || start_side == null || start_side === 'side' ? {} : { startSide: sideOf(start_side) }),
  }
}
