import { createHash, randomBytes } from 'node:crypto'
import { type Actor, type Kernel, newId, type Tx } from '#kernel'
import {
  insertToken,
  selectOrgsOf,
  selectTokenByHash,
  selectUser,
  type TokenKind,
  type TokenRow,
  touchToken,
} from './identity.sql.ts'
import { intersect, PERSON_PERMISSIONS, ROLE_PERMISSIONS, SERVER_ADMIN_PERMISSIONS } from './permissions.ts'

export interface NewToken {
  kind: TokenKind
  /** Whose token it is: the id of a user, agent, attempt or job. */
  subject: string
  name: string
  /** The organisation an agent's, attempt's or job's token acts in; a person's acts in all of theirs. */
  org?: string
  permissions: readonly string[]
  /** Narrows what the token sees to these projects. */
  projects?: readonly string[]
  links?: Record<string, string>
  expiresAt?: Date
}

/** A credential as it is shown, once. The prefix lets secret scanners recognise one that leaked. */
export async function issueToken(tx: Tx, token: NewToken, secret = `dfl_${randomBytes(24).toString('base64url')}`) {
  const id = newId('tok')
  await insertToken(tx, {
    id,
    hash: hashSecret(secret),
    kind: token.kind,
    subject: token.subject,
    name: token.name,
    org: token.org ?? null,
    projects: token.projects ? [...token.projects] : null,
    permissions: [...token.permissions],
    links: token.links ?? {},
    expiresAt: token.expiresAt ?? null,
  })
  return { id, secret }
}

/** Secrets are random and long, so one round of a fast hash is enough. */
export function hashSecret(secret: string): string {
  return createHash('sha256').update(secret).digest('hex')
}

/** Whose credential this is; undefined for one of another kind. Throws for one of its kind that is not good. */
export type FindActor = (credential: string) => Promise<Actor | undefined>

/** How long a server may trust what it read: other servers' revocations arrive as events before that. */
const CACHE_MS = 5_000
const MAX_CACHED = 10_000
const TOUCH_MS = 60_000

/** Turns a credential into the actor it stands for. Answers are cached until anything about identity changes. */
export function createAuthenticator(kernel: Kernel) {
  const cache = new Map<string, { actor: Actor | undefined; until: number }>()
  const touched = new Map<string, number>()
  const others: FindActor[] = []

  async function authenticate(secret: string): Promise<Actor | undefined> {
    const actor = await findByToken(secret)
    if (actor) return actor
    for (const find of others) {
      const found = await find(secret)
      if (found) return found
    }
    return undefined
  }

  async function findByToken(secret: string): Promise<Actor | undefined> {
    const hash = hashSecret(secret)
    const cached = cache.get(hash)
    if (cached && cached.until > Date.now()) return cached.actor
    const actor = await kernel.db.system(async (tx) => {
      const token = await selectTokenByHash(tx, hash)
      if (!token) return undefined
      await touch(tx, token)
      return actorOf(tx, token)
    })
    if (cache.size >= MAX_CACHED) cache.clear()
    cache.set(hash, { actor, until: Date.now() + CACHE_MS })
    return actor
  }

  async function touch(tx: Tx, token: TokenRow): Promise<void> {
    if (Date.now() - (touched.get(token.id) ?? 0) < TOUCH_MS) return
    if (touched.size >= MAX_CACHED) touched.clear()
    touched.set(token.id, Date.now())
    await touchToken(tx, token.id)
  }

  return {
    authenticate,
    /** Credentials that are no tokens of ours; asked in the order they were added. */
    authenticateAlso: (find: FindActor): void => void others.push(find),
    forget: () => cache.clear(),
  }
}

/** What a token may do now: never more than its owner. */
async function actorOf(tx: Tx, token: TokenRow): Promise<Actor | undefined> {
  if (token.kind === 'session' || token.kind === 'person') return personOf(tx, token)
  if (!token.org) return undefined
  const narrowed = { ...(token.projects ? { projects: token.projects } : {}), links: token.links }
  const orgs = { [token.org]: token.permissions }
  if (token.kind === 'installation') {
    return { kind: 'system', id: `app:${token.links.app}`, name: token.name, orgs, ...narrowed }
  }
  if (token.kind === 'job') return { kind: 'system', id: `job:${token.subject}`, name: token.name, orgs, ...narrowed }
  return { kind: 'agent', id: token.links.agent ?? token.subject, name: token.name, orgs, ...narrowed }
}

/** A person within what their credential allows. */
export async function personOf(
  tx: Tx,
  token: Pick<TokenRow, 'subject' | 'permissions' | 'projects'>,
): Promise<Actor | undefined> {
  const user = await selectUser(tx, token.subject)
  if (!user) return undefined
  const memberships = await selectOrgsOf(tx, user.id)
  const server = user.serverAdmin ? SERVER_ADMIN_PERMISSIONS : PERSON_PERMISSIONS
  return {
    kind: 'person',
    id: user.id,
    name: user.login,
    orgs: Object.fromEntries(memberships.map((m) => [m.id, intersect(ROLE_PERMISSIONS[m.role], token.permissions)])),
    // What is for some projects alone changes nothing of the account, where it could make itself a wider credential.
    server: intersect(server, token.projects ? intersect(token.permissions, ['*:read']) : token.permissions),
    scopes: token.permissions,
    ...(token.projects ? { projects: token.projects } : {}),
  }
}
