import { z } from 'zod'
import type { Identity } from '#identity'
import { type Kernel, Problem, type Tx, verb } from '#kernel'
import { selectGpgKeys } from './gpg-keys.sql.ts'
import { PublicGpgKey, toGpgKey } from './gpg-keys.ts'
import { PageInput, printKey } from './key-view.ts'
import { selectSigningKeys } from './signing-keys.sql.ts'
import { type SshKeyRow, selectSshKeys } from './ssh-keys.sql.ts'

const PublicKey = z
  .object({ databaseId: z.number(), key: z.string(), type: z.string(), createdAt: z.string() })
  .meta({ id: 'PublicKey' })
const Input = z.object({ user: z.string().max(60), ...PageInput })
const Output = z.object({ items: z.array(PublicKey), total: z.number() })

/** What everybody may know of somebody's keys: the keys, but not what their owner calls them. */
export function createPublicKeys(kernel: Kernel, identity: Identity) {
  /** Row-level security shows people their own keys; what is public of others' is read here. */
  function read<Row>(login: string, select: (tx: Tx, user: string) => Promise<{ rows: Row[]; total: number }>) {
    return kernel.db.system(async (tx) => {
      const user = await identity.findUser(tx, login)
      if (!user) throw new Problem('not_found', 'identity.no_user', `There is no user "${login}".`)
      return select(tx, user.id)
    })
  }

  return {
    ssh: verb({
      name: 'keys.ofUser',
      http: 'GET /users/:user/ssh-keys',
      summary: "List the public half of somebody's SSH keys",
      input: Input,
      output: Output,
      needs: 'account:read',
      scope: 'account',
      async run(_context, { user, ...page }) {
        const { rows, total } = await read(user, (tx, id) => selectSshKeys(tx, { user: id }, page))
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
      scope: 'account',
      async run(_context, { user, ...page }) {
        const { rows, total } = await read(user, (tx, id) => selectSigningKeys(tx, id, page))
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
      scope: 'account',
      async run(_context, { user, ...page }) {
        const { rows, total } = await read(user, (tx, id) => selectGpgKeys(tx, id, page))
        return { items: rows.map(toGpgKey), total }
      },
    }),
  }
}

type KeyRow = Pick<SshKeyRow, 'databaseId' | 'type' | 'blob' | 'createdAt'>

function toPublicKey({ databaseId, type, blob, createdAt }: KeyRow) {
  return { databaseId, type, key: printKey(type, blob), createdAt: createdAt.toISOString() }
}
