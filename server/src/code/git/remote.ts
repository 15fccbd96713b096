import { isIPv6 } from 'node:net'
import type { Duplex } from 'node:stream'
import { Problem } from '#kernel'
import { type GitCommand, GitFailure } from './command.ts'
import { listRefs, type Ref } from './history.ts'
import { packedSize, printSize } from './quota.ts'
import { openSsh, type SshAccess } from './ssh-remote.ts'

/** A repository on another server, with the one address that was judged before: DNS is not asked again. */
export interface Remote {
  url: string
  pinned: { host: string; port: number; address: string }
  credentials?: { username: string; password: string } | undefined
  /** Of `ssh://` addresses: everything else about them. */
  ssh?: SshAccess | undefined
}

export interface RemoteOptions {
  signal: AbortSignal
  /** What git prints meanwhile. */
  onProgress(text: string): void
}

/** How one ref of a push was taken by the other side. */
export interface PushedRef {
  ref: string
  /** Undefined: it is there now. */
  refused: string | undefined
}

/** A large history over a slow line; what takes longer is stuck. */
const TRANSFER_TIMEOUT_MS = 4 * 3_600_000
/** A line that brings less than this for so long is dead. */
const SLOWEST_BYTES_PER_SECOND = 1000
const SLOWEST_SECONDS = 60
const WEIGH_EVERY_MS = 1_000
/** An address and a token. */
const MOST_ACCESS_BYTES = 64 * 1024
/** git-remote-fd(1): the connection is made here, so that git needs no ssh, no key and no knowledge of hosts. */
const CONNECTION = 'fd::3'
/** Patterns of a mirror end in one star or none. */
const PATTERN_PREFIX = 'refs/'

/**
 * The git side of talking to other servers. Only the protocol of the address is allowed, no redirect and no alternate is followed, and the
 * connection goes to the pinned address. Credentials travel in the environment of the process, never in its arguments.
 */
