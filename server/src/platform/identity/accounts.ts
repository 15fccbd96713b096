import { createHash } from 'node:crypto'
import { z } from 'zod'
import { type ActorRef, type Kernel, Problem, type Tx, verb } from '#kernel'
import {
  type AccountRow,
  deleteEmail,
  type EmailRow,
  insertEmail,
  selectAccount,
  selectAccountByDatabaseId,
  selectAccountsByLogin,
  selectAccountsByUser,
  selectEmails,
  selectUnconfirmed,
  selectUsersByEmail,
  verifyEmail,
} from './accounts.sql.ts'

/** Who is shown beside what was done: a person, an organisation, or a program (an agent, an app, the server itself). */
export interface Account extends Omit<AccountRow, 'kind'> {
  kind: AccountRow['kind'] | 'program'
}

/** Logins and numbers keep for life; a changed name is seen after this. */
const CACHE_MS = 10_000
const MAX_CACHED = 10_000
const MOST_EMAILS = 20
/** So many are decided before more are looked at. */
const MOST_UNCONFIRMED = 200

const Email = z
  .email()
  .max(254)
  .transform((email) => email.toLowerCase())
const EmailView = z.object({ email: z.string(), verified: z.boolean(), primary: z.boolean() }).meta({ id: 'Email' })

