import { z } from 'zod'
import { type Actor, may, Problem, type Tx, verb } from '#kernel'
import { type Project, ProjectAddress } from '#projects'
import type { IssuesDeps } from './desk.ts'
import { selectIssuesByNumber } from './issues.sql.ts'

/** More are a list, not a text. */
const MOST_REFERENCES = 100

const Reference = z.object({
  /** As it was asked for. */
  reference: z.string(),
  kind: z.enum(['issue', 'pull', 'commit', 'person']),
  owner: z.string(),
  name: z.string(),
  number: z.number().int().nullable(),
  sha: z.string().nullable(),
  title: z.string(),
})
type Reference = z.infer<typeof Reference>

/** `#7`, `owner/name#7`, `owner/name@sha`, a commit's id; people apart. */
const PLACED = /^(?:(?:([\w.-]+)\/([\w.-]+))?#(\d{1,9})|(?:([\w.-]+)\/([\w.-]+)@)?([0-9a-f]{7,40}))$/i

/** What texts name, as far as the reader may see it. */
export function createReferenceVerbs({ kernel, identity, projects, git }: IssuesDeps) {
  /** Undefined for what is not there and for what may not be seen alike. */
  async function findProject(actor: Actor, address: { owner: string; name: string }): Promise<Project | undefined> {
    const project = await kernel.db
      .system((tx) => projects.get(tx, address))
      .catch((error) => {
        if (error instanceof Problem && error.kind === 'not_found') return undefined
        throw error
      })
    // A narrow token counts for its own projects.
    if (!project || (actor.projects && !actor.projects.includes(project.id))) return undefined
    return may(await projects.admit(actor, project, 'issues:read'), project.org, 'issues:read') ? project : undefined
  }

  async function findIssue(
    tx: Tx,
    project: Project,
    number: number,
  ): Promise<Omit<Reference, 'reference'> | undefined> {
    const [issue] = await selectIssuesByNumber(tx, project.id, [number])
    if (!issue) return undefined
    const { owner, name } = project
    return { kind: issue.kind, owner, name, number, sha: null, title: issue.title }
  }

  async function findCommit(project: Project, start: string): Promise<Omit<Reference, 'reference'> | undefined> {
    const sha = await git.resolve(project.id, start.toLowerCase())
    // A branch may have the name of a commit.
    if (!sha?.startsWith(start.toLowerCase())) return undefined
    const [commit] = await git.log(project.id, { from: sha, limit: 1 })
    const { owner, name } = project
    return commit && { kind: 'commit', owner, name, number: null, sha, title: commit.message.split('\n', 1)[0]! }
  }

  return {
    findReferences: verb({
      name: 'issues.findReferences',
      http: 'GET /projects/:owner/:name/references',
      summary: 'Find the issues, pull requests, commits and people that a text names',
      input: ProjectAddress.extend({
        references: z
          .array(z.string().max(250))
          .min(1)
          .max(MOST_REFERENCES)
          .describe('#7, owner/name#7, @login, a commit by its id or owner/name@id.'),
      }),
      output: z.object({ items: z.array(Reference) }),
      needs: 'issues:read',
      scope: projects.scope,
      async run({ tx, actor }, { references, ...address }) {
        const here = await projects.get(tx, address)
        const known = new Map<string, Promise<Project | undefined>>()
        const projectAt = (owner: string | undefined, name: string | undefined) => {
          const key = `${owner}/${name}`.toLowerCase()
          if (owner === undefined || name === undefined || key === `${here.owner}/${here.name}`.toLowerCase())
            return here
          const asked = known.get(key) ?? findProject(actor, { owner, name })
          known.set(key, asked)
          return asked
        }
        const items: Reference[] = []
        for (const reference of new Set(references)) {
          const found = reference.startsWith('@') ? await findPerson(reference.slice(1)) : await findPlaced(reference)
          if (found) items.push({ reference, ...found })
        }
        return { items }

        async function findPerson(login: string): Promise<Omit<Reference, 'reference'> | undefined> {
          const account = await identity.accounts.byLogin(login)
          if (account?.kind !== 'person') return undefined
          return { kind: 'person', owner: account.login, name: '', number: null, sha: null, title: account.name }
        }

        async function findPlaced(written: string): Promise<Omit<Reference, 'reference'> | undefined> {
          const [, owner, name, number, commitOwner, commitName, sha] = PLACED.exec(written) ?? []
          const project = await projectAt(owner ?? commitOwner, name ?? commitName)
          if (!project) return undefined
          if (sha !== undefined) return findCommit(project, sha)
          if (number === undefined) return undefined
          if (project.id === here.id) return findIssue(tx, project, Number(number))
          return kernel.db.system((system) => findIssue(system, project, Number(number)))
        }
      },
    }),
  }
}
