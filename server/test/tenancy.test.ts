import { Readable } from 'node:stream'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { inputSchema, type JsonSchema, pathParams, type Verb } from '#kernel'
import { type TestApp, testApp } from '#testing'
import { makeInputs } from './schema-input.ts'

/**
 * bob, member of another organisation with a valid token, tries every verb and every raw door on what is alice's. Verbs are taken from
 * the registry, so that one added later is walked without a word here. `known` may need a line when a verb names things in a new way.
 */
let app: TestApp
let known: Record<string, unknown>
/** What appears only in alice's data. */
let marks: string[]

beforeAll(async () => {
  app = await testApp()
  known = await populate()
  marks = ['moonbase', 'plan-of-alice', ...Object.values(known).filter(isId)]
}, 120_000)
afterAll(() => app[Symbol.asyncDispose]())

const isId = (value: unknown): value is string => typeof value === 'string' && /^[a-z]+_[0-9a-z]{18}$/.test(value)

/** One of everything for alice, made through the verbs that this server has. */
async function populate(): Promise<Record<string, unknown>> {
  const { kernel, modules, alice } = app
  const ids: Record<string, unknown> = { owner: 'alice', name: 'moonbase', user: 'alice', confirm: 'alice/moonbase' }
  const call = async (name: string, input: Record<string, unknown>): Promise<Record<string, unknown>> => {
    const verb = kernel.verbs.find(name)
    expect(verb, `tenancy.test.ts fills alice's organisation with ${name}, which is no verb any more`).toBeDefined()
    return (await kernel.call(verb!, input, { actor: alice })) as Record<string, unknown>
  }
  const address = { owner: 'alice', name: 'moonbase' }
  const before = { owner: 'alice', name: 'plan-of-alice' }
  const project = await call('projects.create', { ...before, description: 'plan-of-alice' })
  await call('projects.update', { ...before, rename: address.name })
  ids.project = project.id
  ids.org = 'alice'
  const id = String(project.id)
  const author = { name: 'Alice', email: 'alice@example.com' }
  const files = { 'readme.md': 'plan-of-alice\n', 'index.html': '<p>plan-of-alice' }
  ids.sha = await modules.git.importFiles(id, { branch: 'main', files, message: 'plan-of-alice', author })
  await modules.git.createBranch(id, { branch: 'plan-of-alice', from: 'main' })
  await modules.git.importFiles(id, {
    branch: 'plan-of-alice',
    files: { 'b.txt': 'plan-of-alice\n' },
    message: 'b',
    author,
  })
  Object.assign(ids, { head: 'plan-of-alice', base: 'main', branch: 'plan-of-alice', ref: 'main', path: 'readme.md' })
  Object.assign(ids, { address: 'main/readme.md', query: 'plan-of-alice', shas: [ids.sha] })
  ids.updates = [{ ref: 'refs/heads/plan-of-alice', after: ids.sha }]
  const pull = await call('pulls.create', { ...address, title: 'plan-of-alice', head: 'plan-of-alice' })
  Object.assign(ids, { pull: pull.id, number: pull.number })
  const place = { path: 'b.txt', line: 1, body: 'plan-of-alice' }
  await call('pulls.comment', { ...address, number: 1, ...place })
  ids.review = (await call('pulls.review', { ...address, number: 1, verdict: 'comment', comments: [place] })).id
  const threads = (await call('pulls.threads', { ...address, number: 1 })).items as { id: string }[]
  ids.thread = threads[0]!.id
  await call('issues.create', { ...address, title: 'plan-of-alice', body: 'plan-of-alice', labels: ['plan-of-alice'] })
  ids.comment = (await call('issues.comment', { ...address, number: 1, body: 'plan-of-alice' })).id
  ids.check = 'plan-of-alice'
  const check = await call('checks.report', { ...address, sha: ids.sha, check: ids.check, status: 'queued' })
  Object.assign(ids, { checkRun: check.id, suite: check.suite, context: 'plan-of-alice' })
  await call('statuses.report', { ...address, sha: ids.sha, context: ids.context, state: 'success' })
  ids.variable = 'PLAN_VARIABLE'
  await call('variables.create', { ...address, variable: ids.variable, value: 'plan-of-alice' })
  ids.spec = (await call('specs.create', { ...address, title: 'plan-of-alice' })).id
  await call('specs.comment', { spec: ids.spec, body: 'plan-of-alice' })
  ids.task = (await call('tasks.create', { ...address, title: 'plan-of-alice', spec: ids.spec })).id
  ids.parent = ids.task
  ids.agent = (await call('agents.create', { name: 'plan-of-alice' })).id
  ids.deployment = (await call('deployments.create', { ...address })).id
  const release = await call('releases.create', { ...address, tag: 'plan-of-alice', body: 'plan-of-alice' })
  const asset = await modules.releases.upload(alice, address, {
    release: String(release.id),
    name: 'plan-of-alice.txt',
    contentType: 'text/plain',
    content: Readable.from([Buffer.from('plan-of-alice')]),
  })
  Object.assign(ids, { release: release.id, tag: 'plan-of-alice', asset: asset.id })
  ids.url = 'https://plan-of-alice.invalid/app.git'
  ids.mirror = (await call('mirrors.add', { ...address, direction: 'push', url: ids.url })).id
  ids.key = 'PLAN_KEY'
  await call('secrets.set', { ...address, key: ids.key, value: 'plan-of-alice-value' })
  ids.app = (await call('apps.create', { org: 'alice', name: 'Plan-of-alice', homepage: 'https://example.com' })).slug
  ids.keyId = (await call('apps.createKey', { org: 'alice', app: ids.app })).id
  const installation = await call('installations.create', { org: 'alice', app: ids.app })
  ids.installation = installation.databaseId
  const hook = await call('hooks.create', { ...address, url: 'https://plan-of-alice.example.com/', active: false })
  Object.assign(ids, { hook: hook.databaseId, delivery: 1 })
  ids.token = (await call('tokens.create', { name: 'plan-of-alice' })).id
  ids.lock = (await call('lfs.lock', { ...address, path: 'plan-of-alice' })).id
  const publicKeys = [
    'AAAAC3NzaC1lZDI1NTE5AAAAIAOnLNWP0ONuRaTc4oDOQTsIq6x2o0pIO0ioItiSr5qZ',
    'AAAAC3NzaC1lZDI1NTE5AAAAIFQjEMa3BA7UZR23vv0yByK3A67ZPf/aYVMMBYZLbS+P',
  ].map((key) => `ssh-ed25519 ${key} plan-of-alice`)
  ids.sshKey = (await call('keys.create', { key: publicKeys[0] })).id
  ids.signingKey = (await call('signing-keys.create', { key: publicKeys[0] })).id
  ids.deployKey = (await call('deploy-keys.create', { ...address, key: publicKeys[1] })).id
  const org = Object.keys(alice.orgs)[0]!
  ids.log = await kernel.db.system((tx) => kernel.logStreams.create(tx, { org, project: id, title: 'plan-of-alice' }))
  kernel.logStreams.append(String(ids.log), 'plan-of-alice\n')
  await kernel.logStreams.finish(String(ids.log))
  const [action] = await kernel.db.as(alice, (tx) => tx.query<{ id: string }>('select id from kernel.actions limit 1'))
  ids.action = action!.id
  return ids
}

