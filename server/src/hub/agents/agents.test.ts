import { chmod, mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { createAgents, findProgram, presets } from '#agents'
import { createIdentity } from '#identity'
import { testKernel } from '#testing'

const place = await realpath(await mkdtemp(join(tmpdir(), 'devflow-programs-')))
const bin = join(place, 'bin')
await mkdir(bin)
afterAll(() => rm(place, { recursive: true, force: true }))

async function program(path: string): Promise<void> {
  await writeFile(path, '#!/bin/sh\n')
  await chmod(path, 0o755)
}

async function agentsKit() {
  const kit = await testKernel()
  const identity = createIdentity(kit.kernel)
  const agents = createAgents(kit.kernel, { identity, searchPath: [bin] })
  await kit.start()
  return { ...kit, identity, agents, [Symbol.asyncDispose]: () => kit[Symbol.asyncDispose]() }
}

test('an external agent gets a key once; only its hash is kept, and the record does not show it', async () => {
  await using kit = await agentsKit()
  const { apiKey, ...agent } = await kit.kernel.call(
    kit.agents.verbs.create,
    { name: 'worker', capabilities: ['rust'] },
    { actor: kit.alice },
  )
  expect(agent).toMatchObject({
    name: 'worker',
    active: true,
    capabilities: ['rust'],
    status: 'offline',
    currentTask: null,
  })
  const shown = await kit.kernel.call(kit.agents.verbs.get, { agent: agent.id }, { actor: kit.alice })
  expect(JSON.stringify(shown)).not.toContain(apiKey)
  const rows = await kit.kernel.db.system((tx) =>
    tx.query(
      `select (select string_agg(a::text, '') from kernel.actions a) || (select string_agg(t::text, '') from identity.tokens t) as text`,
    ),
  )
  expect(rows[0].text).not.toContain(apiKey)
  expect(await kit.identity.authenticate(apiKey!)).toMatchObject({
    kind: 'agent',
    id: agent.id,
    orgs: { org_alice: expect.any(Array) },
  })
})

test('an agent that DevFlow runs has no key', async () => {
  await using kit = await agentsKit()
  const agent = await kit.kernel.call(
    kit.agents.verbs.create,
    { name: 'codex', driver: { kind: 'acp', preset: 'codex' } },
    { actor: kit.alice },
  )
  expect(agent).toMatchObject({ apiKey: null, status: 'idle' })
})

test('bad registrations are refused with the field', async () => {
  await using kit = await agentsKit()
  const create = (input: object) =>
    kit.kernel.call(kit.agents.verbs.create, input as { name: string }, { actor: kit.alice })
  await expect(create({ name: 'x', driver: { kind: 'acp' } })).rejects.toThrow(
    'an acp agent needs a preset or a command',
  )
  await expect(create({ name: 'x', driver: { kind: 'acp', command: ['a\0b'] } })).rejects.toMatchObject({
    kind: 'invalid',
  })
  await expect(create({ name: 'x', capabilities: ['Has Spaces'] })).rejects.toMatchObject({ kind: 'invalid' })
  await create({ name: 'x' })
  await expect(create({ name: 'x' })).rejects.toMatchObject({ code: 'agents.name_taken' })
})

test('toggling an agent is an event, and a deactivated one is not managed', async () => {
  await using kit = await agentsKit()
  const agent = await kit.kernel.call(
    kit.agents.verbs.create,
    { name: 'builtin', driver: { kind: 'builtin' } },
    { actor: kit.alice },
  )
  const managed = async () => (await kit.kernel.db.system((tx) => kit.agents.managed(tx))).map((row) => row.id)
  expect(await managed()).toEqual([agent.id])
  const off = await kit.kernel.call(kit.agents.verbs.toggle, { agent: agent.id }, { actor: kit.alice })
  expect(off).toMatchObject({ active: false, status: 'offline' })
  expect(await managed()).toEqual([])
  const events = await kit.kernel.db.system((tx) => kit.kernel.events.after(tx, undefined, 10, {}))
  expect(events.map((e) => e.name)).toEqual(['agent.registered', 'agent.deactivated'])
})

test('a spec’s agent is found or made: a preset, the built-in one, a program, or a sentence', async () => {
  await using kit = await agentsKit()
  await program(join(bin, 'my-agent'))
  const ensure = (name: string) => kit.kernel.db.system((tx) => kit.agents.ensure(tx, { org: 'org_alice', name }))
  expect((await ensure('codex')).driver).toEqual({ kind: 'acp', preset: 'codex' })
  expect((await ensure('codex')).id).toBe((await ensure('codex')).id)
  expect((await ensure('builtin')).driver).toEqual({ kind: 'builtin' })
  expect((await ensure('my-agent --acp')).driver).toEqual({ kind: 'acp', command: ['my-agent', '--acp'] })
  await expect(ensure('no-such-agent')).rejects.toThrow(
    'There is no agent named "no-such-agent", and it is no installed program',
  )
})

test('presets say what is installed and how to install the rest', async () => {
  await using kit = await agentsKit()
  await program(join(bin, 'opencode'))
  const { items } = await kit.kernel.call(kit.agents.verbs.presets, {}, { actor: kit.alice })
  expect(items.map(({ preset, installed }) => [preset, installed])).toEqual([
    ['codex', false],
    ['opencode', true],
    ['claude', false],
  ])
  expect(items[0]?.install).toBe('npm i -g @agentclientprotocol/codex-acp')
})

test('a program from npm is found behind its link, with the folder of its dependencies', async () => {
  const installed = join(place, 'lib/node_modules/tool/bin')
  await mkdir(installed, { recursive: true })
  await program(join(installed, 'tool.js'))
  await symlink(join(installed, 'tool.js'), join(bin, 'tool'))
  expect(await findProgram('tool', [bin])).toEqual({
    path: join(installed, 'tool.js'),
    readable: [join(place, 'lib/node_modules')],
  })
  expect(await findProgram('../bin/tool', [bin])).toBeUndefined()
  await writeFile(join(bin, 'not-executable'), '')
  expect(await findProgram('not-executable', [bin])).toBeUndefined()
})

test('each preset points its program at the gateway with the attempt’s token', () => {
  const model = { baseUrl: 'http://127.0.0.1:4700/llm', token: 'the-token', name: 'the-model' }
  for (const name of ['codex', 'opencode', 'claude'] as const) {
    const env = Object.values(presets[name].env({ home: '/home', model })).join('\n')
    for (const part of [model.baseUrl, model.token, model.name]) expect(env).toContain(part)
    expect(Object.values(presets[name].env({ home: '/home', model: undefined })).join('\n')).not.toContain('undefined')
  }
})