export function createRemotes({ git, limitBytes }: { git: GitCommand; limitBytes: number }) {
  function settingsOf({ url, pinned, credentials, ssh }: Remote): { url: string; env: Record<string, string> } {
    const target = new URL(ssh ? CONNECTION : url)
    const scheme = target.protocol.slice(0, -1)
    const address = isIPv6(pinned.address) ? `[${pinned.address}]` : pinned.address
    const config: [string, string][] = [
      ['http.followRedirects', 'false'],
      ['http.curloptResolve', `${pinned.host}:${pinned.port}:${address}`],
      ['http.lowSpeedLimit', String(SLOWEST_BYTES_PER_SECOND)],
      ['http.lowSpeedTime', String(SLOWEST_SECONDS)],
      // What is fetched stays one pack, to be weighed while it arrives.
      ['fetch.unpackLimit', '1'],
      ['fetch.recurseSubmodules', 'false'],
      ['push.recurseSubmodules', 'no'],
      ['credential.helper', ''],
    ]
    if (credentials) config.push(['credential.helper', CREDENTIAL_HELPER])
    // git:// knows neither certificates nor names, so that its address can stand in the url.
    if (scheme === 'git') target.hostname = address
    return {
      url: target.href,
      env: {
        GIT_ALLOW_PROTOCOL: scheme,
        GIT_CONFIG_COUNT: String(config.length),
        ...Object.fromEntries(
          config.flatMap(([key, value], i) => [
            [`GIT_CONFIG_KEY_${i}`, key],
            [`GIT_CONFIG_VALUE_${i}`, value],
          ]),
        ),
        ...(credentials
          ? { DEVFLOW_REMOTE_USER: credentials.username, DEVFLOW_REMOTE_PASSWORD: credentials.password }
          : {}),
      },
    }
  }

  /** Over SSH the connection is ours and git is handed it; what the other side says for people belongs to the failure. */
  async function connected<T>(
    remote: Remote,
    program: 'git-upload-pack' | 'git-receive-pack',
    { signal, onProgress }: RemoteOptions,
    talk: (connection?: Duplex) => Promise<T>,
  ): Promise<T> {
    const { ssh } = remote
    if (!ssh) return talk()
    using command = await openSsh({ ...remote, ssh }, program, { signal, onStderr: onProgress })
    try {
      return await talk(command.channel)
    } catch (error) {
      if (!(error instanceof GitFailure)) throw error
      throw new GitFailure([program], { code: error.code, stderr: `${error.stderr}\n${command.stderr()}` })
    }
  }

  return {
    /** The branch that is checked out when it is cloned; undefined for an empty repository. */
    async defaultBranch(remote: Remote, options: RemoteOptions): Promise<string | undefined> {
      const { url, env } = settingsOf(remote)
      const { signal, onProgress } = options
      const printed = await connected(remote, 'git-upload-pack', options, (connection) =>
        git.text(['ls-remote', '--symref', '--', url, 'HEAD'], { env, signal, onStderr: onProgress, connection }),
      )
      return /^ref: refs\/heads\/(\S+)\tHEAD$/m.exec(printed)?.[1]
    },

    /**
     * Brings what the patterns match into `refs/devflow/mirror/<id>/…`, which clients do not see, and answers what the other side has.
     * None of the repository's own refs moves.
     */
    async fetch(
      gitDir: string,
      remote: Remote,
      options: RemoteOptions & { id: string; patterns: readonly string[] },
    ): Promise<Ref[]> {
      const { id, patterns, signal, onProgress } = options
      const { url, env } = settingsOf(remote)
      const place = `refs/devflow/mirror/${id}/`
      const refspecs = patterns.map((pattern) => `+${pattern}:${place}${pattern.slice(PATTERN_PREFIX.length)}`)
      const tooLarge = new AbortController()
      const scales = setInterval(async () => {
        if ((await packedSize(gitDir)) > limitBytes) tooLarge.abort()
      }, WEIGH_EVERY_MS)
      try {
        const flags = ['--progress', '--prune', '--no-tags', '--no-write-fetch-head']
        await connected(remote, 'git-upload-pack', options, (connection) =>
          git.run(['fetch', ...flags, '--', url, ...refspecs], {
            gitDir,
            env,
            signal: AbortSignal.any([signal, tooLarge.signal]),
            timeoutMs: TRANSFER_TIMEOUT_MS,
            onStderr: onProgress,
            background: true,
            connection,
          }),
        )
      } catch (error) {
        throw tooLarge.signal.aborted ? refuseSize(limitBytes, error) : error
      } finally {
        clearInterval(scales)
      }
      if ((await packedSize(gitDir)) > limitBytes) throw refuseSize(limitBytes)
      const fetched = await listRefs(git, gitDir, place)
      return fetched.map(({ ref, sha }) => ({ ref: `${PATTERN_PREFIX}${ref.slice(place.length)}`, sha }))
    },

    /** Brings what the patterns match to the other side. Without `force` only what loses nothing there. */
    async push(
      gitDir: string,
      remote: Remote,
      options: RemoteOptions & { patterns: readonly string[]; force: boolean },
    ): Promise<PushedRef[]> {
      const { patterns, force, signal, onProgress } = options
      const { url, env } = settingsOf(remote)
      const refspecs = patterns.map((pattern) => `${force ? '+' : ''}${pattern}:${pattern}`)
      const flags = ['--porcelain', '--progress', ...(force ? ['--prune'] : [])]
      const { stdout, code, stderr } = await connected(remote, 'git-receive-pack', options, (connection) =>
        git.run(['push', ...flags, '--', url, ...refspecs], {
          gitDir,
          env,
          signal,
          okCodes: [0, 1],
          timeoutMs: TRANSFER_TIMEOUT_MS,
          onStderr: onProgress,
          background: true,
          connection,
        }),
      )
      const pushed = parsePush(stdout.toString('utf8'))
      if (code !== 0 && pushed.length === 0)
        throw new Problem('unavailable', 'git.push', stderr.trim().split('\n').at(-1) || 'The push ended early.')
      return pushed
    },

    /** Where the other side keeps large files, and what opens them: as git-lfs asks over SSH. */
    async lfsAccess(
      remote: Remote & { ssh: SshAccess },
      operation: 'download' | 'upload',
      { signal, onProgress }: RemoteOptions,
    ): Promise<string> {
      const options = { signal, onStderr: onProgress, argument: operation }
      using command = await openSsh(remote, 'git-lfs-authenticate', options)
      const chunks: Buffer[] = []
      let sizeBytes = 0
      for await (const chunk of command.channel as AsyncIterable<Buffer>) {
        sizeBytes += chunk.length
        if (sizeBytes > MOST_ACCESS_BYTES) break
        chunks.push(chunk)
      }
      return Buffer.concat(chunks).toString('utf8')
    },

    /** What a push has brought to the other side, beside what a pull fetches from there. */
    async remember(gitDir: string, id: string, refs: readonly Ref[]): Promise<void> {
      const place = `refs/devflow/mirror/${id}/`
      const lines = refs.map(({ ref, sha }) => `update ${place}${ref.slice(PATTERN_PREFIX.length)} ${sha}\n`)
      await git.run(['update-ref', '--stdin'], { gitDir, input: lines.join('') })
    },

    /** Forgets what a mirror has fetched; its objects stay where a ref needs them. */
    async forget(gitDir: string, id: string): Promise<void> {
      const refs = await listRefs(git, gitDir, `refs/devflow/mirror/${id}/`)
      await git.run(['update-ref', '--stdin'], { gitDir, input: refs.map(({ ref }) => `delete ${ref}\n`).join('') })
    },
  }
}

/** Answers `get` from the environment and keeps nothing. The text is constant: what it prints is not part of it. */
const CREDENTIAL_HELPER = `!f() { test "$1" = get && printf 'username=%s\\npassword=%s\\n' "$DEVFLOW_REMOTE_USER" "$DEVFLOW_REMOTE_PASSWORD"; }; f`

/** git-push, "OUTPUT": `<flag>\t<from>:<to>\t<summary> (<reason>)`. */
function parsePush(printed: string): PushedRef[] {
  return printed.split('\n').flatMap((line) => {
    const [, flag, to, summary = ''] = /^([ +\-*!=])\t[^:\t]*:(\S+)\t(.*)$/.exec(line) ?? []
    if (!to) return []
    return [{ ref: to, refused: flag === '!' ? (/\((.*)\)$/.exec(summary)?.[1] ?? summary) : undefined }]
  })
}

function refuseSize(limitBytes: number, cause?: unknown): Problem {
  return new Problem(
    'too_large',
    'git.quota',
    `The repository is larger than ${printSize(limitBytes)}, the most one may have here; ask the operator to raise DEVFLOW_REPOSITORY_LIMIT.`,
    { cause },
  )
}
