import { sign } from 'node:crypto'
import { vi } from 'vitest'
import type { World } from './world.kit.ts'

/** Somebody who tries what is not theirs. */
export interface Hat {
  who: string
  /** Makes them who they are and answers their token; undefined: they send none. */
  wear(world: World): Promise<string | undefined>
  /** What they must not even learn the existence of. */
  blindTo: 'everything' | 'the project' | 'nothing'
  /** What may succeed beside looking after one's own account: opening issues and the like, which readers may. */
  converses?: boolean
}

export const HATS: readonly Hat[] = [
  { who: 'nobody', blindTo: 'everything', wear: async () => undefined },
  { who: 'bob, a neighbour', blindTo: 'everything', wear: async ({ app }) => app.bobToken },
  {
    who: 'an agent of bob',
    blindTo: 'everything',
    wear: (world) => issue(world, { kind: 'agent', subject: 'agent_walk', org: Object.keys(world.app.bob.orgs)[0]! }),
  },
  {
    who: 'alice with a token for another project',
    blindTo: 'the project',
    wear: (world) =>
      issue(world, { kind: 'person', subject: world.app.alice.id, projects: [idOf(world, 'elsewhere')] }),
  },
  {
    who: 'a job of another project',
    blindTo: 'the project',
    wear: (world) =>
      issue(world, {
        kind: 'job',
        subject: 'job_walk',
        org: idOf(world, 'lunar'),
        projects: [idOf(world, 'elsewhere')],
      }),
  },
  { who: 'an app that is installed on another project', blindTo: 'the project', wear: (world) => installed(world) },
  {
    who: 'an app whose installation was suspended',
    blindTo: 'everything',
    async wear(world) {
      const token = await installed(world)
      await world.app.api('PUT', `/orgs/lunar/installations/${world.known.installation}/suspension`)
      return token
    },
  },
  {
    who: 'an app that was deleted',
    blindTo: 'everything',
    async wear(world) {
      await world.app.api('DELETE', `/orgs/lunar/installations/${world.known.installation}/suspension`)
      const token = await installed(world)
      await world.app.api('DELETE', `/orgs/lunar/apps/${world.known.slug}`, { confirm: String(world.known.slug) })
      return token
    },
  },
  {
    who: 'alice with a token that only reads',
    blindTo: 'nothing',
    wear: (world) => issue(world, { kind: 'person', subject: world.app.alice.id, permissions: ['*:read'] }),
  },
  {
    who: 'alice with a token for releases alone',
    blindTo: 'nothing',
    wear: (world) => issue(world, { kind: 'person', subject: world.app.alice.id, permissions: ['releases:read'] }),
  },
  {
    who: 'bob, who collaborates by reading',
    blindTo: 'nothing',
    converses: true,
    async wear({ app }) {
      await app.api('PUT', '/projects/lunar/moonbase/collaborators/bob', { role: 'read' })
      return app.bobToken
    },
  },
  {
    who: 'bob, a viewer of the organisation',
    blindTo: 'nothing',
    converses: true,
    async wear({ app }) {
      await app.api('DELETE', '/projects/lunar/moonbase/collaborators/bob')
      await app.api('PUT', '/orgs/lunar/members/bob', { role: 'viewer' })
      return app.bobToken
    },
  },
  {
    who: 'bob, whose account was closed',
    blindTo: 'everything',
    async wear({ app, ask }) {
      await app.kernel.db.system((tx) => tx.query(`update identity.users set disabled_at = now() where login = 'bob'`))
      await vi.waitFor(async () => {
        const { status } = await ask('GET', '/user', { token: app.bobToken })
        if (status !== 401) throw new Error('What he may do is still remembered.')
      }, 20_000)
      return app.bobToken
    },
  },
]

type NewToken = Parameters<World['app']['modules']['identity']['issueToken']>[1]

async function issue(
  { app }: World,
  token: Omit<NewToken, 'name' | 'permissions'> & { permissions?: string[] },
): Promise<string> {
  const { secret } = await app.kernel.db.system((tx) =>
    app.modules.identity.issueToken(tx, { name: 'walk', permissions: ['*'], ...token }),
  )
  return secret
}

/** A token of the app that is installed on lunar/elsewhere, got as apps get it, with everything that an app can be given. */
async function installed({ app, ask, known, ids }: World): Promise<string> {
  const { privateKey } = await app.api('POST', `/orgs/lunar/apps/${known.slug}/keys`)
  const now = Math.floor(Date.now() / 1000)
  const head = [
    { alg: 'RS256', typ: 'JWT' },
    { iat: now - 60, exp: now + 300, iss: ids.appNumber },
  ]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.')
  const jwt = `${head}.${sign('sha256', Buffer.from(head), privateKey).toString('base64url')}`
  const made = await ask('POST', `/app/installations/${known.installation}/access_tokens`, { token: jwt })
  return made.json.token
}

function idOf({ ids }: World, what: keyof World['ids']): string {
  return ids[what]
}
