import { expect, vi } from 'vitest'
import { systemActor } from '#kernel'
import type { TestGithub } from '../github.kit.ts'

/** A busy machine takes its time until events are heard. */
const LONG = { timeout: 30_000, interval: 100 }

const author = { name: 'alice', email: 'alice@example.com' }

export interface Populated {
  at: { owner: string; repo: string }
  /** Numbers. */
  issue: number
  pull: number
  merged: number
  forked: number
  head: string
}

/** A public repository of an organisation in which everything was done once that GraphQL can tell of. */
export async function populate(github: TestGithub): Promise<Populated> {
  const { app, alice, bob } = github
  const { git } = app.modules
  const at = { owner: 'studio', repo: 'lamp' }
  await github.repository('lamp')
  await app.api('POST', '/orgs', { slug: 'studio', name: 'The Studio' })
  await alice.rest.orgs.setMembershipForUser({ org: 'studio', username: 'bob', role: 'member' })
  await alice.rest.teams.create({
    org: 'studio',
    name: 'Lamps',
    description: 'Who makes lamps',
    maintainers: ['alice'],
  })
  const { id, org } = await app.api('POST', '/projects', {
    owner: 'studio',
    name: 'lamp',
    description: 'Light <for> everybody',
    visibility: 'public',
    settings: { protection: [{ pattern: 'main', requirePull: false, requiredApprovals: 1, requiredChecks: ['lint'] }] },
  })
  const write = (branch: string, files: Record<string, string>) =>
    git.importFiles(id, { branch, files, message: `on ${branch}\n\nMore **words**.`, author })
  const branchOff = async (branch: string, files: Record<string, string>) => {
    await git.createBranch(id, { branch, from: 'main' })
    return write(branch, files)
  }
  await write('main', {
    'README.md': '# lamp\n',
    'src/lamp.ts': 'export const on = true\n',
    'CONTRIBUTING.md': 'Be kind.\n',
    '.github/PULL_REQUEST_TEMPLATE.md': 'What and why?\n',
    '.github/ISSUE_TEMPLATE/bug.md': '---\nname: Bug\nabout: Broken\n---\nIt breaks.\n',
    '.github/ISSUE_TEMPLATE/config.yml':
      'blank_issues_enabled: true\ncontact_links:\n  - name: Chat\n    url: https://chat.example.com\n    about: Talk\n',
  })
  await alice.rest.teams.addOrUpdateRepoPermissionsInOrg({
    org: 'studio',
    team_slug: 'lamps',
    owner: 'studio',
    repo: 'lamp',
    permission: 'push',
  })
  await alice.rest.repos.addCollaborator({ ...at, username: 'bob', permission: 'push' })
  await alice.rest.repos.replaceAllTopics({ ...at, names: ['light'] })
  const { data: milestone } = await alice.rest.issues.createMilestone({
    ...at,
    title: 'Dusk',
    description: 'Before night',
  })
  await alice.rest.issues.createLabel({ ...at, name: 'dark', color: '000000', description: 'No light' })
  const { data: issue } = await bob.rest.issues.create({ ...at, title: 'It is `dark`', body: 'Very **dark**, @alice.' })
  const on = { ...at, issue_number: issue.number }
  await alice.rest.issues.update({ ...on, labels: ['dark'], assignees: ['alice', 'bob'], milestone: milestone.number })
  const { data: comment } = await alice.rest.issues.createComment({ ...on, body: 'I see nothing :(' })
  await app.kernel.call(
    app.modules.issues.verbs.comment,
    { owner: at.owner, name: at.repo, number: issue.number, body: 'Seen by a machine.' },
    { actor: systemActor(org, 'watchman') },
  )
  await bob.rest.reactions.createForIssueComment({ ...at, comment_id: comment.id, content: 'heart' })
  await bob.rest.reactions.createForIssue({ ...on, content: '+1' })
  await alice.rest.issues.update({ ...on, title: 'It is dark' })
  await alice.rest.issues.removeLabel({ ...on, name: 'dark' })
  await alice.rest.issues.addLabels({ ...on, labels: ['dark'] })
  await alice.rest.issues.removeAssignees({ ...on, assignees: ['bob'] })
  await alice.rest.issues.update({ ...on, milestone: null })
  await alice.rest.issues.update({ ...on, milestone: milestone.number })
  await alice.rest.issues.lock({ ...on, lock_reason: 'resolved' })
  await alice.rest.issues.unlock(on)
  await alice.rest.issues.update({ ...on, state: 'closed', state_reason: 'not_planned' })
  await alice.rest.issues.update({ ...on, state: 'open' })

  const head = await branchOff('switch', { 'src/lamp.ts': 'export const on = false\n', 'src/switch.ts': 'let s\n' })
  const { data: pull } = await alice.rest.pulls.create({
    ...at,
    title: 'A switch',
    body: `Fixes #${issue.number}`,
    head: 'switch',
    base: 'main',
    draft: true,
  })
  const toPull = { ...at, pull_number: pull.number }
  await alice.rest.issues.update({ ...at, issue_number: pull.number, labels: ['dark'], milestone: milestone.number })
  const move = (what: string) => app.api('POST', `/projects/studio/lamp/pulls/${pull.number}/${what}`)
  await move('ready')
  await move('draft')
  await move('ready')
  await git.createBranch(id, { branch: 'night', from: 'main' })
  await alice.rest.pulls.update({ ...toPull, base: 'night' })
  await alice.rest.pulls.update({ ...toPull, base: 'main' })
  await alice.rest.pulls.requestReviewers({ ...toPull, reviewers: ['bob'], team_reviewers: ['lamps'] })
  await bob.rest.pulls.createReview({
    ...toPull,
    event: 'REQUEST_CHANGES',
    body: 'Not so fast.',
    comments: [{ path: 'src/lamp.ts', line: 1, side: 'RIGHT', body: 'Why _off_?' }],
  })
  const { data: lines } = await alice.rest.pulls.listReviewComments(toPull)
  await alice.rest.pulls.createReplyForReviewComment({ ...toPull, comment_id: lines[0]!.id, body: 'Because.' })
  await bob.rest.reactions.createForPullRequestReviewComment({ ...at, comment_id: lines[0]!.id, content: 'eyes' })
  await alice.rest.repos.createCommitStatus({
    ...at,
    sha: head,
    state: 'success',
    context: 'build',
    description: 'Built',
    target_url: 'https://ci.example.com/1',
  })
  await alice.rest.checks.create({
    ...at,
    name: 'lint',
    head_sha: head,
    conclusion: 'failure',
    output: {
      title: 'Lint',
      summary: 'One',
      annotations: [
        { path: 'src/lamp.ts', start_line: 1, end_line: 1, annotation_level: 'warning', message: 'Off', title: 'T' },
      ],
    },
  })
  await alice.rest.pulls.removeRequestedReviewers({ ...toPull, reviewers: [], team_reviewers: ['lamps'] })
  await alice.rest.pulls.requestReviewers({ ...toPull, team_reviewers: ['lamps'] })
  await app.api('PUT', `/projects/studio/lamp/pulls/${pull.number}/auto-merge`, { sha: head })
  await app.api('DELETE', `/projects/studio/lamp/pulls/${pull.number}/auto-merge`)
  await alice.rest.repos.createOrUpdateFileContents({
    ...at,
    path: 'night.txt',
    branch: 'night',
    message: `Dark, as #${issue.number} says`,
    content: Buffer.from('night\n').toString('base64'),
  })
  await alice.rest.issues.createComment({ ...at, issue_number: pull.number, body: `See #${issue.number}` })

  const merged = await branchOff('quick', { 'quick.txt': 'quick\n' }).then(async () => {
    const { data } = await alice.rest.pulls.create({ ...at, title: 'Quick', head: 'quick', base: 'main' })
    return data.number
  })
  await bob.rest.pulls.createReview({ ...at, pull_number: merged, event: 'APPROVE' })
  const { data: quick } = await alice.rest.pulls.get({ ...at, pull_number: merged })
  await alice.rest.checks.create({ ...at, name: 'lint', head_sha: quick.head.sha, conclusion: 'success' })
  await alice.rest.pulls.merge({ ...at, pull_number: merged })
  await alice.rest.git.deleteRef({ ...at, ref: 'heads/quick' })
  await alice.rest.git.createRef({ ...at, ref: 'refs/heads/quick', sha: quick.head.sha })
  const { data: reviews } = await alice.rest.pulls.listReviews({ ...at, pull_number: merged })
  await alice.rest.pulls.dismissReview({ ...at, pull_number: merged, review_id: reviews[0]!.id, message: 'Too late.' })

  await bob.rest.repos.createFork(at)
  const fork = (await app.kernel.db.system((tx) => app.modules.projects.find(tx, { owner: 'bob', name: 'lamp' })))!
  await git.createBranch(fork.id, { branch: 'shade', from: 'main', actor: app.bob })
  await git.importFiles(fork.id, {
    branch: 'shade',
    files: { 'shade.txt': 'shade\n' },
    message: 'A shade',
    author: { name: 'bob', email: 'bob@example.com' },
    actor: app.bob,
  })
  const { data: forked } = await bob.rest.pulls.create({ ...at, title: 'A shade', head: 'bob:shade', base: 'main' })

  const { data: release } = await alice.rest.repos.createRelease({
    ...at,
    tag_name: 'v1',
    name: 'One',
    body: 'The **first**.',
    target_commitish: 'main',
  })
  await alice.rest.repos.uploadReleaseAsset({
    ...at,
    url: release.upload_url,
    release_id: release.id,
    name: 'lamp.txt',
    data: 'light',
    headers: { 'content-type': 'text/plain' },
  })
  await bob.rest.reactions.createForRelease({ ...at, release_id: release.id, content: 'rocket' })
  const { data: tag } = await alice.rest.git.createTag({
    ...at,
    tag: 'v0',
    message: 'Before all',
    object: head,
    type: 'commit',
    tagger: { ...author, date: '2026-01-02T03:04:05Z' },
  })
  await alice.rest.git.createRef({ ...at, ref: 'refs/tags/v0', sha: tag.sha })
  // A head that is pushed anew, and a commit that is no longer part of it.
  await git.createBranch(fork.id, { branch: 'spare', from: 'main', actor: app.bob })
  const spare = await git.importFiles(fork.id, {
    branch: 'spare',
    files: { 'spare.txt': 'spare\n' },
    message: 'Another shade',
    author: { name: 'bob', email: 'bob@example.com' },
    actor: app.bob,
  })
  await bob.rest.git.updateRef({ owner: 'bob', repo: 'lamp', ref: 'heads/shade', sha: spare, force: true })
  const heard = (number: number, name: string) =>
    vi.waitFor(async () => {
      const { data } = await alice.rest.issues.listEvents({ ...at, issue_number: number, per_page: 100 })
      expect(data.map(({ event }) => event)).toContain(name)
    }, LONG)
  await heard(issue.number, 'referenced')
  await heard(pull.number, 'auto_merge_disabled')
  await heard(merged, 'head_ref_restored')
  await heard(merged, 'review_dismissed')
  await heard(forked.number, 'head_ref_force_pushed')
  return { at, issue: issue.number, pull: pull.number, merged, forked: forked.number, head }
}
