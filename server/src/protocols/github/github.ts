import { randomBytes } from 'node:crypto'
import type { Context } from 'hono'
import type { Apps } from '#apps'
import type { Checks } from '#checks'
import type { Ci } from '#ci'
import type { Forks } from '#forks'
import type { Git } from '#git'
import type { Hooks } from '#hooks'
import type { Identity } from '#identity'
import type { Issues } from '#issues'
import type { Actor, Kernel } from '#kernel'
import type { Keys } from '#keys'
import type { Markdown } from '#markdown'
import type { Projects } from '#projects'
import type { Pulls } from '#pulls'
import type { Releases } from '#releases'
import type { Secrets } from '#secrets'
import type { Door, HostKey } from '../protocol.ts'
import { createRateLimit, type RateLimit } from './rate-limit.ts'
import { type Urls, urlsOf, urlsOfHost } from './urls.ts'

/** The modules whose verbs this door prints. */
export interface GithubModules {
  identity: Identity
  projects: Projects
  secrets: Secrets
  git: Git
  checks: Checks
  issues: Issues
  forks: Forks
  pulls: Pulls
  ci: Ci
  hooks: Hooks
  keys: Keys
  apps: Apps
  releases: Releases
  markdown: Markdown
}

/** What every route is given. */
export interface Github extends GithubModules {
  kernel: Kernel
  rateLimit: RateLimit
  authenticate(request: Request): Promise<Actor | undefined>
  /** In terms of the host this request came by. */
  urls(c: Context): Urls
  /** In terms of the server's public address; for what nobody asked for, such as webhooks. */
  publicUrls(): Urls
  requestId(): string
  /** What SSH clients know this server by; undefined where no SSH is served. */
  sshHostKey(): HostKey | undefined
}

export function createGithub(door: Door, modules: GithubModules): Github {
  const ssh = () => door.sshUrl?.()
  return {
    ...modules,
    kernel: door.kernel,
    rateLimit: createRateLimit(),
    authenticate: door.authenticate,
    urls(c) {
      const host = c.req.header('host') ?? ''
      const publicUrl = door.publicUrl()
      if (/^api\.github\./i.test(host)) return urlsOfHost(host, new URL(publicUrl).protocol, ssh())
      return urlsOf(publicUrl, ssh())
    },
    publicUrls: () => urlsOf(door.publicUrl(), ssh()),
    sshHostKey: () => door.sshHostKey?.(),
    requestId: () => randomBytes(8).toString('hex').toUpperCase(),
  }
}
