import { afterAll, beforeAll, expect, test } from 'vitest'
import { type TestGithub, testGithub } from '../github.kit.ts'
import { type Populated, populate } from './populated.kit.ts'
import { askGraphql } from './query.kit.ts'

/**
 * The fields that well-known clients ask for, each list in words of our own: whoever takes a field away breaks that client. gh 2.23,
 * Renovate, release-please and semantic-release also run unmodified, in tests of their own.
 */

let github: TestGithub
let populated: Populated
beforeAll(async () => {
  github = await testGithub()
  populated = await populate(github)
}, 240_000)
afterAll(() => github[Symbol.asyncDispose]())

const inRepository = (fields: string) => `{ repository(owner: "studio", name: "lamp") { ${fields} } }`

const PERSON = '__typename login avatarUrl url id name email'
const PEOPLE = '__typename login avatarUrl url ... on User { id name email } ... on Organization { id name email }'
const REACTIONS = `reactionGroups { content viewerHasReacted users { totalCount }
  reactors(first: 10) { totalCount nodes { ... on User { login } ... on Actor { login } } } }`

/** `gh issue view --json` and `gh issue list --json` with every name. */
const GH_ISSUE = `id number title body state stateReason url createdAt updatedAt closedAt closed isPinned
  author { login ... on User { id name } }
  assignees(first: 100) { nodes { id login name databaseId } totalCount }
  labels(first: 100) { nodes { id name description color } totalCount }
  milestone { number title description dueOn }
  projectCards(first: 100) { nodes { project { name } column { name } } totalCount }
  projectItems(first: 100) { nodes { id project { id title } } totalCount }
  comments(first: 100) { nodes { id author { login } authorAssociation body createdAt includesCreatedEdit isMinimized minimizedReason
    reactionGroups { content users { totalCount } } url viewerDidAuthor } pageInfo { hasNextPage endCursor } totalCount }
  lastComment: comments(last: 1) { nodes { author { login } body createdAt } totalCount }
  reactionGroups { content users { totalCount } }
  closedByPullRequestsReferences(first: 100) { nodes { id number url repository { id name owner { id login } } } pageInfo { hasNextPage endCursor } }`

/** `gh pr view --json` with every name. */
const GH_PULL = `id fullDatabaseId number title body state url createdAt updatedAt closedAt closed additions deletions changedFiles
  baseRefName baseRefOid headRefName headRefOid isCrossRepository isDraft isInMergeQueue isMergeQueueEnabled maintainerCanModify
  mergeStateStatus mergeable mergedAt reviewDecision
  author { login ... on User { id name } } mergedBy { login ... on User { id name } }
  headRepository { id name nameWithOwner } headRepositoryOwner { id login ... on User { name } }
  assignees(first: 100) { nodes { id login name databaseId } totalCount }
  labels(first: 100) { nodes { id name description color } totalCount }
  milestone { number title description dueOn }
  projectCards(first: 100) { nodes { project { name } column { name } } totalCount }
  projectItems(first: 100) { nodes { id project { id title } } totalCount }
  reactionGroups { content users { totalCount } }
  mergeCommit { oid } potentialMergeCommit { oid }
  autoMergeRequest { authorEmail: commitHeadline commitBody commitHeadline mergeMethod enabledAt enabledBy { login ... on User { id name } } }
  comments(first: 100) { nodes { id author { login } authorAssociation body createdAt url } pageInfo { hasNextPage endCursor } totalCount }
  reviewRequests(first: 100) { nodes { requestedReviewer { __typename ... on User { login } ... on Bot { login } ... on Team { organization { login } name slug } } } }
  reviews(first: 100) { nodes { id author { login } authorAssociation submittedAt body state reactionGroups { content users { totalCount } }
    commit { oid } } pageInfo { hasNextPage endCursor } totalCount }
  latestReviews(first: 100) { nodes { id author { login } authorAssociation submittedAt body state commit { oid } } }
  files(first: 100) { nodes { additions deletions path changeType } }
  commits(first: 100) { nodes { commit { authors(first: 100) { nodes { name email user { id login } } } messageHeadline messageBody oid committedDate authoredDate } } }
  baseRef { branchProtectionRule { requiresStrictStatusChecks requiredApprovingReviewCount } }
  closingIssuesReferences(first: 100) { nodes { id number url repository { id name owner { id login } } } pageInfo { hasNextPage endCursor } }
  statusCheckRollup: commits(last: 1) { nodes { commit { statusCheckRollup { contexts(first: 100) { nodes { __typename
    ... on StatusContext { context state targetUrl createdAt description isRequired(pullRequestNumber: 2) }
    ... on CheckRun { name checkSuite { workflowRun { event workflow { name } } } status conclusion startedAt completedAt detailsUrl isRequired(pullRequestNumber: 2) }
  } pageInfo { hasNextPage endCursor } } } } } }
  viewerMergeHeadlineText(mergeType: SQUASH) viewerMergeBodyText(mergeType: MERGE)`

