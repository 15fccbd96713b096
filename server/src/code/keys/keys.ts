import { join } from 'node:path'
import type { Identity } from '#identity'
import type { Actor, Kernel, Tx } from '#kernel'
import { type Projects, projectDeleted } from '#projects'
import { createAccountKeys } from './account-keys.ts'
import { createDeployKeys } from './deploy-keys.ts'
import { fingerprintOf } from './public-key.ts'
import { createSigningKeys } from './signing-keys.ts'
import { deleteKeysOfProject, type SshKeyRow, selectSshKeyByFingerprint, touchSshKey } from './ssh-keys.sql.ts'

export type Keys = ReturnType<typeof createKeys>

/** "Last used" is for people who clean up: it may be this old. */
const TOUCH_EVERY_MS = 60_000

/** Public keys: who comes through the SSH door with them, and whose signatures they verify. */
export function createKeys(kernel: Kernel, { identity, projects }: { identity: Identity; projects: Projects }) {
  kernel.migrations('keys', join(import.meta.dirname, 'migrations'))
  const verbs = {
    account: createAccountKeys(),
    deploy: createDeployKeys({ projects }),
    signing: createSigningKeys(),
  }
  for (const family of Object.values(verbs)) kernel.verbs.register(...Object.values(family))

  kernel.events.subscribe({
    name: 'keys.projects',
    on: [projectDeleted.name],
    async run({ project }, tx) {
      if (project) await deleteKeysOfProject(tx, project)
    },
  })

  async function actorOf(tx: Tx, key: SshKeyRow): Promise<Actor | undefined> {
    if (key.user) return identity.personActor(tx, key.user)
    if (!key.org || !key.project) return undefined
    return {
      kind: 'system',
      id: `deploy-key:${key.id}`,
      name: `deploy key ${key.title}`,
      orgs: { [key.org]: key.readOnly ? ['git:read'] : ['git:read', 'git:push'] },
      projects: [key.project],
    }
  }

  return {
    verbs,

    /** Who a key speaks for, given as a client sends it: a person with all their powers, or a machine narrowed to one project. */
    async findByPublicKey(tx: Tx, blob: Buffer): Promise<Actor | undefined> {
      const key = await selectSshKeyByFingerprint(tx, fingerprintOf(blob))
      return key && actorOf(tx, key)
    },

    /** To be called when somebody has proven to hold the key. */
    async used(tx: Tx, blob: Buffer): Promise<void> {
      await touchSshKey(tx, fingerprintOf(blob), TOUCH_EVERY_MS)
    },
  }
}
