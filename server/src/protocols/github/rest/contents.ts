import { z } from 'zod'
import { Problem } from '#kernel'
import { commitFacts } from '../commits.ts'
import type { Github } from '../github.ts'
import { detectLicense, printLicense } from '../licenses.ts'
import { encodePath, printGitCommit, repoUrl, webUrl } from '../print/commit.ts'
import { linksIn } from '../references.ts'
import { type Ask, answer, type Rest } from '../rest.ts'
import { PersonBody, toPerson, wrap } from './git-data.ts'

const Change = z.object({
  message: z.string(),
  branch: z.string().optional(),
  sha: z.string().optional(),
  author: PersonBody.optional(),
  committer: PersonBody.optional(),
})
const Put = Change.extend({ content: z.string() })
const Delete = Change.extend({ sha: z.string() })

/** Names under which a repository introduces itself, in the order of preference. */
const README = /^readme(?:\.(?:md|markdown|rst|txt|adoc))?$/i
const README_FOLDERS = ['.github', '', 'docs']
/** A file up to here is given in JSON; a larger one only as itself, as on GitHub. */
const MOST_JSON_BYTES = 1024 * 1024

/** Where a repository says what may be done with it. */
const LICENSE = /^(?:un)?licen[cs]e(?:\.(?:md|txt|rst))?$|^copying(?:\.(?:md|txt))?$/i
/** GitHub's words for a text that is none of the list. */
const OTHER_LICENSE = { key: 'other', name: 'Other', spdx_id: 'NOASSERTION', url: null, node_id: 'other' }

/** As `/markdown` takes it; of a larger file the text itself is shown. */
const MOST_MARKDOWN_BYTES = 400 * 1024

interface Entry {
  name: string
  path: string
  type: 'tree' | 'blob' | 'symlink' | 'commit'
  sha: string
  sizeBytes: number | null
}

