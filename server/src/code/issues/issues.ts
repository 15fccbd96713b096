import { join } from 'node:path'
import type { Git } from '#git'
import type { Identity } from '#identity'
import type { Kernel } from '#kernel'
import type { Projects } from '#projects'
import { createAssigneeVerbs } from './assignee-verbs.ts'
import { createChanges } from './changes.ts'
import { createCommentVerbs } from './comment-verbs.ts'
import { selectCommentsById } from './comments.sql.ts'
import { followCommits } from './commit-references.ts'
import { createDesk } from './desk.ts'
import { createIssueVerbs, type MovePull } from './issue-verbs.ts'
import { countOpen, selectIssuesById, selectIssuesByNumber } from './issues.sql.ts'
import { createLabelVerbs } from './label-verbs.ts'
import { selectLabelsById } from './labels.sql.ts'
import { createLabels } from './labels.ts'
import { createMilestoneVerbs } from './milestone-verbs.ts'
import { selectMilestonesById } from './milestones.sql.ts'
import { createReactionVerbs } from './reaction-verbs.ts'
import { countReactions } from './reactions.sql.ts'
import { createReferenceVerbs } from './reference-verbs.ts'
import { createSearchVerbs } from './search-verbs.ts'
import { createTemplateVerbs } from './template-verbs.ts'
import { createTimelineVerbs } from './timeline-verbs.ts'

export type Issues = ReturnType<typeof createIssues>

/** Issues, and everything pull requests have in common with them. */
export function createIssues(kernel: Kernel, modules: { identity: Identity; projects: Projects; git: Git }) {
  kernel.migrations('issues', join(import.meta.dirname, 'migrations'))
  const deps = { kernel, ...modules }
  const desk = createDesk(deps)
  const labels = createLabels()
  const changes = createChanges(deps, desk, labels)

  let movePull: MovePull = async (context, pull, state) => {
    await changes.setState(context, pull, { state })
  }
  const reactions = createReactionVerbs(deps, desk)
  const verbs = {
    ...createIssueVerbs(deps, desk, changes, (...move) => movePull(...move)),
    ...createCommentVerbs(deps, desk, changes),
    ...createLabelVerbs(deps, desk, changes, labels),
    ...createMilestoneVerbs(deps),
    ...createAssigneeVerbs(deps, desk, changes),
    ...reactions.verbs,
    ...createTimelineVerbs(deps, desk, changes),
    ...createSearchVerbs(deps),
    ...createReferenceVerbs(deps),
    ...createTemplateVerbs(deps),
  }
  kernel.verbs.register(...Object.values(verbs))
  followCommits(kernel, { projects: modules.projects, refer: verbs.refer })

  return {
    verbs,

    // For pull requests, in the caller's transaction; whether the actor may was decided by the caller's verb.
    open: changes.open,
    edit: changes.edit,
    setState: changes.setState,
    /** An entry of the timeline that only the caller knows of. */
    note: desk.note,
    /** Everybody who works on the project. */
    assignable: changes.assignable,
    byNumbers: selectIssuesByNumber,
    /** How many issues and pull requests are open, by project. */
    countOpen,
    /** In the order of the ids. */
    byIds: selectIssuesById,
    // Each with the id of its project, for doors that are given nothing but an id.
    commentsByIds: selectCommentsById,
    labelsByIds: selectLabelsById,
    milestonesByIds: selectMilestonesById,
    /** Lets people react to something of another module. */
    reactTo: reactions.reactTo,
    countReactions,
    /** Who closes or reopens a pull request when that is asked of it as an issue. */
    movePulls(move: MovePull): void {
      movePull = move
    },
  }
}