/** `gh repo view --json` with every name. */
const GH_REPOSITORY = `id name nameWithOwner description homepageUrl openGraphImageUrl usesCustomOpenGraphImage url sshUrl mirrorUrl
  securityPolicyUrl createdAt pushedAt updatedAt archivedAt isBlankIssuesEnabled isSecurityPolicyEnabled hasIssuesEnabled
  hasProjectsEnabled hasWikiEnabled hasDiscussionsEnabled mergeCommitAllowed squashMergeAllowed rebaseMergeAllowed forkCount
  stargazerCount deleteBranchOnMerge diskUsage isArchived isEmpty isFork isInOrganization isMirror isPrivate isTemplate
  isUserConfigurationRepository visibility viewerCanAdminister viewerDefaultCommitEmail viewerDefaultMergeMethod viewerHasStarred
  viewerPermission viewerPossibleCommitEmails viewerSubscription
  owner { id login } parent { id name owner { id login } } templateRepository { id name owner { id login } }
  watchers { totalCount } issues(states: OPEN) { totalCount } pullRequests(states: OPEN) { totalCount }
  codeOfConduct { key name url } contactLinks { about name url } defaultBranchRef { name } fundingLinks { platform url }
  licenseInfo { key name nickname } repositoryTopics(first: 100) { nodes { topic { name } } } primaryLanguage { name }
  languages(first: 100) { edges { size node { name } } } issueTemplates { name title body about } pullRequestTemplates { body filename }
  labels(first: 100) { nodes { id color name description } } milestones(first: 100, states: OPEN) { nodes { number title description dueOn } }
  latestRelease { publishedAt tagName name url } assignableUsers(first: 100) { nodes { id login name } }
  mentionableUsers(first: 100) { nodes { id login name } } projects(first: 100, states: OPEN) { nodes { id name number body resourcePath } }
  projectsV2(first: 100, query: "is:open") { nodes { id title number resourcePath closed url } }`

/** What VS Code's pull requests extension shows. */
const VSCODE_COMMENT = `id databaseId authorAssociation author { ${PEOPLE} } url body bodyHTML updatedAt createdAt viewerCanUpdate viewerCanReact
  viewerCanDelete ${REACTIONS}`
const VSCODE_LINE = `id databaseId url author { ${PEOPLE} } path originalPosition body bodyHTML diffHunk position state
  pullRequestReview { databaseId } commit { oid } replyTo { databaseId } createdAt originalCommit { oid } ${REACTIONS} viewerCanUpdate viewerCanDelete`
