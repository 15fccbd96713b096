import { matchesPatterns } from './glob.ts'
import type { BranchFilter, PathFilter, Triggers } from './workflow.ts'

/** What happened, reduced to what filters look at. */
export type TriggerEvent =
  | { name: 'push'; ref: string; changedPaths(): Promise<readonly string[]> }
  | { name: 'pull_request'; action: PullAction; base: string; changedPaths(): Promise<readonly string[]> }
  | { name: 'workflow_dispatch' }
  | { name: 'repository_dispatch'; action: string }

/** GitHub's names for what can happen to a pull request, of those this server announces. */
export type PullAction = 'opened' | 'synchronize' | 'reopened' | 'closed' | 'ready_for_review'

const DEFAULT_PULL_ACTIONS: readonly string[] = ['opened', 'synchronize', 'reopened']

/** Does this event start a workflow with these triggers? Changed paths are asked for only if a filter needs them. */
export async function isTriggered(triggers: Triggers, event: TriggerEvent): Promise<boolean> {
  const trigger = triggers[event.name]
  if (trigger === undefined) return false
  if (event.name === 'workflow_dispatch') return true
  if (event.name === 'repository_dispatch') return triggers.repository_dispatch?.types?.includes(event.action) ?? true
  if (event.name === 'pull_request') {
    const { types, ...filters } = triggers.pull_request ?? {}
    if (!(types ?? DEFAULT_PULL_ACTIONS).includes(event.action)) return false
    return passesNames(filters.branches, filters['branches-ignore'], event.base) && passesPaths(filters, event)
  }
  const filters = triggers.push ?? {}
  const [, kind, name] = event.ref.match(/^refs\/(heads|tags)\/(.+)$/s) ?? []
  if (!name) return false
  const ofBranches = Boolean(filters.branches || filters['branches-ignore'])
  const ofTags = Boolean(filters.tags || filters['tags-ignore'])
  if (kind === 'tags') {
    // Path filters are not evaluated for tags.
    return ofTags ? passesNames(filters.tags, filters['tags-ignore'], name) : !ofBranches
  }
  if (ofTags && !ofBranches) return false
  return passesNames(filters.branches, filters['branches-ignore'], name) && passesPaths(filters, event)
}

function passesNames(only: BranchFilter['branches'], ignored: BranchFilter['branches'], name: string): boolean {
  if (only) return matchesPatterns(only, name)
  return !ignored || !matchesPatterns(ignored, name)
}

/** `paths`: one changed file matches. `paths-ignore`: not all of them match. */
async function passesPaths(filters: PathFilter, event: { changedPaths(): Promise<readonly string[]> }) {
  const { paths, 'paths-ignore': ignored } = filters
  if (!paths && !ignored) return true
  const changed = await event.changedPaths()
  if (paths) return changed.some((path) => matchesPatterns(paths, path))
  return !changed.every((path) => matchesPatterns(ignored ?? [], path)) || changed.length === 0
}
