import { z } from 'zod'
import { Problem } from '#kernel'
import { commitFacts, verificationOf } from '../commits.ts'
import type { Github } from '../github.ts'
import { printNodeId } from '../node-id.ts'
import { printGitCommit, repoUrl } from '../print/commit.ts'
import { type Ask, answer, pageOf, type Rest } from '../rest.ts'

const Person = z.object({ name: z.string(), email: z.string(), date: z.iso.datetime({ offset: true }).optional() })
const NewBlob = z.object({ content: z.string(), encoding: z.enum(['utf-8', 'base64']).default('utf-8') })
const NewTree = z.object({
  base_tree: z.string().optional(),
  tree: z.array(
    z.object({
      path: z.string(),
      mode: z.enum(['100644', '100755', '040000', '160000', '120000']).optional(),
      type: z.string().optional(),
      sha: z.string().nullable().optional(),
      content: z.string().optional(),
    }),
  ),
})
const NewCommit = z.object({
  message: z.string(),
  tree: z.string(),
  parents: z.array(z.string()).default([]),
  author: Person.optional(),
  committer: Person.optional(),
  signature: z.string().optional(),
})
const NewTag = z.object({
  tag: z.string(),
  message: z.string(),
  object: z.string(),
  type: z.enum(['commit', 'tree', 'blob']),
  tagger: Person.optional(),
})
const NewRef = z.object({ ref: z.string(), sha: z.string() })
const RefChange = z.object({ sha: z.string(), force: z.boolean().default(false) })

/** Git's own objects and refs, one by one. */
export function gitDataRoutes(github: Github, rest: Rest): void {
  const { verbs } = github.git

  rest.get('/repos/:owner/:repo/git/blobs/:sha', async (ask) => {
    const repo = ask.repo()
    const { sha, sizeBytes, content } = await ask.call(verbs.blobById, { ...repo, sha: objectId(ask.param('sha')) })
    if (ask.accepts('raw')) {
      return new Response(Buffer.from(content, 'base64'), {
        headers: { 'Content-Type': 'application/vnd.github.raw; charset=utf-8' },
      })
    }
    const url = `${repoUrl(ask.urls, repo)}/git/blobs/${sha}`
    const node_id = printNodeId('Blob', `${repo.owner}/${repo.name}@${sha}`)
    return { sha, node_id, size: sizeBytes, url, content: wrap(content), encoding: 'base64' }
  })

  rest.post('/repos/:owner/:repo/git/blobs', async (ask) => {
    const { sha } = await ask.call(verbs.createBlob, { ...ask.repo(), ...(await ask.body(NewBlob)) })
    const url = `${repoUrl(ask.urls, ask.repo())}/git/blobs/${sha}`
    return answer(201, { sha, url }, { Location: url })
  })

  rest.get('/repos/:owner/:repo/git/trees/:sha{.+}', async (ask) => {
    const recursive = ask.query('recursive') !== undefined && !['0', 'false'].includes(ask.query('recursive')!)
    return printTree(ask, await ask.call(verbs.treeById, { ...ask.repo(), sha: ask.param('sha'), recursive }))
  })

  rest.post('/repos/:owner/:repo/git/trees', async (ask) => {
    const { base_tree: base, tree } = await ask.body(NewTree)
    const changes = tree.map(({ type, mode, ...entry }) => ({
      ...entry,
      mode:
        mode ?? (type === 'tree' ? ('040000' as const) : type === 'commit' ? ('160000' as const) : ('100644' as const)),
    }))
    const { sha } = await ask.call(verbs.createTree, { ...ask.repo(), changes, ...(base ? { base } : {}) })
    const printed = printTree(ask, await ask.call(verbs.treeById, { ...ask.repo(), sha }))
    return answer(201, printed, { Location: printed.url })
  })

  rest.get('/repos/:owner/:repo/git/commits/:sha', async (ask) => {
    const commit = await ask.call(verbs.commitById, { ...ask.repo(), sha: objectId(ask.param('sha')) })
    return printGitCommit(commit, await commitFacts(github, ask.repo(), [commit]), ask.urls)
  })

  rest.post('/repos/:owner/:repo/git/commits', async (ask) => {
    const { author, committer, ...input } = await ask.body(NewCommit)
    const commit = await ask.call(verbs.createCommit, {
      ...ask.repo(),
      ...input,
      ...(author ? { author: toPerson(author) } : {}),
      ...(committer ? { committer: toPerson(committer) } : {}),
    })
    const printed = printGitCommit(commit, await commitFacts(github, ask.repo(), [commit]), ask.urls)
    return answer(201, printed, { Location: printed.url })
  })

  rest.get('/repos/:owner/:repo/git/tags/:sha', async (ask) =>
    printTag(github, ask, await ask.call(verbs.tagById, { ...ask.repo(), sha: objectId(ask.param('sha')) })),
  )

  rest.post('/repos/:owner/:repo/git/tags', async (ask) => {
    const { tagger, ...input } = await ask.body(NewTag)
    const tag = await ask.call(verbs.createTag, {
      ...ask.repo(),
      ...input,
      ...(tagger ? { tagger: toPerson(tagger) } : {}),
    })
    const printed = await printTag(github, ask, tag)
    return answer(201, printed, { Location: printed.url })
  })

  rest.get('/repos/:owner/:repo/git/matching-refs/:ref{.+}', async (ask) => {
    const prefix = `refs/${ask.param('ref')}`
    const { items, total } = await ask.call(verbs.refs, {
      ...ask.repo(),
      prefix,
      page: ask.page.page,
      limit: ask.page.limit,
    })
    return pageOf(
      ask,
      items.map((ref) => printRef(ask, ref)),
      { total },
    )
  })

  rest.get('/repos/:owner/:repo/git/ref/:ref{.+}', (ask) => findRef(ask))
  // The older address, which many clients still use.
  rest.get('/repos/:owner/:repo/git/refs/:ref{.+}', (ask) => findRef(ask))

  rest.post('/repos/:owner/:repo/git/refs', async (ask) => {
    const printed = printRef(ask, await ask.call(verbs.createRef, { ...ask.repo(), ...(await ask.body(NewRef)) }))
    return answer(201, printed, { Location: printed.url })
  })

  rest.patch('/repos/:owner/:repo/git/refs/:ref{.+}', async (ask) => {
    const ref = `refs/${ask.param('ref')}`
    return printRef(ask, await ask.call(verbs.updateRef, { ...ask.repo(), ref, ...(await ask.body(RefChange)) }))
  })

  rest.delete('/repos/:owner/:repo/git/refs/:ref{.+}', async (ask) => {
    await ask.call(verbs.deleteRef, { ...ask.repo(), ref: `refs/${ask.param('ref')}` })
    return answer(204)
  })

  async function findRef(ask: Ask) {
    const name = `refs/${ask.param('ref')}`
    const { items } = await ask.call(verbs.refs, { ...ask.repo(), prefix: name, limit: 1 })
    const found = items.find(({ ref }) => ref === name)
    if (found) return printRef(ask, found)
    throw new Problem('not_found', 'git.ref_not_found', `There is no ref ${name.slice(0, 100)} here.`)
  }
}

