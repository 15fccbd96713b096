import { expect, vi } from 'vitest'
import { type TestApp, testApp } from '#testing'

/** A private repository of an organisation of alice's with one of everything in it, as GitHub's clients address it. */
export interface World extends AsyncDisposable {
  app: TestApp
  /** What an address of GitHub's API may name, by the name it has there; `kind/name` where a name means several things. */
  known: Record<string, string | number>
  /** Ids of DevFlow's own. */
  ids: Record<'lunar' | 'moonbase' | 'elsewhere' | 'appNumber', string>
  /** As GitHub's clients ask. */
  ask(method: string, path: string, options?: { token?: string | undefined; body?: unknown }): Promise<Answer>
  /** Waits until nothing is changed any more, and answers what stands in every table but the records of what was asked. */
  digest(): Promise<Record<string, string>>
}

export interface Answer {
  status: number
  text: string
  // biome-ignore lint/suspicious/noExplicitAny: the shape is GitHub's
  json: any
}

/** Of projects; what an app may do to the organisation itself is agreed to apart from them. */
const EVERYTHING = Object.fromEntries(
  [
    ...['contents', 'issues', 'pull_requests', 'checks', 'statuses', 'actions', 'deployments', 'administration'],
    ...['repository_hooks', 'organization_hooks', 'secrets', 'packages'],
  ].map((name) => [name, 'write']),
)

/** Jobs of a busy machine take their time. */
const WAIT = { timeout: 60_000, interval: 400 }

export const WORKFLOW = `on: [push, workflow_dispatch]
jobs: { build: { runs-on: ubuntu-latest, steps: [{ run: echo plan-of-alice }] } }
`

