import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { access, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { delimiter, dirname, join, resolve } from 'node:path'
import { promisify } from 'node:util'

const CACHE = resolve(import.meta.dirname, '../../node_modules/.cache/devflow-clients')
const INSTALL_TIMEOUT_MS = 5 * 60_000

export type Client = { folder: string; program(path: string): string } | { missing: string }

/**
 * A client from npm at an exact version, installed on demand into a cache. Its install scripts do not run, so it must
 * bring its binaries as packages. Where it cannot be had the answer says why; with CI=true that is an error.
 */
export async function npmClient(...packages: [`${string}@${string}`, ...`${string}@${string}`[]]): Promise<Client> {
  const folder = join(CACHE, packages.join('+').replaceAll('/', '-'))
  try {
    await install(folder, packages)
  } catch (error) {
    const missing = `${packages.join(', ')} could not be installed: ${String((error as Error).message).split('\n')[0]}`
    if (process.env.CI === 'true') throw new Error(missing, { cause: error })
    return { missing }
  }
  return { folder, program: (path) => join(folder, 'node_modules', path) }
}

/**
 * A client from PyPI at an exact version, for what npm does not have. Python is no part of what the tests promise to find,
 * so that the answer says why it is missing also with CI=true.
 */
export async function pipClient(requirement: `${string}==${string}`): Promise<Client> {
  const folder = join(CACHE, requirement)
  const done = join(folder, 'installed.json')
  const fresh = `${folder}.${process.pid}`
  try {
    if (!(await exists(done))) {
      const pip = [
        '-m',
        'pip',
        'install',
        '--quiet',
        '--no-deps',
        '--only-binary=:all:',
        '--target',
        fresh,
        requirement,
      ]
      await promisify(execFile)('python3', pip, { timeout: INSTALL_TIMEOUT_MS })
      await writeFile(join(fresh, 'installed.json'), JSON.stringify([requirement]))
      await rename(fresh, folder).catch(async (error) => {
        if (!(await exists(done))) throw error
      })
    }
  } catch (error) {
    return { missing: `${requirement} could not be installed: ${String((error as Error).message).split('\n')[0]}` }
  } finally {
    await rm(fresh, { recursive: true, force: true })
  }
  return { folder, program: (path) => join(folder, path) }
}

/** Why a test that needs this program of the system must be skipped; with CI=true that is an error. Undefined: it is there. */
export function missingProgram(name: string): string | undefined {
  if ((process.env.PATH ?? '').split(delimiter).some((folder) => existsSync(join(folder, name)))) return undefined
  const missing = `no ${name} on PATH; install it to run the tests that use it`
  if (process.env.CI === 'true') throw new Error(missing)
  return missing
}

/** The platform's own package of a client that comes as a binary: `linux-x64`, `darwin-arm64`. */
export const platform = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`

async function install(folder: string, packages: readonly string[]): Promise<void> {
  const done = join(folder, 'installed.json')
  if (await exists(done)) return
  // Installed beside and moved into place, so that two test files may want the same client at once.
  const fresh = `${folder}.${process.pid}`
  await mkdir(fresh, { recursive: true })
  try {
    await writeFile(join(fresh, 'package.json'), '{"private":true}')
    const npm = ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--no-package-lock', '--loglevel=error']
    await promisify(execFile)('npm', [...npm, ...packages], {
      cwd: fresh,
      timeout: INSTALL_TIMEOUT_MS,
      shell: process.platform === 'win32',
    })
    await writeFile(join(fresh, 'installed.json'), JSON.stringify(packages))
    await mkdir(dirname(folder), { recursive: true })
    await rename(fresh, folder).catch(async (error) => {
      if (!(await exists(done))) throw error
    })
  } finally {
    await rm(fresh, { recursive: true, force: true })
  }
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}

/** The version npm put there. */
export async function installedVersion(client: { folder: string }, name: string): Promise<string> {
  const json = await readFile(join(client.folder, 'node_modules', name, 'package.json'), 'utf8')
  return (JSON.parse(json) as { version: string }).version
}
