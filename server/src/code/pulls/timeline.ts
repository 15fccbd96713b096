import { branchOf, pushed, ZERO } from '#git'
import type { Kernel } from '#kernel'
import type { PullsDeps } from './desk.ts'
import { selectPullsFromBranch } from './pulls.sql.ts'
import { isFinished } from './state.ts'

/** What becomes of the branch of a pull request by a push, whoever's. What its verbs do to it is in the chronicle. */
export function writeTimeline(kernel: Kernel, { issues }: Pick<PullsDeps, 'issues'>): void {
  kernel.events.subscribe({
    name: 'pulls.timeline.heads',
    on: [pushed.name],
    async run({ project, actor, at, data }, tx) {
      const { ref, before, after } = pushed.data.parse(data)
      const branch = branchOf(ref)
      const name = after === ZERO ? 'head_ref_deleted' : before === ZERO ? 'head_ref_restored' : undefined
      if (!project || branch === undefined || name === undefined) return
      for (const pull of await selectPullsFromBranch(tx, project, branch)) {
        // A branch that is there again brings back what ended with it.
        if (name === 'head_ref_restored' && !isFinished(pull.state)) continue
        await issues.note({ tx, actor }, pull, { name, data: { branch, before, after }, at })
      }
    },
  })
}
