import { z } from 'zod'
import { isTagName } from '#git'
import { Problem, type VerbContext, verb } from '#kernel'
import type { Project } from '#projects'
import type { Pull } from '#pulls'
import { Address, type DeskDeps } from './desk.ts'
import { type NotedPull, type NotesConfig, parseNotesConfig, printNotes } from './notes.ts'
import { selectPublishedTags } from './releases.sql.ts'

const CONFIG_PATHS = ['.github/release.yml', '.github/release.yaml']
const MOST_CONFIG_BYTES = 64 * 1024
/** What is looked through for one text; a release with more has notes that nobody would read. */
const MOST_COMMITS = 5_000
const MOST_PULL_PAGES = 20
const MOST_TAGS = 100

/** Notes from the pull requests that were merged since the release before. */
export function createNotesVerb({ projects, git, pulls, publicUrl }: DeskDeps) {
  /** The commit the release is, or will be, about. */
  async function headOf(project: Project, tag: string, target: string | undefined): Promise<string> {
    const sha =
      (await git.resolve(project.id, `refs/tags/${tag}`)) ??
      (await git.resolve(project.id, target ?? project.defaultBranch))
    if (sha) return sha
    throw new Problem(
      'not_found',
      'releases.no_target',
      `There is no tag ${tag}, and no branch or commit ${JSON.stringify(target ?? project.defaultBranch)} it could be put on.`,
    )
  }

  /** The newest published release that is in the history of this one. */
  async function previousOf({ tx }: VerbContext, project: Project, { tag, head }: { tag: string; head: string }) {
    for (const name of await selectPublishedTags(tx, project.id, MOST_TAGS)) {
      const sha = name === tag ? undefined : await git.resolve(project.id, `refs/tags/${name}`)
      if (sha && sha !== head && (await git.isAncestor(project.id, { ancestor: sha, of: head })))
        return { tag: name, sha }
    }
    return undefined
  }

  async function named(project: Project, tag: string): Promise<{ tag: string; sha: string }> {
    const sha = await git.resolve(project.id, `refs/tags/${tag}`)
    if (sha) return { tag, sha }
    throw new Problem('not_found', 'releases.no_tag', `There is no tag ${tag} to compare with.`)
  }

  async function mergedPulls(context: VerbContext, address: { owner: string; name: string }): Promise<Pull[]> {
    const found: Pull[] = []
    let cursor: string | undefined
    for (let page = 0; page < MOST_PULL_PAGES; page++) {
      const list = await context.call(pulls.verbs.list, {
        ...address,
        state: 'merged',
        limit: 100,
        ...(cursor ? { cursor } : {}),
      })
      found.push(...list.items)
      cursor = list.next
      if (!cursor) break
    }
    return found
  }

  async function readConfig(project: Project, head: string, path: string | undefined): Promise<NotesConfig> {
    for (const candidate of path ? [path] : CONFIG_PATHS) {
      const file = await git.blob(project.id, head, candidate, MOST_CONFIG_BYTES).catch((error) => {
        if (error instanceof Problem && error.kind === 'not_found') return undefined
        throw error
      })
      if (!file) continue
      const parsed = parseNotesConfig(file.content.toString('utf8'))
      if ('config' in parsed) return parsed.config
      throw new Problem('invalid', 'releases.notes_config', `${candidate} cannot be read: ${parsed.problem}.`)
    }
    return {}
  }

  const notes = verb({
    name: 'releases.notes',
    http: 'GET /projects/:owner/:name/releases/notes',
    summary: 'Write the notes of a release from what was merged since the one before',
    input: Address.extend({
      tag: z.string().max(200).refine(isTagName, 'is not a tag name git accepts; write it like v1.2.0'),
      target: z.string().min(1).max(240).optional().describe('Where the tag will be put, if it is not there yet.'),
      previousTag: z.string().max(200).optional().describe('Default: the release before.'),
      configPath: z.string().max(500).optional().describe('Default: .github/release.yml.'),
    }),
    output: z.object({ name: z.string(), body: z.string(), previousTag: z.string().nullable() }),
    needs: 'releases:read',
    scope: projects.scope,
    async run(context, { owner, name, tag, target, previousTag, configPath }) {
      const address = { owner, name }
      const project = await projects.get(context.tx, address)
      const head = await headOf(project, tag, target)
      const previous = previousTag
        ? await named(project, previousTag)
        : await previousOf(context, project, { tag, head })
      const range = { from: head, ...(previous ? { notFrom: previous.sha } : {}), limit: MOST_COMMITS }
      const commits = new Set((await git.log(project.id, range)).map(({ sha }) => sha))
      const merged = await mergedPulls(context, address)
      const isNew = ({ mergeSha }: Pull) => mergeSha !== null && commits.has(mergeSha)
      const known = new Set(merged.filter((pull) => !isNew(pull)).map(({ author }) => author.name))
      const site = `${publicUrl()}/${owner}/${name}`
      const noted = merged
        .filter(isNew)
        .sort((a, b) => (a.mergedAt ?? '').localeCompare(b.mergedAt ?? ''))
        .map(
          (pull): NotedPull => ({
            ...pull,
            labels: pull.labels.map((label) => label.name),
            author: pull.author.name,
            url: `${site}/pull/${pull.number}`,
          }),
        )
      return printNotes(
        {
          tag,
          previousTag: previous?.tag,
          pulls: noted,
          newContributors: noted.map(({ author }) => author).filter((author) => !known.has(author)),
          changesUrl: previous ? `${site}/compare/${previous.tag}...${tag}` : `${site}/commits/${tag}`,
        },
        await readConfig(project, head, configPath),
      )
    },
  })
  return { notes }
}
