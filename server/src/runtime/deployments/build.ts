import type { SandboxService } from '#sandbox'
import { describeExit, runLogged } from './command.ts'
import { detect, findBuiltSite } from './detect.ts'
import { Failure, Interrupted } from './failure.ts'
import type { Release, Releases } from './releases.ts'

const LIMITS = { memoryMb: 4_096, processes: 1_024, timeoutMs: 20 * 60_000 }

export interface BuildOptions {
  deployment: string
  project: string
  sha: string
  env: Record<string, string>
  signal: AbortSignal
  checkout(directory: string): Promise<void>
  write(text: string): void
}

/** Commit → files → detected plan → built release. Throws Failure with the reason people read. */
export async function buildRelease(
  { sandbox, releases }: { sandbox: SandboxService; releases: Releases },
  options: BuildOptions,
): Promise<Release> {
  const { deployment, project, write } = options
  const files = await releases.prepare(deployment)
  write(`Checking out ${options.sha}\n`)
  await options.checkout(files)
  await releases.open(deployment)
  const detection = await detect(files)
  if ('failure' in detection) throw new Failure(detection.failure)
  const { plan } = detection
  write(`Detected a ${plan.kind === 'node' ? 'Node application' : 'static site'}\n`)

  const cache = await releases.cache(project)
  for (const [name, command] of [
    ['install', plan.install],
    ['build', plan.build],
  ] as const) {
    if (command) await runStep(name, command)
  }
  const release: Release =
    plan.kind === 'node'
      ? { kind: 'node', start: plan.start }
      : { kind: 'static', folder: await siteFolder(plan.folder) }
  await releases.seal(deployment, release)
  return release

  async function runStep(name: string, command: string[]): Promise<void> {
    if (options.signal.aborted) throw new Interrupted()
    write(`$ ${command.join(' ')}\n`)
    const { process, tail } = await runLogged(
      sandbox,
      {
        id: `${deployment}-${name}`,
        command,
        cwd: files,
        mounts: [
          { path: files, access: 'write' },
          { path: cache, access: 'write' },
        ],
        env: { ...options.env, CI: 'true', npm_config_cache: cache, npm_config_update_notifier: 'false' },
        network: 'host',
        limits: LIMITS,
      },
      write,
    )
    const stop = () => void process.kill('SIGKILL')
    options.signal.addEventListener('abort', stop)
    const exit = await process.wait()
    options.signal.removeEventListener('abort', stop)
    if (options.signal.aborted) throw new Interrupted()
    if (exit.timedOut)
      throw new Failure(`The ${name} step took longer than ${LIMITS.timeoutMs / 60_000} minutes.`, tail())
    if (exit.code !== 0) throw new Failure(`The ${name} step (${command.join(' ')}) ${describeExit(exit)}.`, tail())
  }

  async function siteFolder(folder: string | undefined): Promise<string> {
    const found = folder ?? (await findBuiltSite(files))
    if (found) return found
    throw new Failure('The build made no index.html in dist, build, out or public, and there is no start script.')
  }
}
