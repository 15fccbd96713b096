import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { findInside } from './inside.ts'

/** What to do with the files of a commit. */
type Plan =
  | { kind: 'node'; install: string[] | undefined; build: string[] | undefined; start: string[] }
  | { kind: 'static'; install: string[] | undefined; build: string[] | undefined; folder: string | undefined }

export type Detection = { plan: Plan } | { failure: string }

/** Only what is looked at; anything of another shape is treated as absent. */
const Manifest = z.object({
  main: z.string().optional().catch(undefined),
  scripts: z.record(z.string(), z.string()).catch({}).default({}),
  dependencies: z.record(z.string(), z.unknown()).catch({}).default({}),
  devDependencies: z.record(z.string(), z.unknown()).catch({}).default({}),
  optionalDependencies: z.record(z.string(), z.unknown()).catch({}).default({}),
})
type Manifest = z.output<typeof Manifest>

const SERVER_ENTRIES = ['server.js', 'server.mjs', 'server.cjs', 'server.ts', 'app.js', 'index.js', 'index.mjs']
const SITE_FOLDERS = ['.', 'public', 'dist', 'build']
/** Where build tools put a site; the source folder itself comes last, for its index.html is often only a template. */
const BUILT_FOLDERS = ['dist', 'build', 'out', 'public', '.']
const MAX_MANIFEST_BYTES = 1_000_000

/** A script that only starts Node needs no npm between us and the application: less memory, and signals arrive. */
const PLAIN_NODE = /^node(?:\s+[\w./=@:-]+)+$/

export async function detect(directory: string): Promise<Detection> {
  if (!(await isFile(directory, 'package.json'))) {
    const folder = await findSite(directory, SITE_FOLDERS)
    return folder ? { plan: { kind: 'static', install: undefined, build: undefined, folder } } : nothingFound()
  }
  const manifest = await readManifest(directory)
  if (!manifest) return { failure: 'package.json is not valid JSON, so nothing can be built from it.' }
  return detectFromManifest(directory, manifest)
}

/** The folder of a site after its build; undefined: the build made no index.html. */
export function findBuiltSite(directory: string): Promise<string | undefined> {
  return findSite(directory, BUILT_FOLDERS)
}

async function detectFromManifest(directory: string, manifest: Manifest): Promise<Detection> {
  const { scripts } = manifest
  const steps = {
    install: await installCommand(directory, manifest),
    build: scripts.build ? npm('run', 'build') : undefined,
  }
  if (scripts.start) return { plan: { kind: 'node', ...steps, start: startCommand(scripts) } }
  const entry = await findFile(directory, SERVER_ENTRIES.slice(0, 4))
  if (entry) return { plan: { kind: 'node', ...steps, start: ['node', entry] } }
  if (steps.build) return { plan: { kind: 'static', ...steps, folder: undefined } }
  const folder = await findSite(directory, SITE_FOLDERS)
  if (folder) return { plan: { kind: 'static', install: undefined, build: undefined, folder } }
  const main = manifest.main && (await isFile(directory, manifest.main)) ? manifest.main : undefined
  const start = main ?? (await findFile(directory, SERVER_ENTRIES))
  return start ? { plan: { kind: 'node', ...steps, start: ['node', start] } } : nothingFound()
}

function nothingFound(): Detection {
  return {
    failure:
      'Nothing to deploy was found: neither a package.json with a start script or a server entry (server.js, app.js, index.js, "main"), nor an index.html at the root or in public, dist or build.',
  }
}

async function installCommand(directory: string, manifest: Manifest): Promise<string[] | undefined> {
  const { dependencies, devDependencies, optionalDependencies } = manifest
  if (Object.keys({ ...dependencies, ...devDependencies, ...optionalDependencies }).length === 0) return undefined
  const locked = await findFile(directory, ['package-lock.json', 'npm-shrinkwrap.json'])
  return npm(locked ? 'ci' : 'install', '--no-audit', '--no-fund')
}

function startCommand(scripts: Record<string, string>): string[] {
  const script = scripts.start?.trim() ?? ''
  if (PLAIN_NODE.test(script) && !scripts.prestart && !scripts.poststart) return script.split(/\s+/)
  return npm('run', 'start')
}

function npm(...args: string[]): string[] {
  return ['npm', ...args]
}

async function readManifest(directory: string): Promise<Manifest | undefined> {
  const path = join(directory, 'package.json')
  if ((await stat(path)).size > MAX_MANIFEST_BYTES) return undefined
  try {
    return Manifest.safeParse(JSON.parse(await readFile(path, 'utf8'))).data
  } catch {
    return undefined
  }
}

async function findSite(directory: string, folders: readonly string[]): Promise<string | undefined> {
  for (const folder of folders) if (await isFile(directory, join(folder, 'index.html'))) return folder
  return undefined
}

async function findFile(directory: string, names: readonly string[]): Promise<string | undefined> {
  for (const name of names) if (await isFile(directory, name)) return name
  return undefined
}

async function isFile(directory: string, name: string): Promise<boolean> {
  const path = await findInside(directory, name)
  return path !== undefined && (await stat(path)).isFile()
}
