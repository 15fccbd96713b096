import type { Comment, Review } from '#pulls'
import type { Github } from '../github.ts'
import { printNodeId } from '../node-id.ts'
import { type Place, printReactions } from '../print/issue.ts'
import { printSimplePull } from '../print/pull.ts'
import { printReview, printReviewComment } from '../print/review.ts'
import { pullPlaceIn } from '../pulls.ts'
import { placeAround, type Teller } from './issues.ts'
import { inHookRepository } from './pulls.ts'
import type { Family, Telling } from './telling.ts'

/** Reviews of pull requests, comments on lines, and their threads. */
export function reviewFamily(github: Github): Family {
  const { verbs } = github.pulls

  async function pullOf(telling: Telling) {
    const pull = await telling.read(verbs.get, { number: telling.event.data.number })
    return inHookRepository(printSimplePull(pull, await pullPlaceIn(github, telling, [pull])))
  }

  const aboutReview =
    (action: 'submitted' | 'edited' | 'dismissed', extra: object = {}): Teller =>
    async (telling) => {
      const { number, review: id } = telling.event.data
      const review = await telling.read(verbs.getReview, { number, review: id })
      const place = await placeAround(github, telling, [review.reviewer])
      const parts = { review: printHookReview(review, number, place), pull_request: await pullOf(telling), ...extra }
      return [await telling.message('pull_request_review', action, parts)]
    }

  const aboutComment =
    (action: 'created' | 'edited' | 'deleted'): Teller =>
    async (telling) => {
      const { data } = telling.event
      const comment: Comment =
        action === 'deleted' ? data.row : await telling.read(verbs.getComment, { comment: data.comment })
      const place = await placeAround(github, telling, [comment.author])
      const changes = action === 'edited' ? { changes: { body: { from: data.before } } } : {}
      const parts = {
        comment: printHookComment(comment, place),
        pull_request: await pullOf(telling),
        ...changes,
      }
      return [await telling.message('pull_request_review_comment', action, parts)]
    }

  const aboutThread =
    (action: 'resolved' | 'unresolved'): Teller =>
    async (telling) => {
      const { number, thread: id } = telling.event.data
      const { items } = await telling.read(verbs.threads, { number })
      const thread = items.find((each) => each.id === id)
      if (!thread) return []
      const people = thread.comments.map(({ author }) => author)
      const place = await placeAround(github, telling, people)
      const comments = thread.comments.map((comment) => printHookComment(comment, place))
      const parts = {
        thread: { node_id: printNodeId('PullRequestReviewThread', id), comments },
        pull_request: await pullOf(telling),
      }
      return [await telling.message('pull_request_review_thread', action, parts)]
    }

  return {
    names: ['pull_request_review', 'pull_request_review_comment', 'pull_request_review_thread'],
    tell: {
      'review.submitted': aboutReview('submitted'),
      'review.edited': aboutReview('edited', { changes: {} }),
      'review.dismissed': aboutReview('dismissed'),
      'review_comment.created': aboutComment('created'),
      'review_comment.edited': aboutComment('edited'),
      'review_comment.deleted': aboutComment('deleted'),
      'review_thread.resolved': aboutThread('resolved'),
      'review_thread.unresolved': aboutThread('unresolved'),
    },
  }
}

/** Payloads write states small. */
function printHookReview(review: Review, number: number, place: Place) {
  const { id, node_id, user, body, commit_id, submitted_at, state, ...rest } = printReview(review, number, place)
  const { html_url, pull_request_url, author_association, _links } = rest
  return {
    id,
    node_id,
    user,
    body: body || null,
    commit_id,
    submitted_at: submitted_at ?? null,
    state: state.toLowerCase(),
    html_url,
    pull_request_url,
    author_association,
    _links,
  }
}

/** In payloads every field is there, with the first line where a comment is about no line. */
function printHookComment(comment: Comment, place: Place) {
  const printed = printReviewComment(comment, place)
  return {
    ...printed,
    position: comment.position,
    original_position: comment.originalPosition ?? 1,
    line: comment.line,
    original_line: comment.originalLine ?? 1,
    reactions: printReactions({}, `${printed.url}/reactions`),
  }
}
