import type { BuiltInAction } from '../language/supported.ts'
import type { JobFolders } from './environment.ts'
import type { Executor } from './executor.ts'

interface BuiltInContext {
  executor: Executor
  folders: JobFolders
  sha: string
  repository: string
  refs: readonly string[]
  /** A later step checks out again. */
  keepSource: boolean
  write(line: string): void
}

/** An action's inputs are right or the step fails with the thrown sentence. */
type Act = (inputs: Record<string, string>, context: BuiltInContext) => Promise<void>

export const builtIns: Record<BuiltInAction, Act> = {
  async 'actions/checkout'(inputs, { executor, folders, sha, repository, refs, keepSource, write }) {
    if (inputs.repository && inputs.repository.toLowerCase() !== repository.toLowerCase()) {
      throw new Error(`Checking out another repository (${inputs.repository}) is not supported yet by this server.`)
    }
    if (inputs.ref && !refs.includes(inputs.ref)) {
      throw new Error(`Checking out another ref (${inputs.ref}) is not supported yet; this run is about ${sha}.`)
    }
    write(`The files of ${repository} at ${sha}, without the .git folder`)
    for (const input of ['submodules', 'lfs']) {
      if (/^(true|recursive)$/.test(inputs[input] ?? '')) {
        write(`##[warning]"${input}" of actions/checkout is not supported yet by this server; they are left out.`)
      }
    }
    await executor.place({
      from: folders.source,
      workspace: folders.workspace,
      path: inputs.path ?? '',
      keep: keepSource,
    })
  },

  async 'actions/setup-node'(inputs, { write }) {
    const there = process.versions.node
    const wanted = (inputs['node-version'] ?? '').trim()
    write(`Node ${there}, the one this server has`)
    if (wanted && !isVersion(there, wanted)) {
      write(`##[warning]Node ${wanted} was asked for; this server has ${there} only, so the steps use that.`)
    }
  },
}

/** Good enough to decide about a notice: `24`, `24.x`, `^24`, `>=20`, `lts/*`, `24.1.0`. */
function isVersion(there: string, wanted: string): boolean {
  const number = wanted.match(/\d+/)?.[0]
  if (!number) return /^(lts|node|latest|current|\*)/.test(wanted)
  const major = Number(there.split('.')[0])
  return wanted.startsWith('>=') ? major >= Number(number) : major === Number(number)
}
