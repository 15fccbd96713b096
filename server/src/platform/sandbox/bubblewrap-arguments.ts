import { existsSync, lstatSync, readlinkSync, realpathSync } from 'node:fs'
import { join } from 'node:path'
import type { SandboxMount, SandboxSpec } from './contract.ts'
import { contains } from './mounts.ts'
import type { Tools } from './tools.ts'

/** Where Node and npm appear inside, first on the PATH. */
const TOOLS = '/run/devflow/bin'
export const TOOL_PATH = `${TOOLS}:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin`
export const HOME = '/home/devflow'

const MERGED = ['/bin', '/sbin', '/lib', '/lib32', '/lib64', '/libx32']

/** Names, certificates, time zones: what programs expect of a machine. No key, no password, nobody's name. */
const ETC = [
  'alternatives',
  'ca-certificates',
  'ca-certificates.conf',
  'crypto-policies',
  'fonts',
  'gai.conf',
  'host.conf',
  'hosts',
  'ld.so.cache',
  'ld.so.conf',
  'ld.so.conf.d',
  'localtime',
  'magic',
  'mime.types',
  'nsswitch.conf',
  'pki',
  'protocols',
  'resolv.conf',
  'services',
  'ssl',
  'timezone',
]

export interface Layout {
  tools: Tools
  /** Files shown as /etc/passwd and /etc/group. */
  passwd: string
  group: string
  /** Where a path is to be opened from, when the sandbox's user cannot walk to it. */
  sourceOf(path: string): string
  disableUserNamespaces: boolean
  /** Size of each writable folder that lives in memory. */
  temporaryMb: number
}

/** Every argument of bwrap but the command. They travel through a descriptor: a command line is readable by anyone. */
export function bubblewrapArguments(
  spec: SandboxSpec,
  mounts: readonly SandboxMount[],
  env: Record<string, string>,
  layout: Layout,
): string[] {
  const bytes = String(layout.temporaryMb * 1024 * 1024)
  const temporary = (path: string) => ['--size', bytes, '--tmpfs', path]
  return [
    ...['--unshare-user', '--unshare-all', ...(spec.network === 'host' ? ['--share-net'] : [])],
    ...(layout.disableUserNamespaces ? ['--disable-userns'] : []),
    ...['--die-with-parent', '--new-session', '--hostname', 'sandbox', '--cap-drop', 'ALL'],
    ...systemArguments(),
    ...etcArguments(layout),
    ...['--proc', '/proc', '--dev', '/dev', '--dir', '/run', '--dir', '/var', '--symlink', '../tmp', '/var/tmp'],
    ...[...temporary('/dev/shm'), ...temporary('/tmp'), ...temporary(HOME)],
    ...toolArguments(layout, env),
    ...mounts.flatMap(({ path, access }) => [access === 'write' ? '--bind' : '--ro-bind', layout.sourceOf(path), path]),
    ...['--remount-ro', '/', '--chdir', spec.cwd, '--clearenv'],
    ...Object.entries(env).flatMap(([name, value]) => ['--setenv', name, value]),
  ]
}

/** The files outside the system's folders that a sandbox needs to see besides its mounts. */
export function toolFiles({ node, npm, trust }: Tools): string[] {
  const files = [node, ...(npm ? [npm] : []), ...Object.values(trust)]
  return [...new Set(files)].filter((path) => !isShown(path))
}

function systemArguments(): string[] {
  const merged = MERGED.filter((path) => existsSync(path)).flatMap((path) =>
    lstatSync(path).isSymbolicLink() ? ['--symlink', readlinkSync(path), path] : ['--ro-bind', path, path],
  )
  return ['--ro-bind', '/usr', '/usr', ...merged]
}

function etcArguments({ passwd, group, sourceOf }: Layout): string[] {
  const shared = ETC.map((name) => join('/etc', name)).filter((path) => existsSync(path))
  return [
    // Some are links out of /etc (a resolver's file under /run); show what they lead to.
    ...shared.flatMap((path) => ['--ro-bind', realpathSync(path), path]),
    ...['--ro-bind', sourceOf(passwd), '/etc/passwd', '--ro-bind', sourceOf(group), '/etc/group'],
  ]
}

function toolArguments(layout: Layout, env: Record<string, string>): string[] {
  const { node, npm } = layout.tools
  const wanted = toolFiles(layout.tools).filter(
    (path) => path === node || path === npm || Object.values(env).includes(path),
  )
  const links = npm ? { npm: join(npm, 'bin/npm-cli.js'), npx: join(npm, 'bin/npx-cli.js') } : {}
  return [
    ...wanted.flatMap((path) => ['--ro-bind', layout.sourceOf(path), path]),
    ...Object.entries({ node, ...links }).flatMap(([name, target]) => ['--symlink', target, join(TOOLS, name)]),
  ]
}

function isShown(path: string): boolean {
  return ['/usr', ...MERGED, '/etc/ssl', '/etc/pki', '/etc/ca-certificates'].some((folder) => contains(folder, path))
}
