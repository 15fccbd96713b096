import { isInterfaceType } from 'graphql'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type TestGithub, testGithub } from '../github.kit.ts'
import { printNodeId } from '../node-id.ts'
import { askGraphql } from './query.kit.ts'
import { schema } from './schema.ts'

let github: TestGithub
let ask: ReturnType<typeof askGraphql>
let ids: Record<string, string>
beforeAll(async () => {
  github = await testGithub()
  ask = askGraphql(github)
  ids = await nodesOfEveryKind()
}, 240_000)
afterAll(() => github[Symbol.asyncDispose]())

/** What has no lookup by its id, with the reason. */
const NOT_FOUND_AGAIN: Record<string, string> = {
  App: 'the source of a check is told with the check',
  Bot: 'what programs did tells of them',
  BranchProtectionRule: 'rules belong to a project and have no row of their own',
  CodeOfConduct: 'it is not recognised',
  Comparison: 'it is computed between two refs',
  Gist: 'there are no gists',
  Language: 'it is computed from the files',
  License: 'it is not recognised',
  MergeQueue: 'there are no merge queues',
  MergeQueueEntry: 'there are no merge queues',
  PinnedIssue: 'issues are not pinned',
  Project: 'there are no boards',
  ProjectCard: 'there are no boards',
  ProjectColumn: 'there are no boards',
  ProjectV2: 'there are no boards',
  ProjectV2Item: 'there are no boards',
  ProjectV2ItemFieldSingleSelectValue: 'there are no boards',
  PullRequestCommit: 'it is a commit, as a pull request shows it',
  Query: 'it is not anywhere',
  Reaction: 'it is told with what was reacted to',
  ReleaseAsset: 'it is told with its release',
  RepositoryTopic: 'it is a word of a project',
  ReviewRequest: 'it is a name in a pull request',
  Status: 'it is computed from the statuses of a commit',
  StatusCheckRollup: 'it is computed from the checks of a commit',
  Topic: 'it is a word of a project',
  Workflow: 'it is a file, known by its runs',
  WorkflowRun: 'it is told with its check suite',
}

/** What happened is told with the issue or pull request that it happened to. */
const TOLD_IN_A_TIMELINE = /Event$/

/** In a private project of an organisation, so that nobody else may see any of it. */
async function nodesOfEveryKind(): Promise<Record<string, string>> {
  const { app, alice } = github
  const at = { owner: 'atelier', repo: 'den' }
  await app.api('POST', '/orgs', { slug: 'atelier', name: 'The Atelier' })
  const { id } = await app.api('POST', '/projects', { owner: 'atelier', name: 'den', settings: { protection: [] } })
  const author = { name: 'alice', email: 'alice@example.com' }
  const { git } = app.modules
  const first = await git.importFiles(id, { branch: 'main', files: { 'a.txt': 'a\n' }, message: 'first', author })
  await git.createBranch(id, { branch: 'topic', from: 'main' })
  const head = await git.importFiles(id, { branch: 'topic', files: { 'a.txt': 'b\n' }, message: 'second', author })
  const { data: team } = await alice.rest.teams.create({ org: 'atelier', name: 'Den' })
  const { data: issue } = await alice.rest.issues.create({ ...at, title: 'one' })
  const { data: comment } = await alice.rest.issues.createComment({ ...at, issue_number: issue.number, body: 'two' })
  const { data: label } = await alice.rest.issues.createLabel({ ...at, name: 'three', color: '333333' })
  const { data: milestone } = await alice.rest.issues.createMilestone({ ...at, title: 'four' })
  const { data: pull } = await alice.rest.pulls.create({ ...at, title: 'five', head: 'topic', base: 'main' })
  const toPull = { ...at, pull_number: pull.number }
  const line = { path: 'a.txt', line: 1, body: 'six' }
  const { data: review } = await alice.rest.pulls.createReview({ ...toPull, event: 'COMMENT', comments: [line] })
  const { data: lines } = await alice.rest.pulls.listReviewComments(toPull)
  const { data: status } = await alice.rest.repos.createCommitStatus({ ...at, sha: head, state: 'success' })
  const { data: check } = await alice.rest.checks.create({ ...at, name: 'lint', head_sha: head, conclusion: 'success' })
  const { data: suites } = await alice.rest.checks.listSuitesForRef({ ...at, ref: head })
  const { data: release } = await alice.rest.repos.createRelease({ ...at, tag_name: 'v1', draft: true })
  const { data: tag } = await alice.rest.git.createTag({
    ...at,
    tag: 'v0',
    message: 'zero',
    object: head,
    type: 'commit',
  })
  const { data: ref } = await alice.rest.git.createRef({ ...at, ref: 'refs/tags/v0', sha: tag.sha })
  const { data: commit } = await alice.rest.git.getCommit({ ...at, commit_sha: first })
  const { data: tree } = await alice.rest.git.getTree({ ...at, tree_sha: commit.tree.sha })
  const { data: repository } = await alice.rest.repos.get(at)
  const { data: viewer } = await alice.rest.users.getAuthenticated()
  const { data: threads } = await ask(
    'query ($id: ID!) { node(id: $id) { ... on PullRequest { reviewThreads(first: 1) { nodes { id } } } } }',
    { id: pull.node_id },
  )
  const place = `${at.owner}/${at.repo}`
  return {
    Repository: repository.node_id,
    User: viewer.node_id,
    Organization: repository.owner.node_id,
    Team: team.node_id,
    Issue: issue.node_id,
    IssueComment: comment.node_id,
    Label: label.node_id,
    Milestone: milestone.node_id,
    PullRequest: pull.node_id,
    PullRequestReview: review.node_id,
    PullRequestReviewComment: lines[0]!.node_id,
    PullRequestReviewThread: threads.node.reviewThreads.nodes[0].id,
    StatusContext: status.node_id,
    CheckRun: check.node_id,
    CheckSuite: suites.check_suites[0]!.node_id,
    Release: release.node_id,
    Ref: ref.node_id,
    Tag: tag.node_id,
    Commit: commit.node_id,
    Tree: printNodeId('Tree', `${place}@${commit.tree.sha}`),
    Blob: printNodeId('Blob', `${place}@${tree.tree[0]!.sha}`),
  }
}

