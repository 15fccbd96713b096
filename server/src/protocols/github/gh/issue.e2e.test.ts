import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ghMissing, type TestGh, testGh } from './gh.kit.ts'

const missing = await ghMissing()

describe.skipIf(missing)(`gh issue${missing ? ` (skipped: ${missing})` : ''}`, () => {
  let kit: TestGh
  const repo = ['-R', 'alice/tracker']
  beforeAll(async () => {
    kit = await testGh()
    await kit.github.repository('tracker')
    await kit.github.app.api('POST', '/projects/alice/tracker/milestones', { title: 'first release' })
  })
  afterAll(() => kit[Symbol.asyncDispose]())

  const gh = (...args: string[]) => kit.gh([...args, ...repo])
  const show = async (number: string, ...fields: string[]) =>
    JSON.parse(await gh('issue', 'view', number, '--json', fields.join(',')))

  test('an issue is opened with labels, an assignee and a milestone, and shown', async () => {
    const said = await gh(
      ...['issue', 'create', '--title', 'It crashes', '--body', 'At the start.', '--label', 'bug'],
      ...['--assignee', '@me', '--milestone', 'first release'],
    )
    expect(said).toContain('github.localhost/alice/tracker/issues/1')
    expect(await gh('issue', 'view', '1')).toMatch(/title:\s+It crashes[\s\S]*At the start\./)
    expect(await show('1', 'author', 'labels', 'assignees', 'milestone', 'state', 'comments')).toMatchObject({
      author: { login: 'alice' },
      labels: [{ name: 'bug', color: 'd73a4a' }],
      assignees: [{ login: 'alice' }],
      milestone: { title: 'first release' },
      state: 'OPEN',
      comments: [],
    })
  })

  test('issues are listed by state, label, author, assignee and words', async () => {
    await gh('issue', 'create', '--title', 'Add a dark theme', '--body', '', '--label', 'enhancement')
    expect(await gh('issue', 'list')).toMatch(/^2\tOPEN\tAdd a dark theme[\s\S]*\n1\tOPEN\tIt crashes/)
    expect(await gh('issue', 'list', '--label', 'bug')).toMatch(/^1\tOPEN/)
    expect(await gh('issue', 'list', '--assignee', 'alice')).toMatch(/^1\tOPEN/)
    expect(await gh('issue', 'list', '--author', 'alice', '--limit', '1')).toMatch(/^2\tOPEN/)
    expect(await gh('issue', 'list', '--state', 'closed')).not.toContain('crashes')
    const status = await gh('issue', 'status')
    expect(status).toMatch(/Issues assigned to you[\s\S]*It crashes[\s\S]*Issues opened by you[\s\S]*dark theme/)
  })

  test('comments are added, changed and read', async () => {
    expect(await gh('issue', 'comment', '1', '--body', 'I see it, too.')).toContain('#issuecomment-')
    await gh('issue', 'comment', '1', '--body', 'I saw it, too.', '--edit-last')
    expect(await gh('issue', 'view', '1', '--comments')).toContain('I saw it, too.')
    expect((await show('1', 'comments')).comments).toMatchObject([
      { author: { login: 'alice' }, body: 'I saw it, too.', authorAssociation: 'OWNER', viewerDidAuthor: true },
    ])
  })

  test('title, text, labels, people and milestone are changed', async () => {
    await gh(
      ...['issue', 'edit', '1', '--title', 'It crashes at start', '--body', 'Always.', '--add-label', 'question'],
      ...['--remove-label', 'bug', '--remove-assignee', 'alice', '--milestone', ''],
    )
    expect(await show('1', 'title', 'body', 'labels', 'assignees', 'milestone')).toMatchObject({
      title: 'It crashes at start',
      body: 'Always.',
      labels: [{ name: 'question' }],
      assignees: [],
      milestone: null,
    })
  })

  test('an issue is closed with a reason and a comment, reopened, locked and unlocked', async () => {
    await gh('issue', 'close', '1', '--reason', 'not planned', '--comment', 'Not for us.')
    const query = '{ repository(owner: "alice", name: "tracker") { issue(number: 1) { state stateReason } } }'
    const said = JSON.parse(await kit.gh(['api', 'graphql', '-f', `query=${query}`]))
    expect(said.data.repository.issue).toEqual({ state: 'CLOSED', stateReason: 'NOT_PLANNED' })
    await gh('issue', 'reopen', '1')
    expect((await show('1', 'state', 'closed')).state).toBe('OPEN')
    await gh('issue', 'lock', '1', '--reason', 'resolved')
    const locked = async () =>
      (await kit.github.alice.rest.issues.get({ owner: 'alice', repo: 'tracker', issue_number: 1 })).data
    expect(await locked()).toMatchObject({ locked: true, active_lock_reason: 'resolved' })
    await gh('issue', 'unlock', '1')
    expect((await locked()).locked).toBe(false)
  })

  test('all fields that gh knows of issues are told', async () => {
    const [issue] = (await kit.json(['issue', 'list', '--state', 'all', '--search', 'crashes', ...repo])) as object[]
    expect(issue).toMatchObject({ number: 1, title: 'It crashes at start', body: 'Always.', reactionGroups: [] })
    expect(await kit.json(['issue', 'view', '1', ...repo])).toMatchObject({ number: 1, comments: [{}, {}] })
  })

  test('issues are searched within a repository and everywhere', async () => {
    expect(await gh('issue', 'list', '--search', 'dark in:title no:assignee')).toMatch(/^2\tOPEN\tAdd a dark theme/)
    expect(await gh('issue', 'list', '--search', 'dark label:question')).not.toContain('dark')
    expect(await kit.gh(['search', 'issues', 'theme', '--owner', 'alice', '--state', 'open'])).toContain('dark theme')
    expect(await kit.gh(['search', 'issues', '--author', '@me', '--label', 'enhancement'])).toContain('dark theme')
  })

  test('labels are listed, made, changed, copied and deleted', async () => {
    await gh('label', 'create', 'urgent', '--color', 'ff0000', '--description', 'Now')
    await expect(gh('label', 'create', 'urgent')).rejects.toThrow(/already exists/)
    await gh('label', 'create', 'urgent', '--color', '00ff00', '--description', 'Now', '--force')
    await kit.github.repository('copies')
    const copied = ['label', 'clone', 'alice/tracker', '-R', 'alice/copies']
    await kit.gh(copied)
    await kit.gh([...copied, '--force'])
    expect(await kit.gh(['label', 'list', '-R', 'alice/copies', '--search', 'urgent'])).toContain('#00ff00')
    expect(await gh('label', 'list', '--search', 'urg')).toMatch(/urgent\s+Now\s+#00ff00/)
    await gh('label', 'edit', 'urgent', '--name', 'very urgent')
    await gh('label', 'delete', 'very urgent', '--confirm')
    expect(await gh('label', 'list', '--limit', '50')).not.toContain('urgent')
  })

  test('an issue is deleted for good', async () => {
    await gh('issue', 'delete', '2', '--yes')
    await expect(gh('issue', 'view', '2')).rejects.toThrow(
      'Could not resolve to an issue or pull request with the number of 2.',
    )
  })

  test('a neighbour sees nothing and changes nothing, by name or by node id', async () => {
    const { id } = await show('1', 'id')
    const bob = { token: kit.github.app.bobToken }
    await expect(kit.gh(['issue', 'list', ...repo], bob)).rejects.toThrow('Could not resolve to a Repository')
    const mutation = `mutation { addComment(input: { subjectId: "${id}", body: "hello" }) { subject { id } } }`
    await expect(kit.gh(['api', 'graphql', '-f', `query=${mutation}`], bob)).rejects.toThrow('Could not resolve')
    expect((await show('1', 'comments')).comments).toHaveLength(2)
  })
})
