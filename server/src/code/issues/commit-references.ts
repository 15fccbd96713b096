import { z } from 'zod'
import { branchOf, pushed } from '#git'
import type { Actor, Kernel } from '#kernel'
import type { Projects } from '#projects'
import { Actor as ActorShape } from './issue.ts'
import { parseReferences } from './references.ts'
import type { createTimelineVerbs } from './timeline-verbs.ts'

const Payload = z.object({
  project: z.string(),
  actor: ActorShape,
  references: z.array(z.object({ number: z.number().int(), commit: z.string(), closes: z.boolean() })),
})

/** Commits that are pushed show at the issues they name; on the default branch they close those they fix. */
export function followCommits(
  kernel: Kernel,
  { projects, refer }: { projects: Projects; refer: ReturnType<typeof createTimelineVerbs>['refer'] },
): void {
  const note = kernel.jobs.define('issues.refer', Payload, async ({ project: id, actor: by, references }) => {
    const project = await kernel.db.system((tx) => projects.findById(tx, id))
    if (!project) return
    const actor: Actor = { ...by, orgs: { [project.org]: ['issues:write', '*:read'] }, projects: [project.id] }
    for (const { number, commit, closes } of references) {
      await kernel
        .call(refer, { owner: project.owner, name: project.name, number, commit, closes }, { actor })
        .catch((error: { code?: string }) => {
          if (error.code !== 'issues.not_found') throw error
        })
    }
  })

  kernel.events.subscribe({
    name: 'issues.commits',
    on: [pushed.name],
    async run({ project: id, actor, data }, tx) {
      const { ref, commits } = pushed.data.parse(data)
      const branch = branchOf(ref)
      const project = id && branch ? await projects.findById(tx, id) : undefined
      if (!project) return
      const references = commits.flatMap(({ sha, message }) => {
        const { issues, closes } = parseReferences(message, project)
        const fixed = branch === project.defaultBranch ? closes : []
        return issues.map((number) => ({ number, commit: sha, closes: fixed.includes(number) }))
      })
      if (references.length > 0) await note.add(tx, { project: project.id, actor, references })
    },
  })
}
