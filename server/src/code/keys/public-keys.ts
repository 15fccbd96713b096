import { z } from 'zod'
import type { Identity } from '#identity'
import { type Kernel, Problem, type Tx, type VerbContext, verb } from '#kernel'
import type { Projects } from '#projects'
import { selectGpgKeys } from './gpg-keys.sql.ts'
import { PublicGpgKey, toGpgKeys } from './gpg-keys.ts'
import { PageInput, printKey } from './key-view.ts'
import { selectSigningKeys } from './signing-keys.sql.ts'
import { type SshKeyRow, selectSshKeys } from './ssh-keys.sql.ts'

const PublicKey = z
  .object({ databaseId: z.number(), key: z.string(), type: z.string(), createdAt: z.string() })
  .meta({ id: 'PublicKey' })
const Input = z.object({ user: z.string().max(60), ...PageInput })
const Output = z.object({ items: z.array(PublicKey), total: z.number() })

/** What everybody who may know of somebody may know of their keys: the keys, but not what their owner calls them. */
export function createPublicKeys(
  kernel: Kernel,
  { identity, projects }: { identity: Identity; projects: Pick<Projects, 'verbs'> },
) {
  /** Row-level security shows people their own keys; what is public of others' is read here. */
  async function read<T>(
    { call }: VerbContext,
    login: string,
    select: (tx: Tx, user: string) => Promise<T>,
  ): Promise<T> {
    const { user } = await call(projects.verbs.owner, { login })
    if (user !== null) return kernel.db.system((tx) => select(tx, user))
    throw new Problem('not_found', 'keys.no_person', `"${login}" is an organisation, and only people have keys.`)
  }

  return {
    ssh: verb({
      name: 'keys.ofUser',
      http: 'GET /users/:user/ssh-keys',
      summary: "List the public half of somebody's SSH keys",
      input: Input,
      output: Output,
      needs: 'account:read',
      // Whom one may know of is asked within.
      scope: 'public',
      async run(context, { user, ...page }) {
        const { rows, total } = await read(context, user, (tx, id) => selectSshKeys(tx, { user: id }, page))
        return { items: rows.map(toPublicKey), total }
      },
    }),

    signing: verb({
      name: 'signing-keys.ofUser',
      http: 'GET /users/:user/ssh-signing-keys',
      summary: 'List the public half of the SSH keys somebody signs commits with',
      input: Input,
      output: Output,
      needs: 'account:read',
      // Whom one may know of is asked within.
      scope: 'public',
      async run(context, { user, ...page }) {
        const { rows, total } = await read(context, user, (tx, id) => selectSigningKeys(tx, id, page))
        return { items: rows.map(toPublicKey), total }
      },
    }),

    gpg: verb({
      name: 'gpg-keys.ofUser',
      http: 'GET /users/:user/gpg-keys',
      summary: 'List the GPG keys somebody signs commits with',
      input: Input,
      output: z.object({ items: z.array(PublicGpgKey), total: z.number() }),
      needs: 'account:read',
      // Whom one may know of is asked within.
      scope: 'public',
      async run(context, { user, ...page }) {
        return read(context, user, async (tx, id) => {
          const { rows, total } = await selectGpgKeys(tx, id, page)
          return { items: await toGpgKeys(tx, identity, rows), total }
        })
      },
    }),
  }
}

type KeyRow = Pick<SshKeyRow, 'databaseId' | 'type' | 'blob' | 'createdAt'>

function toPublicKey({ databaseId, type, blob, createdAt }: KeyRow) {
  return { databaseId, type, key: printKey(type, blob), createdAt: createdAt.toISOString() }
}
