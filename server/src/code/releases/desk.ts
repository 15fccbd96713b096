import type { Git } from '#git'
import type { Issues } from '#issues'
import { type Kernel, may, Problem, type Tx, type VerbContext } from '#kernel'
import { type Project, ProjectAddress, type Projects } from '#projects'
import type { Pulls } from '#pulls'
import { type AssetRow, selectAssetsOf } from './assets.sql.ts'
import type { Asset, Release } from './release.ts'
import { type ReleaseRow, selectRelease } from './releases.sql.ts'

export interface ReleasesDeps {
  projects: Projects
  git: Git
  issues: Issues
  pulls: Pulls
  publicUrl: () => string
}

export interface DeskDeps extends ReleasesDeps {
  kernel: Kernel
}

export const Address = ProjectAddress

export type Desk = ReturnType<typeof createDesk>

/** What the verbs about releases have in common: finding one that the actor may see, and showing it. */
export function createDesk({ projects }: DeskDeps) {
  return {
    sight: ({ actor, org }: VerbContext) => ({ drafts: may(actor, org, 'releases:write') }),

    async open(
      context: VerbContext,
      { owner, name, release }: { owner: string; name: string; release: string },
    ): Promise<{ project: Project; row: ReleaseRow }> {
      const project = await projects.get(context.tx, { owner, name })
      const row = await selectRelease(context.tx, project.id, { release, ...this.sight(context) })
      if (row) return { project, row }
      throw new Problem('not_found', 'releases.not_found', `There is no release ${release} in ${owner}/${name}.`)
    },

    async present(tx: Tx, rows: readonly ReleaseRow[]): Promise<Release[]> {
      const assets = await selectAssetsOf(
        tx,
        rows.map(({ id }) => id),
      )
      return rows.map((row) => ({
        ...printRelease(row),
        assets: assets.filter(({ release }) => release === row.id).map(printAsset),
      }))
    },
  }
}

export function printAsset({ createdAt, updatedAt, ...row }: AssetRow): Asset {
  return { ...row, createdAt: createdAt.toISOString(), updatedAt: updatedAt.toISOString() }
}

function printRelease(row: ReleaseRow): Omit<Release, 'assets'> {
  const { org: _, project: __, latestAt: ___, createdAt, publishedAt, updatedAt, ...shown } = row
  return {
    ...shown,
    createdAt: createdAt.toISOString(),
    publishedAt: publishedAt?.toISOString() ?? null,
    updatedAt: updatedAt.toISOString(),
  }
}
