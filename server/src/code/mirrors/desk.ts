import type { Egress } from '#egress'
import type { Git, Remote } from '#git'
import type { Identity } from '#identity'
import { type Kernel, Problem, type Tx } from '#kernel'
import { fingerprintOf, makeEd25519 } from '#keys'
import type { Lfs } from '#lfs'
import type { Project, Projects } from '#projects'
import type { Secrets } from '#secrets'
import { parseSsh, SCHEMES } from './address.ts'
import type { Mirror } from './mirror.ts'
import { keepHostKey, lockMirror, type MirrorRow } from './mirrors.sql.ts'

export interface MirrorsDeps {
  identity: Identity
  projects: Projects
  secrets: Secrets
  egress: Egress
  git: Git
  lfs: Lfs
}

export type Desk = ReturnType<typeof createDesk>

/** What the verbs about mirrors have in common. */
export function createDesk(kernel: Kernel, { projects, secrets, egress }: MirrorsDeps) {
  return {
    /** The mirror of this project, locked. */
    async open(tx: Tx, { mirror, ...address }: { owner: string; name: string; mirror: string }) {
      const project = await projects.get(tx, address)
      const row = await lockMirror(tx, mirror)
      if (row?.project === project.id) return { project, row }
      throw new Problem(
        'not_found',
        'mirrors.not_found',
        `${address.owner}/${address.name} has no mirror ${mirror}; list them to see which there are.`,
      )
    },

    /** Refuses an address that no run would connect to, before anything is written. */
    check(url: string, { hasPassword = false } = {}): string {
      const ssh = parseSsh(url)
      const { href, protocol } = egress.check(ssh?.url ?? url, { schemes: SCHEMES })
      if (protocol === 'ssh:' && !ssh) throw noPath(url)
      if (ssh && hasPassword) throw noPassword()
      return ssh && !/^ssh:/i.test(url) ? url : href
    },

    seal(mirror: string, password: string): Buffer {
      kernel.masks.add(password)
      return secrets.sealForServer(`mirror ${mirror}`, password)
    },

    /** A key pair of the mirror's own: what it opens is decided on the other side, for this mirror alone. */
    makeKey(mirror: string): Pick<MirrorRow, 'sshKey' | 'publicKey'> {
      const pair = makeEd25519({ comment: `devflow ${mirror}` })
      return { sshKey: secrets.sealForServer(`mirror key ${mirror}`, pair.private), publicKey: pair.public }
    },

    /** Where a run connects to. Throws what `egress` has against the address. */
    async remoteOf(row: MirrorRow): Promise<Remote> {
      const { id, hostKey, sshKey } = row
      const ssh = parseSsh(row.url)
      const { host, port, pinned } = await egress.resolve(ssh?.url ?? row.url, { schemes: SCHEMES })
      const remote = { url: row.url, pinned: { host, port, address: pinned } }
      if (!ssh) return { ...remote, credentials: this.credentialsOf(row) }
      if (!sshKey) throw new Error(`mirror ${id} has no key although its address is one of ssh`)
      return {
        ...remote,
        ssh: {
          ...ssh,
          privateKey: secrets.openForServer(`mirror key ${id}`, sshKey),
          hostKey: hostKey ?? undefined,
          onHostKey: (line) => kernel.db.system((tx) => keepHostKey(tx, id, line)),
        },
      }
    },

    credentialsOf({ id, username, sealed }: MirrorRow): { username: string; password: string } | undefined {
      if (!sealed) return undefined
      const password = secrets.openForServer(`mirror ${id}`, sealed)
      kernel.masks.add(password)
      // A token is the whole credential of many forges; they take it with any user name.
      return { username: username ?? 'git', password }
    },

    factOf: ({ id, direction, url }: Pick<MirrorRow, 'id' | 'direction' | 'url'>) => ({ mirror: id, direction, url }),
  }
}

export function printMirror(row: MirrorRow): Mirror {
  const { org: _, project: __, sealed, sshKey: _____, hostKey, failures: ___, createdBy: ____, ...shown } = row
  return {
    ...shown,
    hasPassword: sealed !== null,
    hostKey: hostKey && fingerprintOf(Buffer.from(hostKey.split(' ')[1] ?? '', 'base64')),
    createdAt: row.createdAt.toISOString(),
    startedAt: row.startedAt?.toISOString() ?? null,
    finishedAt: row.finishedAt?.toISOString() ?? null,
    syncedAt: row.syncedAt?.toISOString() ?? null,
  }
}

/** The same rules for the branch that the other side calls its default. */
export function protectionFor({ settings, defaultBranch }: Project, branch: string) {
  return settings.protection.map((rule) => (rule.pattern === defaultBranch ? { ...rule, pattern: branch } : rule))
}

function noPath(url: string): Problem {
  return new Problem(
    'invalid',
    'mirrors.address',
    `${JSON.stringify(url.slice(0, 200))} names no repository; write it like ssh://git@example.com/owner/repository.git or git@example.com:owner/repository.git.`,
  )
}

function noPassword(): Problem {
  return new Problem(
    'invalid',
    'mirrors.password',
    'Over SSH a mirror signs in with a key of its own, not with a password; leave it out, and add the public key that the mirror shows on the other side.',
  )
}
