import { branchOf, pushed, ZERO } from '#git'
import type { ActorRef, Kernel, StoredEvent, Tx } from '#kernel'
import type { PullsDeps } from './desk.ts'
import {
  autoMergeDisabled,
  autoMergeEnabled,
  pullDrafted,
  pullEdited,
  pullReady,
  reviewDismissed,
  reviewRequested,
  reviewRequestRemoved,
} from './events.ts'
import { selectPullById, selectPullsFromBranch } from './pulls.sql.ts'
import { isFinished } from './state.ts'

interface Entry {
  name: string
  data?: object
}

/** What happens to pull requests alone stands in the timeline of the issue that each is. */
export function writeTimeline(kernel: Kernel, { issues, projects }: Pick<PullsDeps, 'issues' | 'projects'>): void {
  /** Whom a name means; a program is known by its name alone. */
  async function reviewersOf(project: string, names: readonly string[]): Promise<ActorRef[]> {
    const found = await kernel.db.system((tx) => projects.findById(tx, project))
    const people = found && names.length > 0 ? await issues.assignable(found) : []
    return names.map((name) => people.find((person) => person.name === name) ?? { kind: 'agent', id: name, name })
  }

  async function asked(name: string, { project, data }: StoredEvent): Promise<Entry[]> {
    const reviewers = await reviewersOf(project!, data.reviewers)
    return [
      ...reviewers.map((reviewer) => ({ name, data: { reviewer } })),
      ...data.teams.map((team: string) => ({ name, data: { team } })),
    ]
  }

  const entries: Record<string, (event: StoredEvent, tx: Tx) => Entry[] | Promise<Entry[]>> = {
    [pullReady.name]: () => [{ name: 'ready_for_review' }],
    [pullDrafted.name]: () => [{ name: 'convert_to_draft' }],
    [reviewRequested.name]: (event) => asked('review_requested', event),
    [reviewRequestRemoved.name]: (event) => asked('review_request_removed', event),
    [reviewDismissed.name]: ({ data }) => [
      { name: 'review_dismissed', data: { review: data.review, message: data.message } },
    ],
    [autoMergeEnabled.name]: ({ data }) => [{ name: 'auto_merge_enabled', data: { method: data.method } }],
    [autoMergeDisabled.name]: ({ data }) => [{ name: 'auto_merge_disabled', data: { reason: data.reason } }],
    async [pullEdited.name]({ data }, tx) {
      const pull = await selectPullById(tx, data.pull)
      return pull ? [{ name: 'base_ref_changed', data: { from: data.before.branch, to: pull.baseBranch } }] : []
    },
  }

  kernel.events.subscribe({
    name: 'pulls.timeline',
    on: Object.keys(entries),
    async run(event, tx) {
      const pull = await selectPullById(tx, event.data.pull)
      if (!pull) return
      for (const entry of await entries[event.name]!(event, tx))
        await issues.note({ tx, actor: event.actor }, pull, { ...entry, at: event.at })
    },
  })

  kernel.events.subscribe({
    name: 'pulls.timeline.heads',
    on: [pushed.name],
    async run({ project, actor, at, data }, tx) {
      const { ref, before, after, forced } = pushed.data.parse(data)
      const branch = branchOf(ref)
      const name =
        after === ZERO
          ? 'head_ref_deleted'
          : before === ZERO
            ? 'head_ref_restored'
            : forced
              ? 'head_ref_force_pushed'
              : undefined
      if (!project || branch === undefined || name === undefined) return
      for (const pull of await selectPullsFromBranch(tx, project, branch)) {
        // A branch that is there again brings back what ended with it; a push to a branch is news where it is still asked for.
        if (name === 'head_ref_restored' && !isFinished(pull.state)) continue
        if (name === 'head_ref_force_pushed' && isFinished(pull.state)) continue
        await issues.note({ tx, actor }, pull, { name, data: { branch, before, after }, at })
      }
    },
  })
}
