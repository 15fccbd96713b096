import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { z } from 'zod'
import { type Actor, type Kernel, newId, Problem, type Tx, verb } from '#kernel'
import { createAccounts } from './accounts.ts'
import { createAuthenticator, hashSecret, issueToken, personOf } from './authenticate.ts'
import {
  memberChanged,
  orgCreated,
  tokenCreated,
  tokenRevoked,
  userInvited,
  userRenamed,
  userSignedIn,
} from './events.ts'
import {
  hasToken,
  insertLoginCode,
  insertUser,
  renameUser,
  revokeToken,
  revokeTokenByHash,
  revokeTokensOf,
  selectFirstAdmin,
  selectMembers,
  selectOrgBySlug,
  selectOrgsOf,
  selectTokensOf,
  selectUser,
  selectUserByLogin,
  selectUsers,
  type TokenKind,
  useLoginCode,
} from './identity.sql.ts'
import { createOrgs, Org, taken, User } from './orgs.ts'
import { covers } from './permissions.ts'
import { Slug } from './slug.ts'
import { selectTeamAddress } from './teams.sql.ts'
import { createTeams } from './teams.ts'

const Token = z
  .object({
    id: z.string(),
    name: z.string(),
    permissions: z.array(z.string()),
    projects: z.array(z.string()).nullable().describe('Ids of the only projects it is for; null: all.'),
    createdAt: z.string(),
    expiresAt: z.string().nullable(),
    lastUsedAt: z.string().nullable(),
  })
  .meta({ id: 'Token' })

/** Each statement that is run with such a token carries the list. */
const MOST_TOKEN_PROJECTS = 50

const SESSION_DAYS = 30
const INVITATION_HOURS = 72
const DAY_MS = 86_400_000

export type Identity = ReturnType<typeof createIdentity>