const one = (id: string, token?: string) => ask('query ($id: ID!) { node(id: $id) { __typename id } }', { id }, token)

test('every kind of node is found again by the id that REST tells, or is listed with the reason why not', async () => {
  const node = schema.getType('Node')
  if (!isInterfaceType(node)) throw new Error('the schema has no interface Node')
  const kinds = schema.getPossibleTypes(node).flatMap(({ name }) => (TOLD_IN_A_TIMELINE.test(name) ? [] : [name]))
  expect([...Object.keys(ids), ...Object.keys(NOT_FOUND_AGAIN)].sort()).toEqual(kinds.sort())
  for (const [kind, id] of Object.entries(ids))
    expect(await one(id), kind).toEqual({ data: { node: { __typename: kind, id } } })
  const { data, errors } = await ask('query ($ids: [ID!]!) { nodes(ids: $ids) { id } }', { ids: Object.values(ids) })
  expect(errors).toBeUndefined()
  expect(data.nodes.map(({ id }: { id: string }) => id)).toEqual(Object.values(ids))
})

test('what may not be seen answers exactly like what does not exist', async () => {
  const narrow = await github.app.api('POST', '/tokens', {
    name: 'narrow',
    permissions: ['account:read', 'projects:read'],
  })
  for (const [kind, id] of Object.entries(ids)) {
    const parts = /^([^_]+)_(.*)$/.exec(id)!
    const inside = Buffer.from(parts[2]!, 'base64url').toString('utf8')
    // The same id of nothing: another row, another object, another owner.
    const nothing = /^[a-z]+_/.test(inside) ? `${inside.slice(0, -3)}zzz` : inside.replace(/^atelier/, 'atelierx')
    const missing = `${parts[1]}_${Buffer.from(nothing).toString('base64url')}`
    const answers = { hidden: await one(id, github.app.bobToken), absent: await one(missing, github.app.bobToken) }
    for (const [what, answer] of Object.entries(answers)) {
      const asked = what === 'hidden' ? id : missing
      expect(answer, `${kind} ${what}`).toEqual({
        data: { node: null },
        errors: [
          {
            type: 'NOT_FOUND',
            path: ['node'],
            locations: [{ line: 1, column: 20 }],
            message: `Could not resolve to a node with the global id of '${asked}'.`,
          },
        ],
      })
    }
    if (['User', 'Organization', 'Repository'].includes(kind)) continue
    // A token that may not read its kind sees none of it either.
    expect((await one(id, narrow.token)).errors, `${kind} without the scope`).toMatchObject([{ type: 'NOT_FOUND' }])
  }
})

test.each([
  '',
  'x',
  'R_',
  'R_%00',
  '_',
  `PRR_${'A'.repeat(5000)}`,
  `LA_${Buffer.from('a'.repeat(1001)).toString('base64url')}`,
  `REF_${Buffer.from('no place').toString('base64url')}`,
  `C_${Buffer.from('atelier/den@main').toString('base64url')}`,
  `C_${Buffer.from('../..@../..').toString('base64url')}`,
  `REF_${Buffer.from('atelier/den:refs/heads/\0').toString('base64url')}`,
  `REF_${Buffer.from('atelier/den:refs/devflow/x').toString('base64url')}`,
  `PRRT_${Buffer.from("' or 1=1 --").toString('base64url')}`,
  `CR_${Buffer.from([0xff, 0xfe, 0]).toString('base64url')}`,
  'MDQ6VXNlcjE=',
])('an id that was never given (%#) is not found', async (id) => {
  expect((await one(id)).errors).toMatchObject([{ type: 'NOT_FOUND', path: ['node'] }])
})

test('lines of a review and releases take reactions, too', async () => {
  const mutate = (name: string, subjectId: string) =>
    ask(
      `mutation ($id: ID!) { ${name}(input: { subjectId: $id, content: HEART }) {
        reaction { content user { login } } subject { id } reactionGroups { content users(first: 1) { totalCount } } } }`,
      { id: subjectId },
    )
  for (const kind of ['Issue', 'PullRequest', 'IssueComment', 'PullRequestReviewComment', 'Release']) {
    const id = ids[kind]!
    const hearts = (count: number) => ({
      reaction: { content: 'HEART', user: { login: 'alice' } },
      subject: { id },
      reactionGroups: expect.arrayContaining([{ content: 'HEART', users: { totalCount: count } }]),
    })
    expect(await mutate('addReaction', id), kind).toEqual({ data: { addReaction: hearts(1) } })
    expect(await mutate('addReaction', id), kind).toEqual({ data: { addReaction: hearts(1) } })
    expect(await mutate('removeReaction', id), kind).toEqual({ data: { removeReaction: hearts(0) } })
    expect((await mutate('removeReaction', id)).errors, kind).toMatchObject([{ type: 'NOT_FOUND' }])
  }
  expect((await mutate('addReaction', ids.Label!)).errors).toMatchObject([{ type: 'NOT_FOUND' }])
})
