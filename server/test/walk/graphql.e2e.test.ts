import {
  type GraphQLField,
  type GraphQLInputType,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
} from 'graphql'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { schema } from '../../src/protocols/github/graphql/schema.ts'
import { parseNodeId, printNodeId } from '../../src/protocols/github/node-id.ts'
import { HATS } from './hats.kit.ts'
import { createWorld, type World } from './world.kit.ts'

/** Everybody who may not, tries every mutation of GitHub's GraphQL on what is alice's, and asks for every node of hers. */
let world: World
/** Node ids by what they are, as alice's clients see them. */
let nodes: Record<string, string>
beforeAll(async () => {
  world = await createWorld()
  nodes = await readNodes()
}, 180_000)
afterAll(() => world?.[Symbol.asyncDispose]())

async function readNodes(): Promise<Record<string, string>> {
  const { known } = world
  const R = '/repos/lunar/moonbase'
  const addresses = {
    ...{
      repository: R,
      issue: `${R}/issues/1`,
      pullRequest: `${R}/pulls/2`,
      comment: `${R}/issues/comments/${known['issues/comment']}`,
    },
    ...{
      label: `${R}/labels/plan-of-alice`,
      milestone: `${R}/milestones/1`,
      release: `${R}/releases/${known.release}`,
    },
    ...{ review: `${R}/pulls/2/reviews/${known.review}`, lineComment: `${R}/pulls/comments/${known['pulls/comment']}` },
    ...{
      ref: `${R}/git/ref/heads/feature`,
      commit: `${R}/git/commits/${known.second}`,
      checkRun: `${R}/check-runs/${known['check-runs/run']}`,
    },
    ...{ team: '/orgs/lunar/teams/crew', owner: '/orgs/lunar', user: '/users/alice' },
  }
  const found: Record<string, string> = {}
  for (const [name, path] of Object.entries(addresses)) {
    const { status, json } = await world.ask('GET', path)
    expect(status, path).toBe(200)
    found[name] = json.node_id
  }
  const query =
    '{ repository(owner: "lunar", name: "moonbase") { pullRequest(number: 2) { reviewThreads(first: 1) { nodes { id } } } } }'
  const { json } = await world.ask('POST', '/graphql', { body: { query } })
  found.thread = json.data.repository.pullRequest.reviewThreads.nodes[0].id
  return found
}

const mutations = Object.values(schema.getMutationType()!.getFields())
const ROOT = 'changes nothing by any mutation, and no node is shown or told to be there'

test.each(HATS)(
  `$who ${ROOT}`,
  async (hat) => {
    const token = await hat.wear(world)
    const found: string[] = []
    const before = await world.digest()
    const ask = async (query: string, variables: object) => {
      const answer = await world.ask('POST', '/graphql', { token, body: { query, variables } })
      if (answer.status >= 500 || /went wrong on the server/.test(answer.text)) found.push(`${query}: ${answer.text}`)
      return answer
    }
    for (const mutation of mutations) {
      if (hat.converses && CONVERSATION.includes(mutation.name)) continue
      const query = queryOf(mutation)
      const input = inputOf(mutation)
      const answer = await ask(query, { input })
      if (answer.json?.data?.[mutation.name]) found.push(`${mutation.name} with ${JSON.stringify(input)}: done`)
      if (hat.blindTo === 'nothing') continue
      // Whom and what they see beside the project may be told apart from nothing.
      if (hat.blindTo === 'the project' && /Repository$/.test(mutation.name) && mutation.name.startsWith('create'))
        continue
      const none = await ask(query, { input: decoyOf(input) })
      if (honest(none.text) !== honest(answer.text))
        found.push(`${mutation.name}: ${answer.text}, but where nothing is: ${none.text}`)
    }
    if (hat.blindTo === 'nothing') return
    for (const [name, id] of Object.entries(nodes)) {
      if (hat.blindTo === 'the project' && /^(team|owner|user)$/.test(name)) continue
      const query = 'query ($id: ID!) { node(id: $id) { __typename id } }'
      const answer = await ask(query, { id })
      if (answer.json?.data?.node) found.push(`node ${name}: ${answer.text}`)
      const none = await ask(query, { id: decoyOf(id) })
      if (honest(none.text) !== honest(answer.text))
        found.push(`node ${name}: ${answer.text}, but where nothing is: ${none.text}`)
    }
    expect(found).toEqual([])
    expect(await world.digest()).toEqual(before)
  },
  180_000,
)

