import { type Actor, may, Problem } from '#kernel'
import type { Project, Projects } from '#projects'
import { branchOf, ZERO } from './names.ts'
import type { PushPolicy } from './policy.ts'

/** Says to which branches somebody may push who may not push to the project. */
export type AdmitToBranches = (actor: Actor, project: Project) => Promise<readonly string[]>

/** People who may push to single branches of a project and to nothing else there. */
export function createBranchGuests(projects: Pick<Projects, 'admit'>) {
  const asked: AdmitToBranches[] = []

  async function branchesOf(actor: Actor, project: Project): Promise<ReadonlySet<string>> {
    if (actor.kind !== 'person' || (actor.projects && !actor.projects.includes(project.id))) return new Set()
    const answers = await Promise.all(asked.map((ask) => ask(actor, project)))
    return new Set(answers.flat())
  }

  const policy: PushPolicy = {
    name: 'branch guests',
    async check({ actor, project, via, updates }) {
      if (via !== 'push' || may(actor, project.org, 'git:push')) return
      if (may(await projects.admit(actor, project, 'git:push'), project.org, 'git:push')) return
      const branches = await branchesOf(actor, project)
      for (const { ref, after } of updates) {
        const branch = branchOf(ref)
        if (branch !== undefined && branches.has(branch) && after !== ZERO) continue
        const only = [...branches].join(', ') || 'nothing any more'
        throw new Problem(
          'forbidden',
          'git.branch_guest',
          `${actor.name} may push here to ${only}, because of a pull request; ask ${project.owner} for more.`,
          { details: { ref } },
        )
      }
    },
  }

  return {
    policy,
    branchesOf,
    admitBy(ask: AdmitToBranches): void {
      asked.push(ask)
    },
  }
}