const VSCODE_REF = 'name repository { owner { login } url } target { oid }'
const VSCODE_PULL = `number url state body bodyHTML titleHTML title author { ${PEOPLE} } commits(first: 50) { nodes { commit { message } } }
  createdAt updatedAt headRef { ${VSCODE_REF} } headRefName headRefOid headRepository { isInOrganization owner { login } url }
  baseRef { ${VSCODE_REF} refUpdateRule { requiredApprovingReviewCount requiredStatusCheckContexts requiresCodeOwnerReviews viewerCanPush } }
  baseRefName baseRefOid baseRepository { isInOrganization owner { login } url squashMergeCommitTitle squashMergeCommitMessage
    mergeCommitMessage mergeCommitTitle }
  labels(first: 50) { nodes { name color } } merged mergeable mergeStateStatus autoMergeRequest { mergeMethod }
  mergeQueueEntry { position state mergeQueue { url } } viewerCanEnableAutoMerge viewerCanDisableAutoMerge viewerCanUpdate id databaseId isDraft
  projectItems(first: 100) { nodes { id project { title id } } } milestone { title dueOn createdAt id number }
  assignees(first: 10) { nodes { login name avatarUrl id url email } }
  suggestedReviewers { isAuthor isCommenter reviewer { login avatarUrl id name url } }
  participants(first: 10) { nodes { ${PERSON} } } files(first: 100) { nodes { path viewerViewedState } pageInfo { hasNextPage endCursor } }
  latestReviews(first: 10) { nodes { authorAssociation authorCanPushToRepository state author { login } } }
  reviews(last: 1, author: "bob", states: [APPROVED, CHANGES_REQUESTED, COMMENTED, DISMISSED]) { nodes { commit { oid } } }
  reviewRequests(first: 100) { nodes { requestedReviewer { ... on Actor { login } ... on Node { id } ... on Team { name avatarUrl url slug } } } }
  reviewThreads(first: 20) { nodes { id isResolved viewerCanResolve viewerCanUnresolve path diffSide startLine line originalStartLine originalLine
    isOutdated subjectType comments(first: 100) { edges { node { pullRequestReview { databaseId } } } nodes { ${VSCODE_LINE} } } } pageInfo { hasNextPage endCursor } }
  checks: commits(last: 1) { nodes { commit { statusCheckRollup { state contexts(first: 100) { nodes { __typename
      ... on StatusContext { id state targetUrl description context avatarUrl isRequired(pullRequestNumber: 2) }
      ... on CheckRun { id databaseId conclusion title detailsUrl name resourcePath isRequired(pullRequestNumber: 2)
        checkSuite { app { logoUrl url } workflowRun { event workflow { name } } } } } } }
    checkSuites(first: 100) { nodes { status conclusion workflowRun { event workflow { name } } app { logoUrl url } } } } } }`
const VSCODE_EVENT = 'id actor { ... on Node { id } login avatarUrl url } createdAt'
const VSCODE_TIMELINE = `timelineItems(last: 100) { nodes { __typename
  ... on MergedEvent { ${VSCODE_EVENT} mergeRef { name } commit { oid commitUrl } url }
  ... on IssueComment { ${VSCODE_COMMENT} }
  ... on PullRequestReview { id databaseId authorAssociation url author { ${PEOPLE} } state body bodyHTML submittedAt updatedAt createdAt ${REACTIONS} }
  ... on PullRequestCommit { id url commit { author { user { ${PERSON} } } committer { avatarUrl name } oid message committedDate statusCheckRollup { state }
    signature { isValid state wasSignedByGitHub signer { login name avatarUrl } ... on GpgSignature { keyId } ... on SshSignature { keyFingerprint } } } }
  ... on AssignedEvent { ${VSCODE_EVENT} user { ${PERSON} } } ... on UnassignedEvent { ${VSCODE_EVENT} user { ${PERSON} } }
  ... on HeadRefDeletedEvent { ${VSCODE_EVENT} headRefName }
  ... on CrossReferencedEvent { ${VSCODE_EVENT} willCloseTarget source {
    ... on PullRequest { number url title repository: baseRepository { owner { login } name } } ... on Issue { number url title repository { owner { login } name } } } }
  ... on ClosedEvent { ${VSCODE_EVENT} } ... on ReopenedEvent { ${VSCODE_EVENT} }
  ... on BaseRefChangedEvent { ${VSCODE_EVENT} currentRefName previousRefName } } }`

