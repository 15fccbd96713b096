import { ANYBODY, Problem } from '#kernel'
import { commitFacts, printCommits } from '../commits.ts'
import type { Github } from '../github.ts'
import { printCommit, printFile, repoUrl, webUrl } from '../print/commit.ts'
import { type Ask, answer, pageOf, pageOfAll, type Rest } from '../rest.ts'

/** The changes of one comparison that are printed; GitHub's own limit. */
const MOST_FILES = 300

/** History: commits, comparisons, and what branches they are on. */
export function commitRoutes(github: Github, rest: Rest): void {
  const { verbs } = github.git

  rest.get('/repos/:owner/:repo/commits', async (ask) => {
    const { page, limit } = ask.page
    const since = ask.query('since')
    const until = ask.query('until')
    const author = ask.query('author')
    const ref = ask.query('sha')
    const path = ask.query('path')
    const { items, next } = await ask.call(verbs.commits, {
      ...ask.repo(),
      limit,
      cursor: String((page - 1) * limit),
      ...(ref ? { ref } : {}),
      ...(path ? { path } : {}),
      ...(since ? { since } : {}),
      ...(until ? { until } : {}),
      ...(author ? { author: await emailsOf(author) } : {}),
    })
    return pageOf(ask, await printCommits(github, ask, items), { more: next !== undefined })
  })

  rest.get('/repos/:owner/:repo/commits/:sha/branches-where-head', async (ask) => {
    const { items } = await ask.call(verbs.branches, ask.repo())
    const url = repoUrl(ask.urls, ask.repo())
    return items
      .filter(({ sha }) => sha === ask.param('sha'))
      .map(({ name, sha, protected: kept }) => ({
        name,
        commit: { sha, url: `${url}/commits/${sha}` },
        protected: kept,
      }))
  })

  rest.get('/repos/:owner/:repo/commits/:ref{.+}', async (ask) => {
    const ref = ask.param('ref')
    const { files, ...commit } = await ask.call(verbs.commit, { ...ask.repo(), sha: ref })
    if (ask.accepts('sha')) return text(commit.sha, 'application/vnd.github.sha')
    if (ask.accepts('diff')) return text(files.map(({ patch }) => patch).join(''), 'application/vnd.github.diff')
    if (ask.accepts('patch')) return text(printPatch(commit, files), 'application/vnd.github.patch')
    const { items, total } = pageOfAll({ ...ask, page: filePage(ask) }, files)
    const facts = await commitFacts(github, ask.repo(), [commit])
    const printed = printCommit(commit, { ...facts, files }, ask.urls)
    const shown = items.map((file) => printFile(file, { repo: ask.repo(), sha: commit.sha }, ask.urls))
    const paged = pageOf({ ...ask, page: filePage(ask) }, [], { total })
    return answer(200, { ...printed, files: shown }, paged.headers)
  })

  rest.get('/repos/:owner/:repo/compare/:basehead{.+}', async (ask) => {
    const [base, head] = ask.param('basehead').split('...')
    if (!base || !head) throw new Problem('not_found', 'github.compare', 'Compare two refs as base...head.')
    const compared = await ask.call(verbs.compare, { ...ask.repo(), base: own(base, ask), head: own(head, ask) })
    if (ask.accepts('diff'))
      return text(compared.files.map(({ patch }) => patch).join(''), 'application/vnd.github.diff')
    if (ask.accepts('patch')) {
      const patches: string[] = []
      const place = await placeOf(ask, own(head, ask))
      for (const { sha } of compared.commits.toReversed()) {
        const { files, ...commit } = await ask.call(verbs.commit, { ...place, sha })
        patches.push(printPatch(commit, files))
      }
      return text(patches.join('\n'), 'application/vnd.github.patch')
    }
    const common = compared.mergeBase ?? compared.base
    const baseCommit = await ask.call(verbs.commitById, { ...ask.repo(), sha: compared.base })
    const mergeBase = await ask.call(verbs.commitById, { ...ask.repo(), sha: common })
    // Oldest first, unlike a log.
    const commits = compared.commits.toReversed()
    const { items, total } = pageOfAll(ask, commits)
    const [printedBase, printedCommon, ...printed] = await printCommits(github, ask, [baseCommit, mergeBase, ...items])
    const web = webUrl(ask.urls, ask.repo())
    const range = `${encodeURIComponent(base)}...${encodeURIComponent(head)}`
    const { ahead, behind } = compared
    const paged = pageOf(ask, [], { total })
    return answer(
      200,
      {
        url: `${repoUrl(ask.urls, ask.repo())}/compare/${range}`,
        html_url: `${web}/compare/${range}`,
        permalink_url: `${web}/compare/${compared.base.slice(0, 7)}...${compared.head.slice(0, 7)}`,
        diff_url: `${web}/compare/${range}.diff`,
        patch_url: `${web}/compare/${range}.patch`,
        base_commit: printedBase,
        merge_base_commit: printedCommon,
        status: ahead && behind ? 'diverged' : ahead ? 'ahead' : behind ? 'behind' : 'identical',
        ahead_by: ahead,
        behind_by: behind,
        total_commits: ahead,
        commits: printed,
        files: compared.files
          .slice(0, MOST_FILES)
          .map((file) => printFile(file, { repo: ask.repo(), sha: compared.head }, ask.urls)),
      },
      paged.headers,
    )
  })

  /** Where the commits of a head are: here, or in the fork whose owner stands before it. */
  async function placeOf(ask: Ask, head: string): Promise<{ owner: string; name: string }> {
    const colon = head.indexOf(':')
    if (colon < 0) return ask.repo()
    const project = await ask.call(github.projects.verbs.get, ask.repo())
    const wanted = { actor: ask.actor ?? ANYBODY, project, owner: head.slice(0, colon) }
    return (await github.projects.findInNetwork(wanted)) ?? ask.repo()
  }

  /** `author` is a login or an address. */
  async function emailsOf(author: string): Promise<string> {
    if (author.includes('@')) return author
    const account = await github.identity.accounts.byLogin(author)
    return account
      ? (await github.identity.accounts.author({ kind: 'person', id: account.user ?? '', name: author })).email
      : author
  }
}

/** GitHub pages the files of a commit 300 at a time. */
function filePage(ask: Ask) {
  return { page: ask.page.page, limit: ask.query('per_page') ? ask.page.limit : MOST_FILES }
}

/** A branch of this repository may be written with its owner. */
function own(ref: string, ask: Ask): string {
  const { owner } = ask.repo()
  return ref.toLowerCase().startsWith(`${owner.toLowerCase()}:`) ? ref.slice(owner.length + 1) : ref
}

function text(body: string, type: string): Response {
  return new Response(body, { headers: { 'Content-Type': `${type}; charset=utf-8` } })
}

/** As `git format-patch` prints it, so that `git am` takes it. */
export function printPatch(
  commit: { sha: string; message: string; author: { name: string; email: string; at: string } },
  files: readonly { patch: string }[],
): string {
  const [subject = '', ...body] = commit.message.split('\n')
  const date = new Date(commit.author.at).toUTCString().replace('GMT', '+0000')
  const rest = body.join('\n').trim()
  return [
    `From ${commit.sha} Mon Sep 17 00:00:00 2001`,
    `From: ${commit.author.name} <${commit.author.email}>`,
    `Date: ${date}`,
    `Subject: [PATCH] ${subject}`,
    '',
    ...(rest ? [rest, ''] : []),
    '---',
    '',
    files.map(({ patch }) => patch).join(''),
    '-- ',
    'devflow',
    '',
  ].join('\n')
}
