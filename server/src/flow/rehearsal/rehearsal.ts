import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { z } from 'zod'
import type { Agents } from '#agents'
import type { Git } from '#git'
import type { Identity } from '#identity'
import { type Actor, type Kernel, systemActor } from '#kernel'
import type { Projects } from '#projects'
import type { Spec, Specs } from '#specs'

export interface RehearsalDeps {
  identity: Identity
  projects: Projects
  git: Git
  agents: Agents
  specs: Specs
}

const OWNER = 'examples'
const NAME = 'moonlight'
const ADDRESS = { owner: OWNER, name: NAME }
const AGENT = 'rehearsal'

export type Rehearsal = ReturnType<typeof createRehearsal>

/**
 * The first run: a shipped spec goes the whole real path, with a recorded agent session in place of a model. `directory`
 * holds the repository, the spec and the recording.
 */
export function createRehearsal(kernel: Kernel, deps: RehearsalDeps, directory: string) {
  const { identity, projects, git, agents, specs } = deps

  /** Whether nobody has made a project here yet, or an earlier rehearsal was cut off before its end. */
  async function isDue(): Promise<boolean> {
    return kernel.db.system(async (tx) => {
      const project = await projects.find(tx, ADDRESS)
      if (project?.rehearsal) {
        const [spec] = await specs.list(tx, { project: project.id, limit: 1 })
        return !spec || spec.outcome === null || spec.outcome === 'running'
      }
      return (await kernel.events.before(tx, undefined, 1, { names: ['project.created'] })).length === 0
    })
  }

  /**
   * Prepares project and spec and approves it; the rest happens by itself. Every step has a key, so after a crash the
   * same call goes on where it stopped.
   */
  async function begin(admin: Actor): Promise<z.output<typeof Spec> & { org: string }> {
    const call = { actor: admin }
    await kernel.call(identity.verbs.createOrg, { slug: OWNER, name: 'Examples' }, { ...call, key: 'rehearsal:org' })
    const org = await kernel.db.system(async (tx) => (await identity.findOrg(tx, OWNER))!.id)
    const actor: Actor = { ...admin, orgs: { ...admin.orgs, [org]: ['*'] } }
    const project = await kernel.call(
      projects.verbs.create,
      {
        ...ADDRESS,
        rehearsal: true,
        description: "Tonight's moon, computed. The rehearsal's project.",
        settings: { merge: 'auto' },
      },
      { actor, key: 'rehearsal:project' },
    )
    if (!(await git.resolve(project.id, 'refs/heads/main'))) {
      await git.importFiles(project.id, {
        branch: 'main',
        files: join(directory, 'repository'),
        message: 'Moonlight: a page that shows the moon of tonight',
        author: { name: 'Examples', email: 'examples@devflow.localhost' },
        actor: systemActor(org, AGENT),
      })
    }
    await kernel.db.system((tx) => agents.ensure(tx, { org, name: AGENT }))
    const { title, body, acceptance } = readSpec(join(directory, 'specs/next-full-moon.md'))
    const spec = await kernel.call(
      specs.verbs.create,
      { ...ADDRESS, title, body, acceptance, agent: AGENT },
      { actor, key: 'rehearsal:spec' },
    )
    await kernel.call(specs.verbs.submit, { spec: spec.id }, { actor, key: 'rehearsal:submit' })
    await kernel.call(specs.verbs.approve, { spec: spec.id }, { actor, key: 'rehearsal:approve' })
    return { ...(await kernel.call(specs.verbs.get, { spec: spec.id }, { actor })), org }
  }

  return { isDue, begin, recording: join(directory, 'session.jsonl') }
}

/** The shipped spec: a title, text, and criteria at the end. */
function readSpec(path: string): { title: string; body: string; acceptance: string[] } {
  const [head = '', criteria = ''] = readFileSync(path, 'utf8').split('\n## Acceptance criteria\n')
  const [title = '', ...body] = head.split('\n')
  return {
    title: title.replace(/^#\s*/, ''),
    body: body.join('\n').trim(),
    acceptance: criteria.split('\n').flatMap((line) => (line.startsWith('- ') ? [line.slice(2).trim()] : [])),
  }
}