test('the walk means something: alice herself gets most of it done', async () => {
  const refused: string[] = []
  // What closes or ends things comes last.
  const rank = (name: string) =>
    ['remove', 'update', 'close', 'archive', 'unarchive', 'delete'].findIndex((word) => name.startsWith(word))
  for (const mutation of mutations.toSorted((a, b) => rank(a.name) - rank(b.name))) {
    const answer = await world.ask('POST', '/graphql', {
      body: { query: queryOf(mutation), variables: { input: inputOf(mutation) } },
    })
    if (!answer.json?.data?.[mutation.name]) refused.push(`${mutation.name}: ${answer.text}`)
  }
  expect(mutations.length, refused.join('\n')).toBeGreaterThan(2 * refused.length)
}, 120_000)

function queryOf({ name, args }: GraphQLField<unknown, unknown>): string {
  return `mutation ($input: ${getNamedType(args[0]!.type).name}!) { ${name}(input: $input) { clientMutationId } }`
}

/** What everybody may who reads a project. */
const CONVERSATION = [
  ...['addComment', 'addReaction', 'removeReaction', 'createIssue', 'createPullRequest', 'addPullRequestReview'],
  ...[
    'addPullRequestReviewComment',
    'addPullRequestReviewThread',
    'addPullRequestReviewThreadReply',
    'submitPullRequestReview',
  ],
]

function inputOf(mutation: GraphQLField<unknown, unknown>): Record<string, unknown> {
  return madeUp(mutation.args[0]!.type, 'input', mutation.name) as Record<string, unknown>
}

function madeUp(type: GraphQLInputType, field: string, mutation: string): unknown {
  if (isNonNullType(type)) return madeUp(type.ofType, field, mutation)
  if (isListType(type)) return [madeUp(type.ofType, field, mutation)]
  if (isEnumType(type)) return (type.getValue('PRIVATE') ?? type.getValues()[0]!).name
  if (isInputObjectType(type)) {
    const fields = Object.values(type.getFields()).filter((each) => isNonNullType(each.type) || isTarget(each.name))
    return Object.fromEntries(fields.map((each) => [each.name, madeUp(each.type, each.name, mutation)]))
  }
  const { known } = world
  if (type.name === 'ID') return nodeFor(field, mutation)
  if (type.name === 'Boolean') return false
  if (type.name === 'Int') return 1
  if (/oid$/i.test(type.name) || /oid$/i.test(field)) return known.second
  if (/^(head|headRefName|branchName)$/.test(field)) return 'feature'
  if (/^(base|baseRefName)$/.test(field)) return 'main'
  if (/nameWithOwner/i.test(field)) return 'lunar/moonbase'
  if (field === 'color') return '00ff00'
  return /^name$/.test(field) && /ref/i.test(mutation) ? 'refs/heads/walk' : 'walk'
}

/** What is optional and yet says what a mutation is about. */
const isTarget = (field: string) =>
  /^(body|title|state|branch|ownerId|repositoryId|pullRequestId|pullRequestReviewThreadId)$/.test(field)

function nodeFor(field: string, mutation: string): string {
  const about = field === 'id' || field === 'nodeId' ? mutation : field
  const kinds: [RegExp, string][] = [
    [/reviewThread|threadId/i, 'thread'],
    [/reviewComment/i, 'lineComment'],
    [/issueComment|commentId/i, 'comment'],
    [/reviewId|PullRequestReview/i, 'review'],
    [/pullRequest/i, 'pullRequest'],
    [/label(Ids?$)|Label$/, 'label'],
    [/milestone/i, 'milestone'],
    [/(assignee|user|reviewer|actor)Ids?$/i, 'user'],
    [/team/i, 'team'],
    [/owner|organization/i, 'owner'],
    [/release/i, 'release'],
    [/checkRun/i, 'checkRun'],
    [/refId|Ref$/, 'ref'],
    [/issue|subject|labelable|assignable|lockable|closable|pinned/i, 'issue'],
  ]
  return nodes[kinds.find(([pattern]) => pattern.test(about))?.[1] ?? 'repository']!
}

/** The same with ids that nothing has. */
function decoyOf<T>(value: T): T {
  if (typeof value === 'string') {
    const parsed = Object.values(nodes).includes(value) ? parseNodeId(value) : undefined
    if (parsed)
      return printNodeId(
        parsed.kind,
        parsed.id.replace(/[^@:/]+/, (part) => part.replace(/.$/, '_')),
      ) as T
    return value.replace('lunar/moonbase', 'lunar/moonbasf') as T
  }
  if (Array.isArray(value)) return value.map(decoyOf) as T
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, decoyOf(each)])) as T
  return value
}

/** Without the ids that were asked for, which an error may repeat. */
function honest(text: string): string {
  return Object.values(nodes)
    .flatMap((id) => [id, decoyOf(id)])
    .reduce((rest, id) => rest.replaceAll(id, '*'), text)
    .replaceAll('moonbasf', 'moonbase')
}
