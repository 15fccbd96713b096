import { join } from 'node:path'
import type { Git } from '#git'
import type { Identity } from '#identity'
import type { Actor, Kernel, Tx } from '#kernel'
import { type Projects, projectDeleted } from '#projects'
import { createAccountKeys } from './account-keys.ts'
import { createDeployKeys } from './deploy-keys.ts'
import { gpgKeyCreated, gpgKeyDeleted, signingKeyCreated, signingKeyDeleted } from './events.ts'
import { createGpg } from './gpg.ts'
import { createGpgKeys } from './gpg-keys.ts'
import { fingerprintOf } from './public-key.ts'
import { createPublicKeys } from './public-keys.ts'
import { createSignatureJudge } from './signature-judge.ts'
import { createSigningKeys } from './signing-keys.ts'
import { deleteKeysOfProject, type SshKeyRow, selectSshKeyByFingerprint, touchSshKey } from './ssh-keys.sql.ts'

export type Keys = ReturnType<typeof createKeys>

/** "Last used" is for people who clean up: it may be this old. */
const TOUCH_EVERY_MS = 60_000

/** Public keys: who comes through the SSH door with them, and whose signatures they verify. */
export function createKeys(
  kernel: Kernel,
  { identity, projects, git }: { identity: Identity; projects: Projects; git: Git },
) {
  kernel.migrations('keys', join(import.meta.dirname, 'migrations'))
  const gpg = createGpg(kernel.config.environment.PATH)
  const verbs = {
    account: createAccountKeys(),
    deploy: createDeployKeys({ projects }),
    signing: createSigningKeys(),
    gpg: createGpgKeys({ gpg, identity }),
    others: createPublicKeys(kernel, { identity, projects }),
  }
  for (const family of Object.values(verbs)) kernel.verbs.register(...Object.values(family))

  kernel.events.subscribe({
    name: 'keys.projects',
    on: [projectDeleted.name],
    async run({ project }, tx) {
      if (project) await deleteKeysOfProject(tx, project)
    },
  })

  git.judgeSignaturesBy(createSignatureJudge(kernel, { identity, gpg }))
  kernel.onStart(async () => {
    const names = [signingKeyCreated, signingKeyDeleted, gpgKeyCreated, gpgKeyDeleted].map(({ name }) => name)
    const stop = kernel.events.tail({ names }, git.forgetSignatures)
    kernel.onStop(async () => stop())
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