/** Files of a repository by their path: read, written and removed without a clone. */
export function contentsRoutes(github: Github, rest: Rest): void {
  const { verbs } = github.git

  rest.get('/repos/:owner/:repo/contents', (ask) => read(ask, ''))
  rest.get('/repos/:owner/:repo/contents/:path{.*}', (ask) => read(ask, ask.param('path')))
  rest.get('/repos/:owner/:repo/readme', (ask) => readme(ask, README_FOLDERS))
  rest.get('/repos/:owner/:repo/readme/:path{.+}', (ask) => readme(ask, [ask.param('path')]))
  rest.get('/repos/:owner/:repo/license', license)
  rest.get('/repos/:owner/:repo/codeowners/errors', async (ask) => {
    const ref = ask.query('ref')
    const order = { ...ask.repo(), ...(ref ? { ref } : {}) }
    const { items } = await ask.call(github.pulls.verbs.codeOwnersMistakes, order)
    return { errors: items.map((mistake) => ({ ...mistake, suggestion: null })) }
  })
  rest.put('/repos/:owner/:repo/contents/:path{.+}', async (ask) => {
    const { content, ...change } = await ask.body(Put)
    return commit(ask, change, content)
  })
  rest.delete('/repos/:owner/:repo/contents/:path{.+}', async (ask) => commit(ask, await ask.body(Delete), null))

  async function read(ask: Ask, path: string) {
    const ref = ask.query('ref')
    const at = { ...ask.repo(), ...(ref ? { ref } : {}) }
    const parts = path.split('/').filter(Boolean)
    const folder = parts.slice(0, -1).join('/')
    const entry = parts.length === 0 ? undefined : await findEntry(at, ask, folder, parts.at(-1)!)
    if (entry && entry.type !== 'tree') return file(ask, entry, ref)
    const { items, tree } = await ask.call(verbs.tree, { ...at, path: parts.join('/') })
    const entries = items.map((item) => printEntry(ask, item, ref))
    if (!ask.accepts('object')) return entries
    const self = { name: parts.at(-1) ?? '', path: parts.join('/'), type: 'tree' as const, sha: tree, sizeBytes: null }
    return { ...printEntry(ask, self, ref), entries }
  }

  async function findEntry(at: { owner: string; name: string; ref?: string }, ask: Ask, folder: string, name: string) {
    for (let page = 1; ; page++) {
      const { items, total } = await ask.call(verbs.tree, { ...at, path: folder, page })
      const found = items.find((item) => item.name === name)
      if (found) return found
      if (items.length === 0 || page * items.length >= total)
        throw new Problem(
          'not_found',
          'git.path_not_found',
          `There is no ${JSON.stringify(name.slice(0, 80))} in this folder.`,
        )
    }
  }

  async function file(ask: Ask, entry: Entry, ref: string | undefined) {
    const printed = printEntry(ask, entry, ref)
    if (entry.type === 'commit') return { ...printed, type: 'submodule', submodule_git_url: null }
    const { content } = await ask.call(verbs.blobById, { ...ask.repo(), sha: entry.sha })
    if (ask.accepts('raw')) {
      return new Response(Buffer.from(content, 'base64'), {
        headers: { 'Content-Type': 'application/vnd.github.raw; charset=utf-8', 'X-Content-Type-Options': 'nosniff' },
      })
    }
    if (ask.accepts('html') && entry.type === 'blob') return html(ask, entry, Buffer.from(content, 'base64'))
    if (entry.type === 'symlink')
      return { ...printed, type: 'symlink', target: Buffer.from(content, 'base64').toString('utf8') }
    const large = (entry.sizeBytes ?? 0) > MOST_JSON_BYTES
    return { ...printed, content: large ? '' : wrap(content), encoding: large ? 'none' : 'base64' }
  }

  async function render(ask: Ask, text: string): Promise<string> {
    return github.markdown.render(text, { links: await linksIn(github, ask, { text, repo: ask.repo() }) })
  }

  /** Markdown as it reads, anything else as it is written. */
  async function html(ask: Ask, { name, path }: Entry, content: Buffer): Promise<Response> {
    const markdown = /\.(?:md|markdown)$/i.test(name) && content.length <= MOST_MARKDOWN_BYTES
    const inner = markdown
      ? await render(ask, content.toString('utf8'))
      : `<pre>${escapeHtml(content.toString('utf8'))}</pre>`
    const body = `<div id="file" data-path="${escapeHtml(path)}"><article class="markdown-body" itemprop="text">${inner}</article></div>`
    return new Response(body, {
      headers: {
        'Content-Type': 'application/vnd.github.html; charset=utf-8',
        'Content-Security-Policy': "default-src 'none'; sandbox",
        'X-Content-Type-Options': 'nosniff',
      },
    })
  }

  async function readme(ask: Ask, folders: readonly string[]) {
    const ref = ask.query('ref')
    for (const path of folders) {
      const listed = await ask.call(verbs.tree, { ...ask.repo(), path, ...(ref ? { ref } : {}) }).catch((error) => {
        if (error instanceof Problem && error.code === 'git.path_not_found') return undefined
        throw error
      })
      const found = listed?.items.find(({ name, type }) => type === 'blob' && README.test(name))
      if (found) return file(ask, found, ref)
    }
    throw new Problem('not_found', 'git.no_readme', 'This repository has no README.')
  }

  async function license(ask: Ask) {
    const ref = ask.query('ref')
    const { items } = await ask.call(verbs.tree, { ...ask.repo(), ...(ref ? { ref } : {}) })
    const found = items.find(({ name, type }) => type === 'blob' && LICENSE.test(name))
    if (!found) throw new Problem('not_found', 'git.no_license', 'This repository has no LICENSE at its top.')
    const shown = await file(ask, found, ref)
    if (shown instanceof Response) return shown
    const { content } = await ask.call(verbs.blobById, { ...ask.repo(), sha: found.sha })
    const known = detectLicense(Buffer.from(content, 'base64').toString('utf8'))
    return { ...shown, license: known ? printLicense(known, ask.urls) : OTHER_LICENSE }
  }

  async function commit(ask: Ask, change: z.output<typeof Change>, content: string | null) {
    const path = ask.param('path')
    const { author, committer, message, branch, sha } = change
    const done = await ask.call(verbs.commitFiles, {
      ...ask.repo(),
      message,
      files: [{ path, content, replaces: sha ?? null }],
      ...(branch ? { branch } : {}),
      ...(author ? { author: toPerson(author) } : {}),
      ...(committer ? { committer: toPerson(committer) } : {}),
    })
    const printed = printGitCommit(done.commit, await commitFacts(github, ask.repo(), [done.commit]), ask.urls)
    if (content === null) return { content: null, commit: printed }
    const blob = done.blobs[path]!
    const sizeBytes = Buffer.from(content, 'base64').length
    const entry = { name: path.split('/').at(-1)!, path, type: 'blob' as const, sha: blob, sizeBytes }
    return answer(sha ? 200 : 201, { content: printEntry(ask, entry, done.branch), commit: printed })
  }
}

const TYPE = { tree: 'dir', blob: 'file', symlink: 'symlink', commit: 'submodule' } as const

function printEntry(ask: Ask, { name, path, type, sha, sizeBytes }: Entry, ref: string | undefined) {
  const repo = ask.repo()
  const api = repoUrl(ask.urls, repo)
  const web = webUrl(ask.urls, repo)
  const at = encodeURIComponent(ref ?? 'HEAD')
  const self = `${api}/contents/${encodePath(path)}${ref ? `?ref=${at}` : ''}`
  const git = type === 'commit' ? null : `${api}/git/${type === 'tree' ? 'trees' : 'blobs'}/${sha}`
  const html = `${web}/${type === 'tree' ? 'tree' : 'blob'}/${encodePath(ref ?? 'HEAD')}/${encodePath(path)}`
  return {
    // A submodule stands as a file in lists, for clients that are older than it.
    type: type === 'commit' ? 'file' : TYPE[type],
    size: sizeBytes ?? 0,
    name,
    path,
    sha,
    url: self,
    git_url: git,
    html_url: type === 'commit' ? null : html,
    download_url:
      type === 'blob' || type === 'symlink' ? `${web}/raw/${encodePath(ref ?? 'HEAD')}/${encodePath(path)}` : null,
    _links: { self, git, html: type === 'commit' ? null : html },
  }
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
}
