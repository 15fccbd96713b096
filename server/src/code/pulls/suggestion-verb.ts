import { z } from 'zod'
import { actorRef, Problem, type VerbContext, verb } from '#kernel'
import type { Desk, PullsDeps } from './desk.ts'
import { openHead } from './head.ts'
import { PullAddress } from './pull-verbs.ts'
import type { PullRow } from './pulls.sql.ts'
import type { Comment } from './review.ts'
import { applySuggestions, type Suggested } from './suggestion.ts'
import { selectComment } from './threads.sql.ts'

/** As many as somebody looks through before pressing the button. */
const MOST_SUGGESTIONS = 100

/** What reviewers suggest becomes a commit on the branch of the pull request. */
export function createSuggestionVerb(deps: PullsDeps, desk: Desk) {
  const { projects, git } = deps
  async function find({ tx, actor }: VerbContext, pull: PullRow, id: string): Promise<Comment> {
    const found = await selectComment(tx, { project: pull.project, comment: id, viewer: actor.id })
    if (found?.pull !== pull.id) {
      throw new Problem('not_found', 'pulls.no_comment', `Pull request ${pull.number} has no comment ${id}.`)
    }
    if (found.comment.outdated || found.comment.line === null || found.comment.side !== 'new') {
      const sentence = `The lines that the suggestion in ${found.comment.path} is about have changed since.`
      throw new Problem('conflict', 'pulls.suggestion_outdated', sentence)
    }
    return found.comment
  }

  return {
    applySuggestions: verb({
      name: 'pulls.applySuggestions',
      http: 'POST /projects/:owner/:name/pulls/:number/suggestions',
      summary: 'Commit what comments suggest, one or several together',
      input: PullAddress.extend({
        comments: z.array(z.string().max(100)).min(1).max(MOST_SUGGESTIONS).describe('Ids of comments.'),
        message: z.string().trim().min(1).max(10_000).optional(),
      }),
      output: z.object({ sha: z.string() }),
      needs: 'git:push',
      scope: projects.changeScope,
      emits: ['git.pushed'],
      async run(context, { comments: ids, message, ...address }) {
        const { project, pull } = await desk.open(context.tx, address)
        const { home, move } = await openHead(deps, desk, { context, project, pull })
        const comments: Comment[] = []
        for (const id of new Set(ids)) comments.push(await find(context, pull, id))
        const byPath = Map.groupBy(comments, ({ path }) => path)
        const files: Record<string, { content: string; mode: string }> = {}
        for (const [path, said] of byPath) {
          const { content, mode, binary, truncated } = await git.blob(pull.project, pull.headSha, path)
          if (binary || truncated) {
            throw new Problem('conflict', 'pulls.suggestion_outdated', `${path} is too large to be changed here.`)
          }
          const suggested = said.map(
            ({ startLine, line, body }): Suggested => ({ from: startLine ?? line!, to: line!, body }),
          )
          files[path] = { content: applySuggestions(content.toString('utf8'), suggested), mode }
        }
        const suggesters = new Map(comments.map(({ author }) => [author.id, author]))
        suggesters.delete(context.actor.id)
        const authors = await Promise.all([...suggesters.values()].map(git.authorOf))
        const trailers = authors.map(({ name, email }) => `Co-authored-by: ${name} <${email}>`)
        const subject = message ?? `Apply ${comments.length === 1 ? 'suggestion' : 'suggestions'} from code review`
        const { sha, release } = await git.commitFiles(home.id, {
          parent: pull.headSha,
          files,
          message: [subject, trailers.join('\n')].filter(Boolean).join('\n\n'),
          author: await git.authorOf(actorRef(context.actor)),
        })
        try {
          await move(pull.headSha, sha)
        } finally {
          await release()
        }
        return { sha }
      },
    }),
  }
}
