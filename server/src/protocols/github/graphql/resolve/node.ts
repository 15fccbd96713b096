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
import { sourceOfRepository } from './repository.ts'

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
    if (error instanceof Problem && (error.kind === 'not_found' || error.kind === 'forbidden')) return null
    throw error
  })
  if (!found) throw missing
  return found
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
    const [label] = await context.github.kernel.db.system((tx) => context.github.issues.labelsByIds(tx, [id]))
    const project = label && (await visible(context, label.project))
    return project && sourceOfLabel(placeOf(project), label)
  },
  async Milestone(context, id) {
    const [milestone] = await context.github.kernel.db.system((tx) => context.github.issues.milestonesByIds(tx, [id]))
    const project = milestone && (await visible(context, milestone.project))
    return project && sourceOfMilestone(placeOf(project), milestone)
  },
  Commit: (context, id) => gitNode(context, id),
  Tree: (context, id) => gitNode(context, id),
  Blob: (context, id) => gitNode(context, id),
  Tag: (context, id) => gitNode(context, id),
  Ref(context, id) {
    const { at, rest } = splitPlace(id, ':')
    return refNamed(context, at, rest)
  },
}

function gitNode(context: GraphqlContext, id: string) {
  const { at, rest } = splitPlace(id, '@')
  return objectWithId(context, at, rest)
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
