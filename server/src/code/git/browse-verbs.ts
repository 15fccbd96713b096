import { createHash } from 'node:crypto'
import { z } from 'zod'
import { type Kernel, verb } from '#kernel'
import type { Project, Projects } from '#projects'
import { createAnswers } from './answers.ts'
import { Blame, blameFile } from './blame.ts'
import { Commit } from './commit-object.ts'
import { Contributor, listContributors } from './contributors.ts'
import { loadLanguages } from './file-language.ts'
import { createHighlighter } from './highlighter.ts'
import { findCommit, listRefs, readCommits } from './history.ts'
import { createLanguages, Language } from './languages.ts'
import { findLastCommits } from './last-commits.ts'
import { locate } from './locate.ts'
import { LONGEST_REF, repositoryPath } from './names.ts'
import { Address, createOpening, type Opened, RefInput, TreePage } from './opening.ts'
import { BranchDetail, listBranches, listTags, Tag } from './ref-lists.ts'
import { createRemembered } from './remembered.ts'
import type { Repositories } from './repositories.ts'
import { FoundInFile, LONGEST_PATTERN, searchFiles } from './search.ts'
import { TOKEN_KINDS } from './token-kinds.ts'
import { findEntry, findFile, readBlob, readTree } from './tree.ts'
import { createTurnstile } from './turnstile.ts'

/**
 * Deep histories are read by so many processes at once; further readers wait their turn, each with a
 * connection of the database, and beyond that are told to come back.
 */
const READERS_AT_ONCE = 3
const MOST_WAITING = 4
const MOST_REMEMBERED = 2000
/** All paths of a repository are one answer, for a finder that searches while typing. */
const MOST_PATHS = 200_000
const MOST_PATHS_BYTES = 24 * 1024 * 1024

/** More is data, not source; its colours are not worth the time. */
const MOST_HIGHLIGHTED_BYTES = 512 * 1024
/** Of a block in a text that people wrote. */
export const LONGEST_HIGHLIGHTED_TEXT = 32 * 1024
const MOST_HIGHLIGHTS = 200

const Page = {
  page: z.number().int().min(1).default(1),
  limit: z.number().int().min(1).max(100).default(30),
}
const At = { ...Address, ref: RefInput.optional() }

interface Deps {
  projects: Projects
  repositories: Repositories
  isProtected(project: Project, branch: string): boolean
}

