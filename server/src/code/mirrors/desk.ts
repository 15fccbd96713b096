import type { Egress } from '#egress'
import type { Git } from '#git'
import type { Identity } from '#identity'
import { type Kernel, Problem, type Tx } from '#kernel'
import type { Project, Projects } from '#projects'
import type { Secrets } from '#secrets'
import { type Mirror, SCHEMES } from './mirror.ts'
import { lockMirror, type MirrorRow } from './mirrors.sql.ts'

export interface MirrorsDeps {
  identity: Identity
  projects: Projects
  secrets: Secrets
  egress: Egress
  git: Git
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
    check(url: string): string {
      return egress.check(url, { schemes: SCHEMES }).href
    },

    seal(mirror: string, password: string): Buffer {
      kernel.masks.add(password)
      return secrets.sealForServer(`mirror ${mirror}`, password)
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
  const { org: _, project: __, sealed, failures: ___, createdBy: ____, ...shown } = row
  return {
    ...shown,
    hasPassword: sealed !== null,
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