export async function createWorld(): Promise<World> {
  const app = await testApp()
  const ask: World['ask'] = async (method, path, { body, ...options } = {}) => {
    const token = 'token' in options ? options.token : app.token
    const response = await fetch(`${app.url}/api/v3${path}`, {
      method,
      redirect: 'manual',
      headers: token ? { authorization: `token ${token}` } : {},
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    const isJson = response.headers.get('content-type')?.includes('json') && text
    return { status: response.status, text, json: isJson ? JSON.parse(text) : undefined }
  }
  /** Of alice's; what she cannot make is a mistake of the test. */
  const make = async (method: string, path: string, body?: unknown) => {
    const answer = await ask(method, path, { body })
    expect(answer.status, `${method} ${path}: ${answer.text}`).toBeLessThan(300)
    return answer.json
  }
  const { known, ids } = await populate(app, make)
  return { app, known, ids, ask, digest: () => settled(app), [Symbol.asyncDispose]: () => app[Symbol.asyncDispose]() }
}

type Make = (method: string, path: string, body?: unknown) => Promise<Awaited<ReturnType<World['ask']>>['json']>

async function populate(app: TestApp, make: Make): Promise<Pick<World, 'known' | 'ids'>> {
  const known: World['known'] = { owner: 'lunar', repo: 'moonbase', org: 'lunar', login: 'lunar', user: 'alice' }
  const lunar = await app.api('POST', '/orgs', { slug: 'lunar' })
  const settings = { protection: [] }
  const moonbase = await app.api('POST', '/projects', { owner: 'lunar', name: 'moonbase', settings })
  const elsewhere = await app.api('POST', '/projects', { owner: 'lunar', name: 'elsewhere', settings })
  const author = { name: 'Alice', email: 'alice@example.com' }
  const files = { 'README.md': 'plan-of-alice\n', '.github/workflows/ci.yml': WORKFLOW }
  const { git } = app.modules
  const first = await git.importFiles(moonbase.id, { branch: 'main', files, message: 'plan-of-alice', author })
  await git.createBranch(moonbase.id, { branch: 'feature', from: 'main' })
  const change = { branch: 'feature', files: { 'b.txt': 'plan-of-alice\n' }, message: 'b', author }
  const second = await git.importFiles(moonbase.id, change)

  const R = '/repos/lunar/moonbase'
  const issue = await make('POST', `${R}/issues`, { title: 'plan-of-alice' })
  const pull = await make('POST', `${R}/pulls`, { title: 'plan-of-alice', head: 'feature', base: 'main' })
  const comment = await make('POST', `${R}/issues/1/comments`, { body: 'plan-of-alice' })
  const line = { path: 'b.txt', line: 1, side: 'RIGHT', body: 'plan-of-alice' }
  const review = await make('POST', `${R}/pulls/2/reviews`, {
    event: 'COMMENT',
    body: 'plan-of-alice',
    comments: [line],
  })
  const [lineComment] = await make('GET', `${R}/pulls/2/comments`)
  await make('POST', `${R}/labels`, { name: 'plan-of-alice', color: 'ff0000' })
  await make('POST', `${R}/issues/1/labels`, { labels: ['plan-of-alice'] })
  await make('POST', `${R}/issues/1/assignees`, { assignees: ['alice'] })
  await make('POST', `${R}/milestones`, { title: 'plan-of-alice' })
  const release = await make('POST', `${R}/releases`, { tag_name: 'v1', name: 'plan-of-alice' })
  const asset = await make('POST', `/uploads${R}/releases/${release.id}/assets?name=plan.txt`, 'plan-of-alice')
  const checkRun = await make('POST', `${R}/check-runs`, {
    name: 'plan-of-alice',
    head_sha: first,
    status: 'in_progress',
  })
  await make('POST', `${R}/statuses/${first}`, { state: 'success', context: 'plan-of-alice' })
  const ruleset = await make('POST', `${R}/rulesets`, {
    ...{ name: 'plan-of-alice', enforcement: 'disabled', rules: [{ type: 'deletion' }] },
    conditions: { ref_name: { include: ['~ALL'], exclude: [] } },
  })
  await make('PUT', `${R}/branches/main/protection`, {
    ...{ required_status_checks: { strict: false, contexts: ['plan-of-alice'] }, enforce_admins: false },
    ...{ required_pull_request_reviews: {}, restrictions: null },
  })
  const url = 'https://plan-of-alice.example.com/'
  const hook = await make('POST', `${R}/hooks`, { config: { url }, active: false })
  const orgHook = await make('POST', '/orgs/lunar/hooks', { name: 'web', config: { url }, active: false })
  await make('POST', `${R}/actions/variables`, { name: 'PLAN_VARIABLE', value: 'plan-of-alice' })
  await app.api('PUT', '/projects/lunar/moonbase/secrets/PLAN_KEY', { value: 'plan-of-alice-value' })
  await make('POST', '/orgs/lunar/teams', { name: 'crew' })
  await make('POST', '/user/emails', { emails: ['alice@example.com'] })
  const [key, deployKey] = [
    'AAAAC3NzaC1lZDI1NTE5AAAAIAOnLNWP0ONuRaTc4oDOQTsIq6x2o0pIO0ioItiSr5qZ',
    'AAAAC3NzaC1lZDI1NTE5AAAAIFQjEMa3BA7UZR23vv0yByK3A67ZPf/aYVMMBYZLbS+P',
  ].map((blob) => `ssh-ed25519 ${blob} plan-of-alice`)
  const userKey = await make('POST', '/user/keys', { title: 'plan-of-alice', key })
  const signingKey = await make('POST', '/user/ssh_signing_keys', { title: 'plan-of-alice', key })
  const ofRepo = await make('POST', `${R}/keys`, { title: 'plan-of-alice', key: deployKey })
  const reaction = await make('POST', `${R}/issues/1/reactions`, { content: 'heart' })
  const tag = await make('POST', `${R}/git/tags`, {
    tag: 'plan',
    message: 'plan-of-alice',
    object: first,
    type: 'commit',
  })
  const commit = await make('GET', `${R}/git/commits/${first}`)
  const tree = await make('GET', `${R}/git/trees/${first}`)
  const [entry] = await make('GET', `${R}/issues/events`)
  const robot = await app.api('POST', '/orgs/lunar/apps', {
    name: 'Plan of alice',
    homepage: 'https://example.com',
    permissions: EVERYTHING,
  })
  const installation = await app.api('POST', '/orgs/lunar/installations', { app: robot.slug, projects: ['elsewhere'] })
  const { workflows } = await make('GET', `${R}/actions/workflows`)
  const runs = async () => (await make('GET', `${R}/actions/runs`)).workflow_runs
  await vi.waitFor(async () => expect((await runs()).at(-1)?.status).toBe('completed'), WAIT)
  const run = (await runs()).at(-1)
  const [job] = (await make('GET', `${R}/actions/runs/${run.id}/jobs`)).jobs

  Object.assign(known, {
    ...{ project: moonbase.id, number: issue.number, 'pulls/number': pull.number, 'pulls/comment': lineComment.id },
    ...{ 'issues/comment': comment.id, review: review.id, 'issues/subject': comment.id, reaction: reaction.id },
    ...{ 'pulls/subject': lineComment.id, 'releases/subject': release.id, release: release.id, asset: asset.id },
    ...{ label: 'plan-of-alice', milestone: 1, 'check-runs/run': checkRun.id, suite: checkRun.check_suite.id },
    ...{ workflow: workflows[0].id, 'actions/run': run.id, job: job.id, secret: 'PLAN_KEY', variable: 'PLAN_VARIABLE' },
    ...{ hook: hook.id, 'orgs/hook': orgHook.id, delivery: 1, team: 'crew', installation: installation.databaseId },
    ...{ key: ofRepo.id, 'keys/key': userKey.id, 'ssh_signing_keys/key': signingKey.id, 'gpg_keys/key': 1 },
    ...{ sha: first, 'blobs/sha': tree.tree.at(-1).sha, 'trees/sha': commit.tree.sha, 'tags/sha': tag.sha, second },
    ...{ ref: 'main', 'git/ref': 'heads/feature', branch: 'main', basehead: 'main...feature', path: 'README.md' },
    ...{
      tag: 'v1',
      id: ruleset.id,
      'user/id': issue.user.id,
      slug: robot.slug,
      root: '',
      code: 'code-of-nobody',
      entry: entry.id,
      assignee: 'alice',
    },
  })
  const ids = {
    lunar: lunar.id,
    moonbase: moonbase.id,
    elsewhere: elsewhere.id,
    appNumber: String(robot.databaseId),
  }
  return { known, ids }
}

/** Records of what was asked, and what the server keeps for itself; nothing in them is a change of somebody's things. */
const RECORDS = /^(kernel\.(actions.*|servers|jobs|subscribers?|cursors?|migrations)|graphile_worker\..*)$/
/** When something was last used, and how often a file was downloaded, is kept in the row of the thing. */
const MOMENTS = ['last_used_at', 'seen_at', 'updated_at', 'downloads']

/** Waits until nothing is changed any more, and answers what stands in every table but the records of what was asked. */
export async function settled(app: TestApp): Promise<Record<string, string>> {
  let before = await digestOf(app)
  await vi.waitFor(async () => {
    const [earlier, now] = [before, await digestOf(app)]
    before = now
    expect(now).toEqual(earlier)
  }, WAIT)
  return before
}

async function digestOf({ kernel }: TestApp): Promise<Record<string, string>> {
  return kernel.db.system(async (tx) => {
    const tables = await tx.query<{ name: string }>(
      `select format('%I.%I', n.nspname, c.relname) as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
       where c.relkind in ('r', 'p') and not c.relispartition and n.nspname not in ('pg_catalog', 'information_schema') order by 1`,
    )
    const digests: Record<string, string> = {}
    for (const { name } of tables) {
      if (RECORDS.test(name)) continue
      const [row] = await tx.query<{ digest: string }>(
        `select count(*) || ' ' || coalesce(md5(string_agg(line, '' order by line)), '') as digest
         from (select md5((to_jsonb(t) - $1::text[])::text) as line from ${name} t) lines`,
        [MOMENTS],
      )
      digests[name] = row!.digest
    }
    return digests
  })
}
