import { z } from 'zod'
import { event } from '#kernel'

const PushedCommit = z.object({
  sha: z.string(),
  message: z.string(),
  author: z.object({ name: z.string(), email: z.string() }),
})

/** A ref has moved. `before` and `after` are 40 zeros where the ref did not or does not exist. */
export const pushed = event(
  'git.pushed',
  z.object({
    ref: z.string(),
    before: z.string(),
    after: z.string(),
    /** What is new, oldest first; of many only the newest. */
    commits: z.array(PushedCommit),
    /** Commits were taken away from the ref. */
    forced: z.boolean(),
  }),
)