/** Public profiles, and the addresses that tie commits to people. */
export function createAccounts(kernel: Kernel) {
  const cache = new Map<string, { account: Account | undefined; until: number }>()

  async function remembered(key: string, read: (tx: Tx) => Promise<Account | undefined>): Promise<Account | undefined> {
    const cached = cache.get(key)
    if (cached && cached.until > Date.now()) return cached.account
    const account = await kernel.db.system(read)
    if (account) remember(key, account)
    return account
  }

  function remember(key: string, account: Account): void {
    if (cache.size >= MAX_CACHED) cache.clear()
    cache.set(key, { account, until: Date.now() + CACHE_MS })
  }

  const byLogin = (login: string) =>
    remembered(`login ${login}`, async (tx) => (await selectAccountsByLogin(tx, [login.toLowerCase()]))[0])

  async function ofActor(actor: ActorRef): Promise<Account> {
    const person =
      actor.kind === 'person'
        ? await remembered(`user ${actor.id}`, async (tx) => (await selectAccountsByUser(tx, [actor.id]))[0])
        : undefined
    return person ?? programAccount(actor)
  }

  /** In the order of the actors. */
  async function ofActors(actors: readonly ActorRef[]): Promise<Account[]> {
    const keyOf = ({ id }: ActorRef) => `user ${id}`
    const isKnown = (actor: ActorRef) => (cache.get(keyOf(actor))?.until ?? 0) > Date.now()
    const open = actors.filter((actor) => actor.kind === 'person' && !isKnown(actor)).map(({ id }) => id)
    if (open.length > 1) {
      const found = await kernel.db.system((tx) => selectAccountsByUser(tx, [...new Set(open)]))
      for (const account of found) remember(`user ${account.user}`, account)
    }
    return Promise.all(actors.map(ofActor))
  }

  const verbs = {
    emails: verb({
      name: 'emails.list',
      http: 'GET /emails',
      summary: 'List the mail addresses your commits may carry',
      input: z.object({}),
      output: z.object({ items: z.array(EmailView) }),
      needs: 'account:read',
      scope: 'account',
      run: async ({ actor, tx }) => ({ items: await selectEmails(tx, actor.id) }),
    }),

    addEmail: verb({
      name: 'emails.add',
      http: 'POST /emails',
      summary: 'Add a mail address; a server admin confirms it',
      input: z.object({ email: Email }),
      output: EmailView,
      needs: 'account:write',
      scope: 'account',
      status: 201,
      async run({ actor, tx }, { email }) {
        if (actor.kind !== 'person')
          throw new Problem('forbidden', 'identity.not_a_person', 'Only people have mail addresses.')
        if ((await selectEmails(tx, actor.id)).length >= MOST_EMAILS)
          throw new Problem('conflict', 'identity.emails', `You have ${MOST_EMAILS} addresses; remove one first.`)
        if (!(await insertEmail(tx, actor.id, email)))
          throw new Problem('conflict', 'identity.email_taken', `${email} belongs to an account already.`)
        return (await selectEmails(tx, actor.id)).find((row) => row.email === email)!
      },
    }),

    removeEmail: verb({
      name: 'emails.remove',
      http: 'DELETE /emails/:email',
      summary: 'Remove one of your mail addresses',
      input: z.object({ email: Email }),
      output: z.object({}),
      needs: 'account:write',
      scope: 'account',
      async run({ actor, tx }, { email }) {
        if (!(await deleteEmail(tx, actor.id, email)))
          throw new Problem('not_found', 'identity.no_email', `${email} is none of your addresses.`)
        return {}
      },
    }),

    unconfirmedEmails: verb({
      name: 'emails.unconfirmed',
      http: 'GET /emails/unconfirmed',
      summary: 'List the mail addresses that wait for a server admin, the oldest first',
      input: z.object({}),
      output: z.object({ items: z.array(z.object({ email: z.string(), login: z.string(), name: z.string() })) }),
      needs: 'users:write',
      scope: 'server',
      run: async ({ tx }) => ({ items: await selectUnconfirmed(tx, MOST_UNCONFIRMED) }),
    }),

    confirmEmail: verb({
      name: 'emails.confirm',
      http: 'POST /emails/:email/confirm',
      summary: 'Confirm that a mail address belongs to the person who added it',
      input: z.object({ email: Email }),
      output: z.object({}),
      needs: 'users:write',
      scope: 'server',
      async run({ tx }, { email }) {
        if (!(await verifyEmail(tx, email)))
          throw new Problem('not_found', 'identity.no_email', `Nobody has added ${email}.`)
        return {}
      },
    }),
  }

  return {
    verbs,
    byLogin,
    ofActor,
    ofActors,
    /** To be called when a name has changed that its owner looks at again at once. */
    forget: (): void => cache.clear(),
    /** By the organisation's id. */
    byId: (id: string) => remembered(`org ${id}`, (tx) => selectAccount(tx, id)),
    byDatabaseId: (databaseId: number) =>
      remembered(`number ${databaseId}`, (tx) => selectAccountByDatabaseId(tx, databaseId)),

    /** The people whose confirmed addresses these are, by address in small letters. */
    async byEmails(emails: readonly string[]): Promise<Map<string, Account>> {
      const wanted = [...new Set(emails.map((email) => email.toLowerCase()))]
      const found = new Map<string, Account>()
      const open: string[] = []
      for (const email of wanted) {
        const login = loginOfNoreply(email)
        const account = login ? await byLogin(login) : undefined
        if (account) found.set(email, account)
        else open.push(email)
      }
      if (open.length === 0) return found
      const owners = await kernel.db.system((tx) => selectUsersByEmail(tx, open))
      for (const { email, user } of owners) found.set(email, await ofActor({ kind: 'person', id: user, name: '' }))
      return found
    },

    emailsOf: (tx: Tx, user: string): Promise<EmailRow[]> => selectEmails(tx, user),

    /** Whom commits that this actor makes in the browser or over the API are by. */
    async author(actor: ActorRef): Promise<{ name: string; email: string }> {
      const account = await ofActor(actor)
      const emails = account.user ? await kernel.db.system((tx) => selectEmails(tx, account.user!)) : []
      const primary = emails.find((row) => row.primary && row.verified)
      return { name: account.name || account.login, email: primary?.email ?? printNoreply(account) }
    },
  }
}

export type Accounts = ReturnType<typeof createAccounts>

const NOREPLY = 'users.noreply.devflow'

/** An address nobody can write to, which says whose commit it is. */
function printNoreply({ databaseId, login }: Pick<Account, 'databaseId' | 'login'>): string {
  return `${databaseId}+${login}@${NOREPLY}`
}

function loginOfNoreply(email: string): string | undefined {
  return new RegExp(`^(?:\\d+\\+)?([a-z0-9-]{1,39})@${NOREPLY.replaceAll('.', '\\.')}$`).exec(email)?.[1]
}

/** Programs have no row, so their number is made from their id: the same one each time, above those that people get. */
function programAccount({ id, name }: ActorRef): Account {
  const digest = createHash('sha256').update(id).digest()
  const databaseId = 2 ** 40 + digest.readUIntBE(0, 5)
  return {
    id,
    databaseId,
    login: name,
    name,
    description: '',
    kind: 'program',
    user: null,
    createdAt: new Date(0),
  }
}
