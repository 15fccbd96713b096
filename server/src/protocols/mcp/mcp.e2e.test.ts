import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client'
import { expect, test } from 'vitest'
import { type TestApp, testApp } from '#testing'

const ERAS = ['legacy', { pin: '2026-07-28' }] as const

async function connect(app: TestApp, token: string, era: (typeof ERAS)[number] = 'legacy') {
  const client = new Client({ name: 'test', version: '1' }, { versionNegotiation: { mode: era } })
  const transport = new StreamableHTTPClientTransport(new URL(`${app.url}/mcp`), {
    requestInit: { headers: { authorization: `Bearer ${token}` } },
  })
  await client.connect(transport)
  return client
}

const textOf = (result: { content?: unknown }): string => (result.content as { text: string }[])[0]!.text

test('the official client lists and calls verbs in both eras of the protocol', async () => {
  await using app = await testApp()
  for (const era of ERAS) {
    const client = await connect(app, app.token, era)
    expect(client.getInstructions()).toContain('DevFlow')
    const { tools } = await client.listTools()
    const names = tools.map((tool) => tool.name)
    expect(names).toEqual(names.toSorted())
    expect(names).not.toContain('session_create')
    for (const name of names) expect(name).toMatch(/^[a-zA-Z0-9_-]{1,64}$/)

    const create = tools.find((tool) => tool.name === 'projects_create')!
    expect(create.description).toBe('Create a project with an empty repository')
    expect(create.inputSchema.required).toContain('owner')
    expect(create.annotations).toMatchObject({ readOnlyHint: false, destructiveHint: false })
    expect(tools.find((tool) => tool.name === 'projects_list')!.annotations?.readOnlyHint).toBe(true)
    expect(tools.find((tool) => tool.name === 'projects_delete')!.annotations?.destructiveHint).toBe(true)

    const name = typeof era === 'string' ? 'old-era' : 'new-era'
    const made = await client.callTool({ name: 'projects_create', arguments: { owner: 'alice', name } })
    expect(made.structuredContent).toMatchObject({ owner: 'alice', name })
    expect(JSON.parse(textOf(made))).toEqual(made.structuredContent)
    await client.close()
  }
  const { items } = await app.api('GET', '/projects')
  expect(items.map((project: { name: string }) => project.name)).toEqual(['new-era', 'old-era'])
})

test('a refusal is a tool error with its sentence, and nothing has changed', async () => {
  await using app = await testApp()
  const client = await connect(app, app.token)
  const invalid = await client.callTool({ name: 'projects_create', arguments: { owner: 'alice', name: 'Not A Name' } })
  expect(invalid.isError).toBe(true)
  expect(textOf(invalid)).toMatch(/name/)
  expect(invalid.structuredContent).toMatchObject({ error: { kind: 'invalid', code: 'kernel.input' } })
  const unknown = await client.callTool({ name: 'projects_explode', arguments: {} })
  expect(textOf(unknown)).toContain('There is no tool "projects_explode"')
  const tooLarge = client.callTool({
    name: 'projects_create',
    arguments: { owner: 'alice', name: 'x', description: 'x'.repeat(2_000_000) },
  })
  await expect(tooLarge).rejects.toThrow()
  expect((await app.api('GET', '/projects')).items).toEqual([])
  await client.close()
})

test('bob sees nothing of alice, and no tools of the server', async () => {
  await using app = await testApp()
  await app.api('POST', '/projects', { owner: 'alice', name: 'private' })
  const client = await connect(app, app.bobToken)
  const { tools } = await client.listTools()
  expect(tools.map((tool) => tool.name)).toContain('projects_list')
  expect(tools.map((tool) => tool.name)).not.toContain('settings_setModel')

  const list = await client.callTool({ name: 'projects_list', arguments: {} })
  expect(list.structuredContent).toEqual({ items: [] })
  const get = await client.callTool({ name: 'projects_get', arguments: { owner: 'alice', name: 'private' } })
  expect(get).toMatchObject({ isError: true, structuredContent: { error: { kind: 'not_found' } } })
  const create = await client.callTool({ name: 'projects_create', arguments: { owner: 'alice', name: 'mine' } })
  expect(create.isError).toBe(true)
  const settings = await client.callTool({ name: 'settings_getModel', arguments: {} })
  expect(textOf(settings)).toContain('There is no tool')
  await client.close()
})

test("an attempt's token sees only the tools it may call", async () => {
  await using app = await testApp()
  const org = Object.keys(app.alice.orgs)[0]!
  const { secret } = await app.kernel.db.system((tx) =>
    app.modules.identity.issueToken(tx, {
      kind: 'attempt',
      subject: 'att_1',
      name: 'attempt 1',
      org,
      permissions: ['projects:read', 'models:use'],
    }),
  )
  const client = await connect(app, secret)
  const { tools } = await client.listTools()
  expect(tools.map((tool) => tool.name)).toEqual(['forks_list', 'projects_get', 'projects_list', 'projects_powers'])
  await client.close()
})

test('without a token, or with a bad one, nobody gets in', async () => {
  await using app = await testApp()
  const ask = (headers: Record<string, string>) =>
    fetch(`${app.url}/mcp`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json, text/event-stream', ...headers },
      body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list' }),
    })
  for (const headers of [{}, { authorization: 'Bearer dfl_wrong' }] as Record<string, string>[]) {
    const response = await ask(headers)
    expect(response.status).toBe(401)
    expect(response.headers.get('www-authenticate')).toContain('Bearer')
    expect(await response.json()).toMatchObject({ jsonrpc: '2.0', error: { message: expect.stringContaining('oken') } })
  }
  await expect(connect(app, 'dfl_wrong')).rejects.toThrow()
})

test('malformed messages are refused in the terms of the protocol', async () => {
  await using app = await testApp()
  for (const body of [
    '',
    '{',
    '[]',
    'null',
    '{"jsonrpc":"2.0"}',
    '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":7}}',
  ]) {
    const response = await fetch(`${app.url}/mcp`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${app.token}`,
        'content-type': 'application/json',
        accept: 'application/json, text/event-stream',
      },
      body,
    })
    const text = await response.text()
    expect(response.status, body).toBeLessThan(500)
    expect(text, body).not.toContain('    at ')
  }
})