function inputsFor(verb: Verb): Record<string, unknown>[] {
  const value = (field: string, properties: Record<string, JsonSchema>): unknown => {
    // A name alone is the name of something new; together with an owner it is an address.
    if (field === 'name') return 'owner' in properties ? known.name : undefined
    if (field === 'id') return known.action
    // Git's own objects are named whole.
    if (field === 'ref' && /^git\..+Ref$/.test(verb.name)) return `refs/heads/${known.branch}`
    if (field === 'base' && verb.name === 'git.createTree') return known.sha
    // Some verbs name a pull request by its number.
    if (field === 'pull' && properties.pull?.type === 'integer') return known.number
    if (field === 'type' || field === 'title' || field === 'key') return undefined
    return known[field]
  }
  const inputs = makeInputs(inputSchema(verb), value)
  const first = inputs[0]!
  if (verb.name === 'workflow.graph')
    return ['project', 'spec', 'task', 'pull', 'deployment'].map((kind) => ({ kind, id: known[kind] }))
  if (verb.name === 'workflow.submitAction') return ACTIONS().map((action) => ({ ...first, ...action }))
  return inputs
}

/** Typed actions carry another verb's input, which their own schema does not tell. */
const ACTIONS = () => {
  const { owner, name, spec } = known
  return [
    { type: 'create_spec', input: { owner, name, title: 'probe' } },
    { type: 'create_branch', input: { owner, name, branch: 'probe' } },
    { type: 'create_pr', input: { owner, name, title: 'probe', head: 'plan-of-alice' } },
    { type: 'run_check', input: { owner, name, spec } },
  ]
}

