import { GraphQLError } from 'graphql'
import { Problem } from '#kernel'
import type { Project } from '#projects'
import { type NodeKind, parseNodeId } from '../../node-id.ts'
import type { GraphqlContext } from '../context.ts'
import { couldNotResolve } from '../errors.ts'
import type { AccountSource } from './account.ts'
import { sourceOfComment } from './comment.ts'
import { type Conversation, sourceOfConversation } from './conversation.ts'
import { objectWithId, refNamed } from './git.ts'
import { sourceOfLabel, sourceOfMilestone } from './planning.ts'
import { accountNamed } from './query.ts'
import { sourceOfRelease } from './release.ts'
import { sourceOfRepository } from './repository.ts'
import { sourceOfLine, sourceOfReview, sourceOfThread } from './review.ts'
import { sourceOfTeam } from './team.ts'

/** `owner/name` and what stands behind it, as the ids of git's objects and refs hold them. */
function splitPlace(id: string, separator: '@' | ':'): { at: { owner: string; name: string }; rest: string } {
  const cut = id.indexOf(separator)
  const [owner = '', name = ''] = id.slice(0, cut).split('/')
  return { at: { owner, name }, rest: id.slice(cut + 1) }
}

/** What every node says of itself. */
interface Node {
  __typename: string
}

type FindNode = (context: GraphqlContext, id: string) => Promise<Node | null | undefined>

export async function nodeWithId(context: GraphqlContext, nodeId: string): Promise<Node> {
  const parsed = parseNodeId(nodeId)
  const missing = couldNotResolve(`a node with the global id of '${nodeId.slice(0, 100)}'`)
  if (!parsed) throw missing
  const found = await NODES[parsed.kind]?.(context, parsed.id).catch((error) => {
    if (isMissing(error)) return null
    throw error
  })
  if (!found) throw missing
  return found
}

/** Not there, not to be seen, or an id that nobody was given: all the same to the one who asks. */
function isMissing(error: unknown): boolean {
  if (error instanceof GraphQLError) return true
  return error instanceof Problem && ['not_found', 'forbidden', 'invalid'].includes(error.kind)
}

/** How a node of each kind is found again. Visibility is the verbs', as everywhere. */
const NODES: Partial<Record<NodeKind, FindNode>> = {
  async Repository(context, id) {
    const project = await visible(context, id)
    return project && sourceOfRepository(context, project)
  },
  User: (context, id) => accountWithId(context, id),
  Organization: (context, id) => accountWithId(context, id),
  Issue: (context, id) => conversationWithId(context, id),
  PullRequest: (context, id) => conversationWithId(context, id),
  async IssueComment(context, id) {
    const [comment] = await context.github.kernel.db.system((tx) => context.github.issues.commentsByIds(tx, [id]))
    const project = comment && (await visible(context, comment.project))
    if (!project) return undefined
    const at = { owner: project.owner, name: project.name, comment: id }
    return sourceOfComment(project, await context.call(context.github.issues.verbs.getComment, at))
  },
  async Label(context, id) {
    const { kernel, issues } = context.github
    const [label] = await kernel.db.system((tx) => issues.labelsByIds(tx, [id]))
    const project = label && (await visible(context, label.project))
    if (!project) return undefined
    const place = placeOf(project)
    return sourceOfLabel(place, await context.call(issues.verbs.getLabel, { ...place.at, label: label.name }))
  },
  async Milestone(context, id) {
    const { kernel, issues } = context.github
    const [milestone] = await kernel.db.system((tx) => issues.milestonesByIds(tx, [id]))
    const project = milestone && (await visible(context, milestone.project))
    if (!project) return undefined
    const place = placeOf(project)
    const at = { ...place.at, milestone: milestone.number }
    return sourceOfMilestone(place, await context.call(issues.verbs.getMilestone, at))
  },
  async Team(context, id) {
    const { identity } = context.github
    const at = await identity.teams.locate(id)
    const team = at && (await context.call(identity.verbs.getTeam, at))
    const organization = team && (await identity.accounts.byLogin(at.org))
    return organization && sourceOfTeam(team, organization)
  },
  async PullRequestReview(context, id) {
    const source = await pullWith(context, 'review', id)
    const at = source && { ...source.at, number: source.pull.number, review: id }
    return at && sourceOfReview(source, await context.call(context.github.pulls.verbs.getReview, at))
  },
  async PullRequestReviewComment(context, id) {
    const source = await pullWith(context, 'comment', id)
    const at = source && { ...source.at, comment: id }
    return at && sourceOfLine(source, await context.call(context.github.pulls.verbs.getComment, at))
  },
  async PullRequestReviewThread(context, id) {
    const source = await pullWith(context, 'thread', id)
    const at = source && { ...source.at, number: source.pull.number }
    const threads = at && (await context.call(context.github.pulls.verbs.threads, at)).items
    const thread = threads?.find((one) => one.id === id)
    return source && thread && sourceOfThread(source, thread)
  },
  async CheckRun(context, id) {
    const { checks } = context.github
    const at = await checks.locate('run', id)
    const check = at && (await context.call(checks.verbs.get, { ...at, checkRun: id }))
    return check && { __typename: 'CheckRun', at, sha: check.sha, check }
  },
  async CheckSuite(context, id) {
    const { checks } = context.github
    const at = await checks.locate('suite', id)
    const suite = at && (await context.call(checks.verbs.suite, { ...at, suite: id }))
    return suite && { __typename: 'CheckSuite', at, sha: suite.sha, suite }
  },
  async StatusContext(context, id) {
    const { checks } = context.github
    const at = await checks.locate('status', id)
    const status = at && (await context.call(checks.verbs.getStatus, { ...at, status: id }))
    return status && { __typename: 'StatusContext', at, sha: status.sha, status }
  },
  async Release(context, id) {
    const { releases, projects } = context.github
    const at = await releases.locate(id)
    const release = at && (await context.call(releases.verbs.get, { ...at, release: id }))
    if (!release) return undefined
    const source = sourceOfRepository(context, await context.call(projects.verbs.get, at))
    return sourceOfRelease(source, release)
  },
  Commit: (context, id) => gitNode(context, 'Commit', id),
  Tree: (context, id) => gitNode(context, 'Tree', id),
  Blob: (context, id) => gitNode(context, 'Blob', id),
  Tag: (context, id) => gitNode(context, 'Tag', id),
  Ref(context, id) {
    const { at, rest } = splitPlace(id, ':')
    return refNamed(context, at, rest)
  },
}