test.each<[what: string, query: string]>([
  ['gh issue view --json', inRepository(`issue(number: 1) { ${GH_ISSUE} }`)],
  ['gh pr view --json', inRepository(`pullRequest(number: 2) { ${GH_PULL} }`)],
  [
    'gh pr list --json',
    inRepository(`pullRequests(states: [OPEN, CLOSED, MERGED], first: 20) { nodes { ${GH_PULL} } }`),
  ],
  ['gh repo view --json', inRepository(GH_REPOSITORY)],
  [
    'gh org list, gh search and gh status',
    `{ viewer { login organizations(first: 30) { totalCount nodes { login } } }
       search(type: ISSUE, query: "repo:studio/lamp is:open assignee:@me", first: 50) { issueCount edges { node { __typename ... on Issue { number } ... on PullRequest { number } } } } }`,
  ],
  [
    'gh’s look at what the server knows',
    '{ __type(name: "PullRequest") { fields(includeDeprecated: true) { name } } Issue: __type(name: "Issue") { fields { name } } }',
  ],
  [
    'VS Code’s pull request',
    inRepository(`pullRequest(number: 2) { ${VSCODE_PULL} } viewerPermission isFork parent { name owner { login } }`),
  ],
  [
    'VS Code’s list of pull requests',
    inRepository(
      `pullRequests(first: 3, headRefName: "switch", orderBy: { field: CREATED_AT, direction: DESC }) { nodes { ${VSCODE_PULL} } }`,
    ),
  ],
  ['VS Code’s timeline of a pull request', inRepository(`pullRequest(number: 2) { ${VSCODE_TIMELINE} }`)],
  [
    'VS Code’s timeline of a merged one',
    inRepository(`pullRequests(first: 10, states: MERGED) { nodes { ${VSCODE_TIMELINE} } }`),
  ],
  [
    'VS Code’s timeline of an issue',
    inRepository(`issue(number: 1) { timelineItems(last: 100) { nodes { __typename ... on IssueComment { ${VSCODE_COMMENT} }
      ... on ClosedEvent { ${VSCODE_EVENT} } ... on CrossReferencedEvent { ${VSCODE_EVENT} willCloseTarget } } } }`),
  ],
  [
    'VS Code’s choices',
    `{ organization(login: "studio") { teams(first: 100, privacy: VISIBLE) { totalCount nodes { id name avatarUrl url slug repositories(first: 5, query: "lamp") { nodes { name } } }
         pageInfo { hasNextPage endCursor } } projectsV2(first: 100, query: "state:OPEN", orderBy: { field: UPDATED_AT, direction: DESC }) { nodes { title id } } }
       repository(owner: "studio", name: "lamp") { pullRequestTemplates { body } mergeQueue(branch: "main") { configuration { mergeMethod } }
         mentionableUsers(first: 100) { nodes { ${PERSON} } pageInfo { hasNextPage endCursor } } ref(qualifiedName: "refs/heads/main") { target { oid } }
         refs(first: 100, refPrefix: "refs/heads/", query: "ma") { nodes { name } } object(expression: "main:README.md") { ... on Blob { text } }
         milestones(first: 100, orderBy: { direction: DESC, field: DUE_DATE }, states: [OPEN, CLOSED]) { nodes { dueOn title createdAt id number } } }
       viewer { ${PERSON} } rateLimit { limit cost remaining resetAt } }`,
  ],
  [
    'release-please’s commits with their pull requests, and releases',
    inRepository(`ref(qualifiedName: "main") { target { ... on Commit { history(first: 10) { nodes { sha: oid message author { name email user { login } }
      associatedPullRequests(first: 10) { nodes { number title baseRefName headRefName labels(first: 10) { nodes { name } } body mergeCommit { oid }
        files(first: 64) { nodes { path } pageInfo { endCursor hasNextPage } } } } } pageInfo { hasNextPage endCursor } } } } }
      releases(first: 25, orderBy: { field: CREATED_AT, direction: DESC }) { nodes { name tag { name } tagCommit { oid } url description isDraft } pageInfo { endCursor hasNextPage } }`),
  ],
  [
    'semantic-release’s pull requests of a commit',
    inRepository(`commit: ref(qualifiedName: "refs/heads/main") { target { ... on Commit { oid associatedPullRequests(first: 100) { pageInfo { endCursor hasNextPage }
      nodes { id title body url number createdAt updatedAt closedAt locked comments { totalCount } state author { login url avatarUrl __typename }
        authorAssociation activeLockReason labels(first: 40) { nodes { id url name color description isDefault } }
        milestone { url id number state title description creator { login url avatarUrl } createdAt closedAt updatedAt }
        mergeable changedFiles mergedAt isDraft mergedBy { login avatarUrl url } commits { totalCount } } } } } }`),
  ],
  [
    'Renovate’s repository and its issues',
    inRepository(`id isFork parent { nameWithOwner } isArchived nameWithOwner hasIssuesEnabled autoMergeAllowed mergeCommitAllowed rebaseMergeAllowed
      squashMergeAllowed defaultBranchRef { name target { oid } }
      issues(orderBy: { field: UPDATED_AT, direction: DESC }, filterBy: { createdBy: "bob" }, first: 100) { pageInfo { startCursor hasNextPage endCursor }
        nodes { number state title body updatedAt } }`),
  ],
])('%s is answered whole', async (_what, query) => {
  const { data, errors } = await askGraphql(github)(query)
  expect(errors).toBeUndefined()
  expect(Object.values(data).every((value) => value !== null)).toBe(true)
  expect([populated.issue, populated.pull]).toEqual([1, 2])
})