async function request(verb: Verb, address: string, input: Record<string, unknown>, token: string | undefined) {
  const [method, path] = address.split(' ') as [string, string]
  const params = new Set(pathParams(path))
  const filled = path.replace(/:(\w+)/g, (_match, field) => encodeURIComponent(String(input[field])))
  const rest = Object.entries(input).filter(([field]) => !params.has(field))
  const query = verb.reads
    ? `?${new URLSearchParams(rest.map(([field, value]): [string, string] => [field, String(value)]))}`
    : ''
  const response = await fetch(`${app.url}/api${filled}${query}`, {
    method,
    headers: { ...(token ? { authorization: `Bearer ${token}` } : {}), 'content-type': 'application/json' },
    ...(verb.reads ? {} : { body: JSON.stringify(Object.fromEntries(rest)) }),
  })
  return { status: response.status, text: await response.text() }
}

/** What of alice's stands in an answer. A refusal may repeat what was asked, nothing else. */
function leaked(answer: { status: number; text: string }, input: unknown): string[] {
  const asked = JSON.stringify(input)
  return marks.filter((mark) => answer.text.includes(mark) && (answer.status < 300 || !asked.includes(mark)))
}

/** Every verb with every input at every address, as bob. */
async function walk(verbs: readonly Verb[]): Promise<{ found: string[]; walked: number }> {
  const found: string[] = []
  let walked = 0
  for (const verb of verbs) {
    for (const input of inputsFor(verb)) {
      const parsed = verb.input.safeParse(input)
      if (!parsed.success) {
        const field = parsed.error.issues[0]?.path.join('.')
        found.push(`${verb.name}: no valid input could be made from its schema (${field}); add the field to populate()`)
        continue
      }
      for (const address of [verb.http, ...(verb.alias ?? [])]) {
        walked++
        const at = `${verb.name} ${address} with ${JSON.stringify(input)}`
        const answer = await request(verb, address, input, app.bobToken)
        if (answer.status >= 500) found.push(`${at}: ${answer.status}`)
        for (const mark of leaked(answer, input)) found.push(`${at}: shows ${mark}`)
      }
    }
  }
  return { found, walked }
}

test('no verb shows or gives bob anything of alice, by any address', async () => {
  const verbs = app.kernel.verbs.list()
  const { found, walked } = await walk(verbs)
  expect(found).toEqual([])
  expect(verbs.length).toBeGreaterThan(20)
  expect(walked).toBeGreaterThanOrEqual(verbs.length)
}, 120_000)

test('nothing that bob tried has done anything in the organisation of alice', async () => {
  const org = Object.keys(app.alice.orgs)[0]!
  const done = await app.kernel.db.system((tx) =>
    tx.query(
      `select name as what from kernel.events where org_id = $1 and actor->>'id' = $2
       union all select verb from kernel.actions where org_id = $1 and actor_id = $2 and status = 'done'`,
      [org, app.bob.id],
    ),
  )
  expect(done).toEqual([])
})

test('without a token every verb but the public ones answers 401', async () => {
  const found: string[] = []
  for (const verb of app.kernel.verbs.list()) {
    // Signing out without being signed in is no error.
    if (verb.scope === 'public' || verb.name === 'session.delete') continue
    for (const address of [verb.http, ...(verb.alias ?? [])]) {
      const { status, text } = await request(verb, address, inputsFor(verb)[0]!, undefined)
      if (status !== 401 || leaked({ status, text }, {}).length) found.push(`${verb.name} ${address}: ${status}`)
    }
  }
  expect(found).toEqual([])
})

test('row-level security hides every tenant table of alice from bob, whatever a verb would ask', async () => {
  const org = Object.keys(app.alice.orgs)[0]!
  const tables = await app.kernel.db.system((tx) =>
    tx.query<{ name: string; readable: boolean }>(
      `select format('%I.%I', n.nspname, c.relname) as name, has_table_privilege('devflow_app', c.oid, 'select') as readable
       from pg_class c join pg_namespace n on n.oid = c.relnamespace
       where c.relkind in ('r', 'p') and not c.relispartition and n.nspname not in ('pg_catalog', 'information_schema')
         and exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'org_id' and not a.attisdropped)`,
    ),
  )
  expect(tables.length).toBeGreaterThan(10)
  const count = (as: 'alice' | 'bob', table: string) =>
    app.kernel.db.as(app[as], async (tx) =>
      Number((await tx.query(`select count(*) as n from ${table} where org_id = '${org}'`))[0].n),
    )
  const filled: string[] = []
  for (const { name, readable } of tables) {
    if (!readable) continue
    expect(await count('bob', name), name).toBe(0)
    if ((await count('alice', name)) > 0) filled.push(name)
  }
  expect(filled, 'the walk means nothing over empty tables').toEqual(
    expect.arrayContaining([
      'projects.projects',
      'specs.specs',
      'tasks.tasks',
      'agents.agents',
      'pulls.pulls',
      'issues.issues',
      'kernel.events',
    ]),
  )
  // A partition that could be read by itself would go around the policy of its table.
  const open = await app.kernel.db.system((tx) =>
    tx.query(
      `select c.relname from pg_class c where c.relispartition and has_table_privilege('devflow_app', c.oid, 'select') and not c.relrowsecurity`,
    ),
  )
  expect(open).toEqual([])
})

