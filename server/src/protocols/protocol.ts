import type { Context, Hono } from 'hono'
import type { Actor, Kernel, Problem } from '#kernel'

/** One foreign tongue DevFlow speaks over HTTP. A folder in protocols/ exports one of these, made for this server. */
export interface Protocol {
  readonly name: string
  /** Where the tongue is written down. */
  readonly spec: string
  /** Where its clients expect it. */
  readonly path: string
  /** Hosts that are this door's as well: the part before the server's own host name, and the path it stands for. */
  readonly hosts?: Readonly<Record<string, string>>
  /** Parse, call a verb, print. */
  readonly routes: Hono
  /** How this tongue says no. */
  refuse(c: Context, problem: Problem): Response
}

/** As in known_hosts, without the name. */
export interface HostKey {
  line: string
  fingerprint: string
}

/** What every door is given: never a rule of its own, only the way to find out who is asking. */
export interface Door {
  kernel: Kernel
  /** Undefined: nobody signed in. Throws for a credential that is not good. */
  authenticate(request: Request): Promise<Actor | undefined>
  publicUrl(): string
  /** `ssh://git@host:port`; undefined where no SSH is served. */
  sshUrl?(): string | undefined
  sshHostKey?(): HostKey | undefined
}
