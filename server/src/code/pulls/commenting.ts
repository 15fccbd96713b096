import type { Git } from '#git'
import { actorRef, newId, type VerbContext } from '#kernel'
import { followThreads } from './placing.ts'
import type { PullRow } from './pulls.sql.ts'
import type { Comment } from './review.ts'
import { insertComment, insertThread, type ThreadRow, updateThreadPlace } from './threads.sql.ts'

type Placed = Parameters<typeof insertThread>[1]

/** A new thread with its first comment. If the head has moved since it was shown, the thread follows at once. */
export async function commentOn(
  { tx, actor }: VerbContext,
  git: Git,
  pull: PullRow,
  {
    placed,
    body,
    review,
  }: {
    placed: Omit<Placed, 'id' | 'org' | 'project' | 'pull'>
    body: string
    review: string | null
  },
): Promise<Comment> {
  const owner = { org: pull.org, project: pull.project, pull: pull.id }
  const thread: ThreadRow = await insertThread(tx, { ...owner, ...placed, id: newId('thr') })
  if (placed.sha !== pull.headSha) {
    const before = { ...pull, headSha: placed.sha }
    for (const moved of await followThreads(git, { before, after: pull, threads: [thread] })) {
      await updateThreadPlace(tx, moved)
    }
  }
  return insertComment(tx, {
    ...owner,
    id: newId('cmt'),
    thread: thread.id,
    review,
    replyTo: null,
    author: actorRef(actor),
    body,
  })
}
