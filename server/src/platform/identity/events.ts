import { z } from 'zod'
import { event } from '#kernel'
import { Team } from './team.ts'

export const userInvited = event('user.invited', z.object({ user: z.string(), login: z.string() }))
export const userRenamed = event('user.renamed', z.object({ user: z.string(), login: z.string(), name: z.string() }))
export const userSignedIn = event('user.signed_in', z.object({ user: z.string(), login: z.string() }))
export const orgCreated = event('org.created', z.object({ org: z.string(), slug: z.string() }))
/** A role of null: no longer a member. `added`: was none before. */
export const memberChanged = event(
  'member.changed',
  z.object({ user: z.string(), role: z.string().nullable(), added: z.boolean() }),
)
export const tokenCreated = event('token.created', z.object({ token: z.string(), name: z.string() }))
export const tokenRevoked = event('token.revoked', z.object({ token: z.string() }))
export const teamChanged = event(
  'team.changed',
  z.object({
    team: z.string(),
    slug: z.string(),
    change: z.enum(['created', 'edited', 'deleted', 'member_added', 'member_removed']),
    /** The team as it is now, or was when it was deleted. */
    row: Team,
    /** Of an edited one: what it said before. */
    before: z.object({ name: z.string(), description: z.string(), privacy: z.string() }).optional(),
    /** Who came or went. */
    user: z.string().optional(),
  }),
)