test('no raw door opens for bob or for nobody', async () => {
  const basic = (token: string) => `Basic ${Buffer.from(`git:${token}`).toString('base64')}`
  const doors: [string, RequestInit][] = [
    ['/alice/moonbase.git/info/refs?service=git-upload-pack', {}],
    ['/alice/moonbase.git/info/refs?service=git-receive-pack', {}],
    ['/alice/moonbase.git/git-upload-pack', { method: 'POST', body: '0000' }],
    ['/alice/moonbase.git/git-receive-pack', { method: 'POST', body: '0000' }],
    ['/alice/moonbase/raw/main/readme.md', {}],
    ['/alice/moonbase/archive/main.zip', {}],
    [
      '/alice/moonbase.git/info/lfs/objects/batch',
      { method: 'POST', body: '{"operation":"download","objects":[{"oid":"x","size":1}]}' },
    ],
    ['/alice/moonbase.git/info/lfs/locks', {}],
    ['/alice/moonbase/releases/download/plan-of-alice/plan-of-alice.txt', {}],
    ['/alice/moonbase/releases/latest/download/plan-of-alice.txt', {}],
    ['/api/v3/repos/alice/moonbase', {}],
    ['/api/v3/repos/alice/moonbase/contents/readme.md', {}],
    ['/api/v3/repos/alice/moonbase/issues/1', {}],
    ['/api/v3/repos/alice/moonbase/compare/main...plan-of-alice', {}],
    ['/api/v3/repos/alice/moonbase/releases/tags/plan-of-alice', {}],
    [`/api/logs/${known.log}/stream`, {}],
    ['/mcp', { method: 'POST', body: '{}' }],
    ['/llm/v1/models', {}],
    ['/api/events', {}],
  ]
  for (const [path, init] of doors) {
    const nobody = await fetch(app.url + path, init)
    expect(nobody.status, path).toBe(401)
    expect(await nobody.text()).not.toContain('plan-of-alice')
    if (!path.includes('alice/') && !path.includes('logs')) continue
    const bob = await fetch(app.url + path, { ...init, headers: { authorization: basic(app.bobToken) } })
    expect([403, 404], `${path}: ${bob.status}`).toContain(bob.status)
    expect(await bob.text()).not.toContain('plan-of-alice')
  }
})

test('the MCP door tells bob nothing of alice', async () => {
  const rpc = async (method: string, params: object) => {
    const response = await fetch(`${app.url}/mcp`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${app.bobToken}`,
        'content-type': 'application/json',
        accept: 'application/json, text/event-stream',
      },
      body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }),
    })
    return response.text()
  }
  const tools = [...(await rpc('tools/list', {})).matchAll(/"name":"([\w-]+)"/g)].map((match) => match[1]!)
  expect(tools.length).toBeGreaterThan(10)
  for (const verb of app.kernel.verbs.list()) {
    const name = tools.find(
      (tool) => tool.replace(/[^a-z]/gi, '').toLowerCase() === verb.name.replace('.', '').toLowerCase(),
    )
    if (!name || !verb.reads) continue
    for (const input of inputsFor(verb)) {
      const text = await rpc('tools/call', { name, arguments: input })
      const asked = JSON.stringify(input)
      expect(
        marks.filter((mark) => text.includes(mark) && !asked.includes(mark)),
        verb.name,
      ).toEqual([])
    }
  }
})

test('a stream of events gives bob his own and nothing of alice', async () => {
  const abort = new AbortController()
  const response = await fetch(`${app.url}/api/events?after=0`, {
    headers: { authorization: `Bearer ${app.bobToken}` },
    signal: abort.signal,
  })
  await app.api('POST', '/projects', { owner: 'bob', name: 'end-of-stream' }, app.bobToken)
  let text = ''
  for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
    text += chunk
    if (text.includes('end-of-stream')) break
  }
  abort.abort()
  expect(marks.filter((mark) => text.includes(mark))).toEqual([])
})

test('the walk names the verb when a policy is missing', async () => {
  const { kernel } = app
  const ddl = (sql: string) => kernel.db.system((tx) => tx.query(sql))
  await ddl('alter table projects.projects disable row level security')
  const { found } = await walk(kernel.verbs.list().filter((verb) => verb.name === 'projects.list'))
  await ddl('alter table projects.projects enable row level security')
  expect(found.join()).toMatch(/projects\.list GET \/projects .*shows plan-of-alice/)
})