/** Users, organisations and their members, and the credentials everybody and everything acts with. */
export function createIdentity(kernel: Kernel) {
  kernel.migrations('identity', join(import.meta.dirname, 'migrations'))
  const { authenticate, authenticateAlso, forget } = createAuthenticator(kernel)
  // Revocations made by other servers reach this one's cache as events.
  kernel.onStart(async () => {
    const stop = kernel.events.tail({ names: [tokenRevoked.name, memberChanged.name, orgCreated.name] }, forget)
    kernel.onStop(async () => stop())
  })

  async function createLoginCode(tx: Tx, user: string): Promise<{ code: string; expiresAt: Date }> {
    const code = randomBytes(24).toString('base64url')
    const expiresAt = new Date(Date.now() + INVITATION_HOURS * 3_600_000)
    await insertLoginCode(tx, { hash: hashSecret(code), user, expiresAt })
    return { code, expiresAt }
  }

  const orgs = createOrgs(kernel, forget)
  const teams = createTeams(orgs.find)
  const accounts = createAccounts(kernel)

  const verbs = {
    me: verb({
      name: 'identity.me',
      http: 'GET /me',
      summary: 'Who am I and where may I act',
      input: z.object({}),
      output: z.object({ user: User, orgs: z.array(Org.extend({ role: z.string() })), serverAdmin: z.boolean() }),
      needs: 'account:read',
      scope: 'account',
      async run({ actor, tx }) {
        const user = actor.kind === 'person' ? await selectUser(tx, actor.id) : undefined
        if (!user) return { user: { id: actor.id, login: actor.name, name: actor.name }, orgs: [], serverAdmin: false }
        return { user, orgs: await selectOrgsOf(tx, user.id), serverAdmin: user.serverAdmin }
      },
    }),

    rename: verb({
      name: 'identity.rename',
      http: 'PATCH /me',
      summary: 'Change the name you are shown by; your login stays',
      input: z.object({ name: z.string().trim().min(1).max(100) }),
      output: User,
      needs: 'account:write',
      scope: 'account',
      emits: [userRenamed.name],
      async run({ actor, tx, emit }, { name }) {
        const user = actor.kind === 'person' ? await selectUser(tx, actor.id) : undefined
        if (!user) throw new Problem('forbidden', 'identity.not_a_person', 'Only people have a name of their own.')
        // Others' rows are theirs: what a person may write of the table is this one column of this one row.
        await kernel.db.system((system) => renameUser(system, user, name))
        accounts.forget()
        emit(userRenamed, { data: { user: user.id, login: user.login, name } })
        return { id: user.id, login: user.login, name }
      },
    }),

    signIn: verb({
      name: 'session.create',
      http: 'POST /session',
      summary: 'Sign in with the code of a one-time link',
      input: z.object({ code: z.string().min(1).max(200) }),
      output: z.object({ user: User, token: z.string(), expiresAt: z.string() }),
      needs: 'account:write',
      scope: 'public',
      secret: ['code', 'token'],
      emits: ['user.signed_in'],
      async run({ emit }, { code }) {
        // Nobody is signed in yet, so the unprivileged role can see no user: this one step is the server's own.
        const session = await kernel.db.system(async (tx) => {
          const id = await useLoginCode(tx, hashSecret(code))
          const user = id ? await selectUser(tx, id) : undefined
          if (!user) return undefined
          const expiresAt = new Date(Date.now() + SESSION_DAYS * DAY_MS)
          const { secret } = await issueToken(tx, {
            kind: 'session',
            subject: user.id,
            name: 'Browser',
            permissions: ['*'],
            expiresAt,
          })
          return { user, token: secret, expiresAt: expiresAt.toISOString() }
        })
        if (!session) {
          throw new Problem(
            'unauthenticated',
            'identity.link_used',
            'This sign-in link was used already or has expired; run `npx devflow login-link` on the server for a new one.',
          )
        }
        emit(userSignedIn, { data: { user: session.user.id, login: session.user.login } })
        return session
      },
    }),

    signOut: verb({
      name: 'session.delete',
      http: 'DELETE /session',
      summary: 'Sign out everywhere in the browser',
      input: z.object({}),
      output: z.object({}),
      needs: 'account:write',
      scope: 'account',
      async run({ actor, tx, emit }) {
        await revokeTokensOf(tx, 'session', actor.id)
        emit(tokenRevoked, { data: { token: 'session' } })
        forget()
        return {}
      },
    }),

    loginLink: verb({
      name: 'identity.createLoginLink',
      http: 'POST /login-links',
      summary: 'Make a one-time sign-in link for yourself',
      input: z.object({}),
      output: z.object({ code: z.string(), expiresAt: z.string() }),
      needs: 'account:write',
      scope: 'account',
      secret: ['code'],
      async run({ actor }) {
        if (actor.kind !== 'person')
          throw new Problem('forbidden', 'identity.not_a_person', 'Only people sign in to the dashboard.')
        if (!covers(actor.scopes ?? ['*'], '*'))
          throw new Problem(
            'forbidden',
            'identity.beyond_token',
            'A sign-in link may everything that you may, and the token you use may not; use one with the permission *.',
          )
        const { code, expiresAt } = await kernel.db.system((tx) => createLoginCode(tx, actor.id))
        return { code, expiresAt: expiresAt.toISOString() }
      },
    }),

    tokens: verb({
      name: 'tokens.list',
      http: 'GET /tokens',
      summary: 'List your tokens',
      input: z.object({}),
      output: z.object({ items: z.array(Token) }),
      needs: 'account:read',
      scope: 'account',
      run: async ({ actor, tx }) => ({
        items: (await selectTokensOf(tx, actor.id)).map((t) => ({
          ...t,
          createdAt: t.createdAt.toISOString(),
          expiresAt: t.expiresAt?.toISOString() ?? null,
          lastUsedAt: t.lastUsedAt?.toISOString() ?? null,
        })),
      }),
    }),

    createToken: verb({
      name: 'tokens.create',
      http: 'POST /tokens',
      summary: 'Create a token; it is shown once',
      input: z.object({
        name: z.string().trim().min(1).max(100),
        permissions: z
          .array(
            z.string().regex(/^(\*|(\*|[a-z-]+):(\*|[a-z-]+))$/, 'use a permission such as specs:read, *:read or *'),
          )
          .min(1)
          .default(['*']),
        expiresInDays: z.number().int().min(1).max(3650).optional(),
        projects: z
          .array(z.string().regex(/^prj_[a-z0-9]{1,60}$/, 'is not the id of a project'))
          .min(1)
          .max(MOST_TOKEN_PROJECTS)
          .optional()
          .describe('Ids of the only projects it is for; it changes nothing of your account then.'),
      }),
      output: z.object({ id: z.string(), token: z.string() }),
      needs: 'account:write',
      scope: 'account',
      secret: ['token'],
      emits: ['token.created'],
      async run({ actor, tx, emit }, { name, permissions, expiresInDays, projects }) {
        if (actor.kind !== 'person')
          throw new Problem(
            'forbidden',
            'identity.not_a_person',
            'Only people create tokens; agents get theirs when they are registered.',
          )
        const beyond = permissions.find((permission) => !covers(actor.scopes ?? ['*'], permission))
        if (beyond !== undefined)
          throw new Problem(
            'forbidden',
            'identity.beyond_token',
            `The token you use does not itself have the permission ${beyond}; leave it out, or create the token in Settings.`,
          )
        const { id, secret } = await issueToken(tx, {
          kind: 'person',
          subject: actor.id,
          name,
          permissions,
          ...(projects ? { projects } : {}),
          ...(expiresInDays ? { expiresAt: new Date(Date.now() + expiresInDays * DAY_MS) } : {}),
        })
        emit(tokenCreated, { data: { token: id, name } })
        return { id, token: secret }
      },
    }),

    revokeToken: verb({
      name: 'tokens.revoke',
      http: 'DELETE /tokens/:token',
      summary: 'Revoke one of your tokens',
      input: z.object({ token: z.string() }),
      output: z.object({}),
      needs: 'account:write',
      scope: 'account',
      emits: ['token.revoked'],
      async run({ actor, tx, emit }, { token }) {
        if (!(await revokeToken(tx, token, actor.id)))
          throw new Problem('not_found', 'identity.no_token', `You have no token ${token}.`)
        emit(tokenRevoked, { data: { token } })
        forget()
        return {}
      },
    }),

    revokeHeld: verb({
      name: 'tokens.revokeHeld',
      http: 'POST /tokens/revocations',
      summary: 'Revoke a token that you hold, whosever it is',
      input: z.object({ token: z.string().min(1).max(1000) }),
      output: z.object({}),
      needs: 'account:write',
      scope: 'public',
      secret: ['token'],
      emits: ['token.revoked'],
      async run({ emit }, { token }) {
        // Holding it is the proof; whoever found one that leaked may end it.
        if (!(await kernel.db.system((system) => revokeTokenByHash(system, hashSecret(token)))))
          throw new Problem('not_found', 'identity.no_token', 'There is no such token, or it was revoked already.')
        emit(tokenRevoked, { data: { token: 'held' } })
        forget()
        return {}
      },
    }),

    users: verb({
      name: 'users.list',
      http: 'GET /users',
      summary: 'List the users of this server',
      input: z.object({}),
      output: z.object({ items: z.array(User.extend({ serverAdmin: z.boolean(), createdAt: z.string() })) }),
      needs: 'users:read',
      scope: 'server',
      run: async ({ tx }) => ({
        items: (await selectUsers(tx)).map((u) => ({ ...u, createdAt: u.createdAt.toISOString() })),
      }),
    }),

    invite: verb({
      name: 'users.create',
      http: 'POST /users',
      summary: 'Add a user; answers a one-time sign-in code',
      input: z.object({
        login: Slug,
        name: z.string().trim().min(1).max(100).optional(),
        serverAdmin: z.boolean().default(false),
      }),
      output: z.object({ user: User, code: z.string(), expiresAt: z.string() }),
      needs: 'users:write',
      scope: 'server',
      secret: ['code'],
      emits: ['user.invited'],
      async run({ tx, emit }, { login, name, serverAdmin }) {
        const user = await createUser(tx, { login, name: name ?? login, serverAdmin })
        const { code, expiresAt } = await createLoginCode(tx, user.id)
        emit(userInvited, { data: { user: user.id, login } })
        return { user, code, expiresAt: expiresAt.toISOString() }
      },
    }),

    ...orgs.verbs,
    ...teams.verbs,
    ...accounts.verbs,
  }
  kernel.verbs.register(...Object.values(verbs))

  return {
    verbs,
    authenticate,
    authenticateAlso,
    orgId: orgs.find,
    issueToken,
    revokeTokens: async (tx: Tx, { kind, subject }: { kind: TokenKind; subject: string }): Promise<void> => {
      await revokeTokensOf(tx, kind, subject)
      forget()
    },
    createLoginCode,
    findOrg: selectOrgBySlug,
    members: selectMembers,
    findUser: selectUserByLogin,
    accounts,
    teams: {
      find: teams.find,
      list: teams.list,
      members: teams.members,
      ofUser: teams.ofUser,
      /** Where it is, for doors that are given nothing but an id; who may see it is the verbs'. */
      locate: (id: string) => kernel.db.system((tx) => selectTeamAddress(tx, id)),
    },

    /** The first admin, made on the first start, with the token of the configuration if there is one. */
    async prepareAdmin(): Promise<{ id: string; login: string; actor: Actor; created: boolean }> {
      const { adminToken } = kernel.config
      const { user, created } = await kernel.db.system(async (tx) => {
        const found = await selectFirstAdmin(tx)
        const user = found ?? (await createUser(tx, { login: 'admin', name: 'Admin', serverAdmin: true }))
        // One that was revoked stays revoked, whatever the environment still says.
        if (adminToken && !(await hasToken(tx, hashSecret(adminToken)))) {
          await issueToken(
            tx,
            { kind: 'person', subject: user.id, name: 'DEVFLOW_ADMIN_TOKEN', permissions: ['*'] },
            adminToken,
          )
        }
        return { user, created: !found }
      })
      const orgs = await kernel.db.system((tx) => selectOrgsOf(tx, user.id))
      const actor: Actor = {
        kind: 'person',
        id: user.id,
        name: user.login,
        orgs: Object.fromEntries(orgs.map((o) => [o.id, ['*']])),
        server: ['*'],
      }
      return { id: user.id, login: user.login, actor, created }
    },

    /** A user with the organisation of their own name. */
    createUser,
    /** Somebody who has proven in another way than by a token who they are; undefined when they may not sign in any more. */
    personActor: (tx: Tx, user: string) => personOf(tx, { subject: user, permissions: ['*'], projects: null }),
    createOrg: orgs.create,
  }

  async function createUser(
    tx: Tx,
    { login, name, serverAdmin }: { login: string; name: string; serverAdmin: boolean },
  ) {
    const user = { id: newId('usr'), login, name }
    const org = { id: newId('org'), slug: login, name, kind: 'person' as const }
    if (!(await insertUser(tx, { ...user, serverAdmin }))) throw taken(login)
    await orgs.create(tx, org, user.id)
    return { ...user, org: org.id }
  }
}
