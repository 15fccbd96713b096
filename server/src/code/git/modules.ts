import { Problem } from '#kernel'
import { type GitCommand, GitFailure } from './command.ts'
import { quote, ZERO } from './names.ts'
import type { Push, PushPolicy } from './policy.ts'

const FILE = '.gitmodules'

/**
 * What a clone that takes submodules along would obey. git checks objects that are pushed or fetched; those that the API makes stand here
 * without that, so a branch does not come to them.
 */
export function createModulesPolicy(git: GitCommand): PushPolicy {
  return {
    name: 'modules',
    async check(push) {
      if (push.via !== 'update' && push.via !== 'merge') return
      for (const { ref, before, after } of push.updates) {
        if (after === ZERO) continue
        const [now, then] = await Promise.all([
          push.blob(after, FILE),
          before === ZERO ? undefined : push.blob(before, FILE),
        ])
        if (!now || then?.sha === now.sha) continue
        const why = await findFault(git, push, after)
        if (!why) continue
        throw new Problem('invalid', 'git.modules', `${FILE} is refused, because ${why}; a clone would obey it.`, {
          details: { ref },
        })
      }
    },
  }
}

async function findFault(git: GitCommand, { gitDir, gitEnv }: Push, commit: string): Promise<string | undefined> {
  const args = ['config', '-z', `--blob=${commit}:${FILE}`, '--list']
  const { stdout } = await git.run(args, { gitDir, env: gitEnv }).catch((error) => {
    if (!(error instanceof GitFailure)) throw error
    return { stdout: Buffer.alloc(0) } // what git cannot read, it does not obey
  })
  for (const entry of stdout.toString('utf8').split('\0')) {
    const [, name = '', key] = /^submodule\.(.*)\.(\w+)$/s.exec(entry.split('\n', 1)[0]!) ?? []
    if (!key) continue
    const value = entry.slice(entry.indexOf('\n') + 1)
    if (name === '' || name.split(/[/\\]/).includes('..')) return `the name ${quote(name)} leads out of the repository`
    if ((key === 'url' || key === 'path') && value.startsWith('-')) return `the ${key} ${quote(value)} is an option`
    if (key === 'url' && /[\r\n]|%0[ad]/i.test(value)) return `the url ${quote(value)} has a line break in it`
    if (key === 'update' && value.startsWith('!')) return `${quote(value)} is a command`
  }
  return undefined
}