/** Reading a repository as people do: folders with their last commits, blame, search, what it is made of and by whom. */
export function createBrowseVerbs(kernel: Kernel, { projects, repositories, isProtected }: Deps) {
  const { git, objects, scratch } = repositories
  const { open, commitOf } = createOpening({ projects, repositories })
  const readers = createTurnstile({ atOnce: READERS_AT_ONCE, mostWaiting: MOST_WAITING })
  const lastCommits = createRemembered<Map<string, string>>({ most: MOST_REMEMBERED })
  const counts = createRemembered<number>({ most: MOST_REMEMBERED })
  const contributors = createRemembered<{ items: Contributor[]; total: number }>({ most: MOST_REMEMBERED })
  const answers = createAnswers()
  const highlighter = createHighlighter(kernel.log)
  kernel.onStop(() => highlighter.stop())
  const highlights = createRemembered<number[][] | undefined>({ most: MOST_HIGHLIGHTS })
  const languagesOf = createLanguages(git, objects)

  /** Branches and tags. */
  async function countRefs(gitDir: string): Promise<[branches: number, tags: number]> {
    const counted = await answers.get(gitDir, 'counts', async () => {
      const refs = await listRefs(git, gitDir)
      const below = (prefix: string) => refs.filter(({ ref }) => ref.startsWith(prefix)).length
      return Buffer.from(`${below('refs/heads/')} ${below('refs/tags/')}`)
    })
    const [branches = 0, tags = 0] = counted.toString().split(' ').map(Number)
    return [branches, tags]
  }

  /** Undefined for the default branch of a repository that is still empty. */
  const tipOf = (source: Opened, ref: string | undefined): Promise<string | undefined> =>
    ref === undefined ? findCommit(source, source.project.defaultBranch) : commitOf(source, ref)

  const verbs = {
    overview: verb({
      name: 'git.overview',
      http: 'GET /projects/:owner/:name/overview',
      summary: 'Show the newest commit of a repository and how much there is',
      input: z.object(At),
      output: z.object({
        /** Null while the repository is empty. */
        commit: Commit.nullable(),
        commits: z.number().int(),
        branches: z.number().int(),
        tags: z.number().int(),
        /** Where git over SSH is answered; null where it is not. */
        sshPort: z.number().int().nullable(),
      }),
      needs: 'git:read',
      scope: projects.scope,
      async run(context, { ref, ...address }) {
        const source = await open(context, address)
        const { gitDir } = source
        const [branches, tags] = await countRefs(gitDir)
        const sha = await tipOf(source, ref)
        const sshPort = kernel.config.sshPort || null
        if (!sha) return { commit: null, commits: 0, branches, tags, sshPort }
        const [known, commits] = await Promise.all([
          readCommits(source, [sha]),
          counts.get(`${gitDir} ${sha}`, async () =>
            Number(await git.text(['rev-list', '--count', sha, '--'], { gitDir })),
          ),
        ])
        return { commit: known.get(sha)!, commits, branches, tags, sshPort }
      },
    }),

    locate: verb({
      name: 'git.locate',
      http: 'GET /projects/:owner/:name/locate',
      summary: 'Find out which ref and which path an address such as feature/one/src/a.ts means',
      input: z.object({ ...Address, address: z.string().max(LONGEST_REF + 4096) }),
      output: z.object({
        project: z.string(),
        kind: z.enum(['branch', 'tag', 'commit']),
        ref: z.string(),
        sha: z.string(),
        path: z.string(),
        /** What is at the path; null when nothing is. */
        entry: z
          .object({
            type: z.enum(['tree', 'blob', 'symlink', 'commit']),
            sha: z.string(),
            sizeBytes: z.number().int().nullable(),
          })
          .nullable(),
      }),
      needs: 'git:read',
      scope: projects.scope,
      async run(context, { address, ...project }) {
        const source = await open(context, project)
        const located = await locate(source, address)
        const path = repositoryPath(located.path)
        const entry = await findEntry(source, { commit: located.sha, path })
        const isFile = entry?.type === 'blob' || entry?.type === 'symlink'
        const [info] = isFile ? await objects.info(source.gitDir, [entry.sha]) : []
        return {
          project: source.project.id,
          ...located,
          path,
          entry: entry ? { type: entry.type, sha: entry.sha, sizeBytes: info?.sizeBytes ?? null } : null,
        }
      },
    }),

    lastCommits: verb({
      name: 'git.lastCommits',
      http: 'GET /projects/:owner/:name/tree/commits',
      summary: 'Show the commit that last changed each entry of a folder',
      input: z.object({ ...At, path: z.string().default(''), ...TreePage }),
      output: z.object({
        sha: z.string(),
        commits: z.array(Commit),
        /** An entry without one was not found in the time a page has. */
        items: z.array(z.object({ name: z.string(), commit: z.string().nullable() })),
      }),
      needs: 'git:read',
      scope: projects.scope,
      async run(context, { ref, path, page, limit, ...address }) {
        const source = await open(context, address)
        const { gitDir } = source
        const sha = await commitOf(source, ref)
        const { items } = await readTree(source, { commit: sha, path, skip: (page - 1) * limit, limit })
        const folder = { git, gitDir, commit: sha, path: repositoryPath(path), entries: items }
        const found = await lastCommits.get(`${gitDir} ${sha} ${page} ${limit} ${folder.path}`, () =>
          readers.pass(() => findLastCommits(folder)),
        )
        const commits = await readCommits(source, [...new Set(found.values())])
        return {
          sha,
          commits: [...commits.values()],
          items: items.map(({ name }) => ({ name, commit: found.get(name) ?? null })),
        }
      },
    }),

    highlight: verb({
      name: 'git.highlight',
      http: 'GET /projects/:owner/:name/highlight',
      summary: 'Show the colours of a source file',
      input: z.object({ ...At, path: z.string() }),
      output: z.object({
        /** The blob. */
        sha: z.string(),
        language: z.string().nullable(),
        /** For each line `length, kind, length, kind, …`, where kind is a place in `kinds`; null for plain text. */
        lines: z.array(z.array(z.number().int())).nullable(),
        kinds: z.array(z.string()),
      }),
      needs: 'git:read',
      scope: projects.scope,
      async run(context, { ref, path, ...address }) {
        const source = await open(context, address)
        const file = await findFile(source, { commit: await commitOf(source, ref), path })
        const language = (await loadLanguages())(file.path)
        const plain = { sha: file.sha, language: language?.name ?? null, lines: null, kinds: [...TOKEN_KINDS] }
        if (!language || file.sizeBytes > MOST_HIGHLIGHTED_BYTES) return plain
        const { content, binary } = await readBlob(source, { commit: await commitOf(source, ref), path })
        if (binary) return plain
        const lines = await highlights.get(`${file.sha} ${language.name}`, () =>
          highlighter.highlight({ names: language.aliases, text: content.toString('utf8') }),
        )
        return { ...plain, lines: lines ?? null }
      },
    }),

    highlightText: verb({
      name: 'git.highlightText',
      http: 'POST /projects/:owner/:name/highlight',
      summary: 'Show the colours of a piece of source, such as a block in a text',
      input: z.object({
        ...Address,
        language: z.string().min(1).max(50),
        text: z.string().max(LONGEST_HIGHLIGHTED_TEXT),
      }),
      output: z.object({
        /** As of a file; null where nobody knows the language. */
        lines: z.array(z.array(z.number().int())).nullable(),
        kinds: z.array(z.string()),
      }),
      needs: 'git:read',
      scope: projects.scope,
      async run(context, { language, text, ...address }) {
        await open(context, address)
        const key = createHash('sha256').update(`${language}\0${text}`).digest('hex')
        const lines = await highlights.get(key, () => highlighter.highlight({ names: [language.toLowerCase()], text }))
        return { lines: lines ?? null, kinds: [...TOKEN_KINDS] }
      },
    }),

    blame: verb({
      name: 'git.blame',
      http: 'GET /projects/:owner/:name/blame',
      summary: 'Show which commit last changed each line of a file',
      input: z.object({ ...At, path: z.string() }),
      output: Blame.extend({ sha: z.string() }),
      needs: 'git:read',
      scope: projects.scope,
      async run(context, { ref, path, ...address }) {
        const source = await open(context, address)
        const sha = await commitOf(source, ref)
        const blame = await readers.pass(() => blameFile(source, { commit: sha, path, scratch }))
        return { sha, ...blame }
      },
    }),

    files: verb({
      name: 'git.files',
      http: 'GET /projects/:owner/:name/files',
      summary: 'List the paths of all files of a commit',
      input: z.object(At),
      output: z.object({ sha: z.string(), items: z.array(z.string()), truncated: z.boolean() }),
      needs: 'git:read',
      scope: projects.scope,
      async run(context, { ref, ...address }) {
        const source = await open(context, address)
        const sha = await commitOf(source, ref)
        const { stdout, truncated } = await git.run(['ls-tree', '-r', '-z', '--name-only', '--full-tree', sha], {
          gitDir: source.gitDir,
          maxBytes: MOST_PATHS_BYTES,
        })
        const paths = stdout.toString('utf8').split('\0')
        paths.pop() // what follows the last NUL: nothing, or a path that was cut
        return { sha, items: paths.slice(0, MOST_PATHS), truncated: truncated || paths.length > MOST_PATHS }
      },
    }),

    search: verb({
      name: 'git.search',
      http: 'GET /projects/:owner/:name/search',
      summary: 'Search the text of the files of a commit',
      input: z.object({
        ...At,
        query: z.string().min(1).max(LONGEST_PATTERN),
        regex: z.boolean().default(false).describe('POSIX extended; otherwise the text itself.'),
        ignoreCase: z.boolean().default(true),
        path: z.string().default('').describe('Only below this folder, or in this file.'),
      }),
      output: z.object({
        sha: z.string(),
        items: z.array(FoundInFile),
        /** Why there may be more than is shown. */
        cut: z.enum(['files', 'time']).nullable(),
      }),
      needs: 'git:read',
      scope: projects.scope,
      async run(context, { ref, query, path, regex, ignoreCase, ...address }) {
        const source = await open(context, address)
        const sha = await commitOf(source, ref)
        const at = { git, gitDir: source.gitDir, commit: sha, path: repositoryPath(path) }
        const { items, cut } = await readers.pass(() => searchFiles({ ...at, pattern: query, regex, ignoreCase }))
        return { sha, items, cut: cut ?? null }
      },
    }),

    languages: verb({
      name: 'git.languages',
      http: 'GET /projects/:owner/:name/languages',
      summary: 'Show the languages of a repository by bytes',
      input: z.object(At),
      output: z.object({ items: z.array(Language) }),
      needs: 'git:read',
      scope: projects.scope,
      async run(context, { ref, ...address }) {
        const source = await open(context, address)
        const commit = await tipOf(source, ref)
        if (!commit) return { items: [] }
        const tree = await findEntry(source, { commit, path: '' })
        return { items: await languagesOf(source.gitDir, tree!.sha) }
      },
    }),

    contributors: verb({
      name: 'git.contributors',
      http: 'GET /projects/:owner/:name/contributors',
      summary: 'List who wrote the commits of a branch, busiest first',
      input: z.object({ ...At, ...Page }),
      output: z.object({ items: z.array(Contributor), total: z.number().int() }),
      needs: 'git:read',
      scope: projects.scope,
      async run(context, { ref, page, limit, ...address }) {
        const source = await open(context, address)
        const sha = await tipOf(source, ref)
        if (!sha) return { items: [], total: 0 }
        const { items, total } = await contributors.get(`${source.gitDir} ${sha}`, () =>
          readers.pass(() => listContributors(git, { gitDir: source.gitDir, commit: sha })),
        )
        return { items: items.slice((page - 1) * limit, page * limit), total }
      },
    }),

    listBranches: verb({
      name: 'git.listBranches',
      http: 'GET /projects/:owner/:name/branches/detail',
      summary: 'List branches with their newest commits and how far they are from the default branch',
      input: z.object({ ...Address, ...Page, query: z.string().max(LONGEST_REF).default('') }),
      output: z.object({ items: z.array(BranchDetail), total: z.number().int() }),
      needs: 'git:read',
      scope: projects.scope,
      async run(context, { query, page, limit, ...address }) {
        const { gitDir, project } = await open(context, address)
        const { items, total } = await readers.pass(() =>
          listBranches(git, { objects, gitDir, defaultBranch: project.defaultBranch, query, page, limit }),
        )
        return { items: items.map((each) => ({ ...each, protected: isProtected(project, each.name) })), total }
      },
    }),

    tags: verb({
      name: 'git.tags',
      http: 'GET /projects/:owner/:name/tags',
      summary: 'List tags, newest first',
      input: z.object({ ...Address, ...Page }),
      output: z.object({ items: z.array(Tag), total: z.number().int() }),
      needs: 'git:read',
      scope: projects.scope,
      async run(context, { page, limit, ...address }) {
        const { gitDir } = await open(context, address)
        return listTags(git, { gitDir, page, limit })
      },
    }),
  }
  kernel.verbs.register(...Object.values(verbs))
  return verbs
}