function printRef(ask: Ask, { ref, sha, type }: { ref: string; sha: string; type: string }) {
  const url = repoUrl(ask.urls, ask.repo())
  const { owner, name } = ask.repo()
  return {
    ref,
    node_id: printNodeId('Ref', `${owner}/${name}:${ref}`),
    url: `${url}/git/${encodeURI(ref)}`,
    object: { sha, type, url: `${url}/git/${type}s/${sha}` },
  }
}

function printTree(
  ask: Ask,
  tree: {
    sha: string
    truncated: boolean
    items: { path: string; mode: string; type: 'blob' | 'tree' | 'commit'; sha: string; sizeBytes: number | null }[]
  },
) {
  const url = repoUrl(ask.urls, ask.repo())
  return {
    sha: tree.sha,
    url: `${url}/git/trees/${tree.sha}`,
    tree: tree.items.map(({ path, mode, type, sha, sizeBytes }) => ({
      path,
      mode,
      type,
      sha,
      ...(sizeBytes === null ? {} : { size: sizeBytes }),
      // A submodule's commit is in another repository.
      ...(type === 'commit' ? {} : { url: `${url}/git/${type}s/${sha}` }),
    })),
    truncated: tree.truncated,
  }
}

async function printTag(
  github: Github,
  ask: Ask,
  tag: {
    sha: string
    tag: string
    message: string
    object: string
    type: string
    tagger: { name: string; email: string; at: string }
  },
) {
  const url = repoUrl(ask.urls, ask.repo())
  const project = await github.kernel.db.system((tx) => github.projects.get(tx, ask.repo()))
  const { owner, name } = ask.repo()
  return {
    sha: tag.sha,
    node_id: printNodeId('Tag', `${owner}/${name}@${tag.sha}`),
    tag: tag.tag,
    url: `${url}/git/tags/${tag.sha}`,
    message: tag.message,
    tagger: { name: tag.tagger.name, email: tag.tagger.email, date: new Date(tag.tagger.at).toISOString() },
    object: { sha: tag.object, type: tag.type, url: `${url}/git/${tag.type}s/${tag.object}` },
    verification: await verificationOf(github, project.id, { sha: tag.sha, at: tag.tagger.at }),
  }
}

export function toPerson({ name, email, date }: z.output<typeof Person>) {
  return { name, email, ...(date ? { at: date } : {}) }
}

export const PersonBody = Person

/** What is not an id of an object names nothing. */
function objectId(text: string): string {
  if (/^[0-9a-f]{40}$/.test(text)) return text
  throw new Problem('not_found', 'git.no_object', `${JSON.stringify(text.slice(0, 80))} is not the id of an object.`)
}

/** Base64 in lines, as GitHub prints it. */
export function wrap(base64: string): string {
  return base64.replace(/.{1,60}/g, '$&\n')
}