async function pullWith(context: GraphqlContext, kind: 'review' | 'comment' | 'thread', id: string) {
  const { pulls, projects } = context.github
  const found = await pulls.locate(kind, id)
  if (!found) return undefined
  const { number, ...at } = found
  const project = await context.call(projects.verbs.get, at)
  return {
    __typename: 'PullRequest' as const,
    project,
    at,
    pull: await context.call(pulls.verbs.get, { ...at, number }),
  }
}

async function gitNode(context: GraphqlContext, kind: NodeKind, id: string) {
  const { at, rest } = splitPlace(id, '@')
  const found = await objectWithId(context, at, rest)
  return found?.__typename === kind ? found : undefined
}

async function accountWithId(context: GraphqlContext, id: string): Promise<AccountSource | undefined> {
  const account = await context.github.identity.accounts.byId(id)
  return account && accountNamed(context, account.login)
}

/** The project with this id as the one who asks sees it. */
async function visible(context: GraphqlContext, id: string): Promise<Project | undefined> {
  const { github, call } = context
  const project = await github.kernel.db.system((tx) => github.projects.findById(tx, id))
  return project && call(github.projects.verbs.get, { owner: project.owner, name: project.name })
}

function placeOf(project: Project) {
  return { project, at: { owner: project.owner, name: project.name } }
}

async function conversationWithId(context: GraphqlContext, id: string): Promise<Conversation | undefined> {
  const { github, call } = context
  const [issue] = await github.kernel.db.system((tx) => github.issues.byIds(tx, [id]))
  const project = issue && (await visible(context, issue.project))
  if (!project) return undefined
  const at = { owner: project.owner, name: project.name }
  return sourceOfConversation(project, await call(github.issues.verbs.get, { ...at, number: issue.number }))
}

/** The node with this id if it is of one of these kinds; whatever a mutation is about. */
export async function getNode<T extends Node>(
  context: GraphqlContext,
  nodeId: string,
  kinds: readonly T['__typename'][],
): Promise<T> {
  const node = await nodeWithId(context, nodeId)
  if (kinds.includes(node.__typename)) return node as T
  throw couldNotResolve(`a node with the global id of '${nodeId.slice(0, 100)}'`)
}
