import {
  type GraphQLField,
  type GraphQLObjectType,
  getNamedType,
  isLeafType,
  isNonNullType,
  isObjectType,
} from 'graphql'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type TestGithub, testGithub } from '../github.kit.ts'
import { type Populated, populate } from './populated.kit.ts'
import { askGraphql } from './query.kit.ts'
import { schema } from './schema.ts'

let github: TestGithub
let populated: Populated
beforeAll(async () => {
  github = await testGithub()
  populated = await populate(github)
}, 240_000)
afterAll(() => github[Symbol.asyncDispose]())

/** Of how many places of a type the fields are asked, for each of the pull requests. */
const MOST_PLACES = 2

/** What no repository holds, with the reason. */
const NEVER_THERE: Record<string, string> = {
  MergeQueue: 'there are no merge queues',
  MergeQueueConfiguration: 'there are no merge queues',
  MergeQueueEntry: 'there are no merge queues',
  Project: 'there are no boards',
  ProjectCard: 'there are no boards',
  ProjectCardEdge: 'there are no boards',
  ProjectColumn: 'there are no boards',
  ProjectEdge: 'there are no boards',
  ProjectV2: 'there are no boards',
  ProjectV2Edge: 'there are no boards',
  ProjectV2Item: 'there are no boards',
  ProjectV2ItemEdge: 'there are no boards',
  ProjectV2ItemFieldSingleSelectValue: 'there are no boards',
  IssueType: 'issues have no types',
  Submodule: 'what .gitmodules says is in the file',
  PinnedIssue: 'issues are not pinned',
  PinnedIssueEdge: 'issues are not pinned',
  Gist: 'there are no gists',
  GistEdge: 'there are no gists',
  GistFile: 'there are no gists',
  CodeOfConduct: 'it is not recognised',
  FundingLink: 'they are not read',
  License: 'it is not recognised',
  GpgSignature: 'the commits of this test carry none; signatures have tests of their own',
  SshSignature: 'the commits of this test carry none; signatures have tests of their own',
  SmimeSignature: 'the commits of this test carry none; signatures have tests of their own',
  UnknownSignature: 'the commits of this test carry none; signatures have tests of their own',
  AutoMergeRequest: 'nothing waits to be merged here',
  WorkflowRun: 'nothing was run here; gh asks for it in its tests',
  Workflow: 'nothing was run here; gh asks for it in its tests',
}

/** The arguments that a field must have. */
function argumentsOf(type: string, field: GraphQLField<unknown, unknown>, pull: number): string {
  const { at, issue, head } = populated
  const known: Record<string, string> = {
    'Query.repository': `owner: "${at.owner}", name: "${at.repo}"`,
    'Query.repositoryOwner': 'login: "studio"',
    'Query.organization': 'login: "studio"',
    'Query.user': 'login: "alice"',
    'Query.node': 'id: "nothing"',
    'Query.nodes': 'ids: []',
    'Query.search': 'query: "is:issue repo:studio/lamp", type: ISSUE, first: 10',
    'User.organization': 'login: "studio"',
    'User.repository': 'name: "lamp"',
    'Organization.repository': 'name: "lamp"',
    'RepositoryOwner.repository': 'name: "lamp"',
    'Organization.team': 'slug: "lamps"',
    'Repository.issue': `number: ${issue}`,
    'Repository.pullRequest': `number: ${pull}`,
    'Repository.issueOrPullRequest': `number: ${pull}`,
    'Repository.label': 'name: "dark"',
    'Repository.milestone': 'number: 1',
    'Repository.release': 'tagName: "v1"',
    'Repository.ref': 'qualifiedName: "refs/tags/v0"',
    'Repository.refs': 'refPrefix: "refs/heads/", first: 10',
    'Repository.object': `oid: "${head}"`,
    'Ref.compare': `headRef: "${head}"`,
    'Commit.blame': 'path: "README.md"',
    'Commit.file': 'path: "README.md"',
    'Status.context': 'name: "build"',
  }
  const given = known[`${type}.${field.name}`]
  if (given) return `(${given})`
  const missing = field.args.find((arg) => isNonNullType(arg.type) && arg.defaultValue === undefined)
  if (missing) throw new Error(`say which ${missing.name} ${type}.${field.name} is asked with`)
  return field.args.some(({ name }) => name === 'first') ? '(first: 60)' : ''
}

interface Place {
  type: GraphQLObjectType
  /** What leads there, and its end. */
  open: string
  close: string
  path: string[]
}

/** Every field of the type: values themselves, and of objects what they are. */
function selectAll(type: GraphQLObjectType, pull: number): string {
  return Object.values(type.getFields())
    .map((field) => {
      const asked = `${field.name}${argumentsOf(type.name, field, pull)}`
      return isLeafType(getNamedType(field.type)) ? asked : `${asked} { __typename }`
    })
    .join(' ')
}

/** What stands at the end of the path, all lists opened. */
function follow(data: unknown, path: readonly string[]): unknown[] {
  let here: unknown[] = [data].flat()
  for (const name of path)
    here = here
      .flatMap((value) => (value as Record<string, unknown>)[name])
      .flat(3)
      .filter((value) => value != null)
  return here
}

test('every field of every kind of object that a repository holds is answered as the schema says', async () => {
  const { pull, merged, forked } = populated
  const wrong: string[] = []
  const seen = new Set<string>()
  for (const number of [pull, merged, forked]) for (const name of await walk(number, wrong)) seen.add(name)
  expect([...new Set(wrong)]).toEqual([])
  const known = Object.values(schema.getTypeMap()).filter(
    (type) => isObjectType(type) && !/^__|Payload$|^(?:Query|Mutation)$/.test(type.name) && !seen.has(type.name),
  )
  expect(known.map(({ name }) => name).filter((name) => !(name in NEVER_THERE))).toEqual([])
}, 240_000)

/** From the root to everything that can be reached; answers the names of the types that were found. */
async function walk(pull: number, wrong: string[]): Promise<Iterable<string>> {
  const ask = askGraphql(github)
  const seen = new Map<string, number>()
  const queue: Place[] = [{ type: schema.getQueryType()!, open: '', close: '', path: [] }]
  for (let place = queue.shift(); place; place = queue.shift()) {
    const { type, open, close, path } = place
    const { data, errors, message } = await ask(`{ ${open} __typename ${selectAll(type, pull)} ${close} }`)
    // Outside of the repository there is none of the issue or the node that is asked for by its number or id, which is said.
    const told = (errors ?? []).filter(
      ({ type: kind, path: at }) => kind !== 'NOT_FOUND' || /^(?:repository|organization)$/.test(String(at?.[0])),
    )
    for (const error of told) wrong.push(`${type.name} at ${path.join('.')}: ${error.path?.join('.')} ${error.message}`)
    if (!data) {
      if (told.length === 0) wrong.push(`${type.name} at ${path.join('.')}: ${message ?? 'no data'}`)
      continue
    }
    const found = follow(data, path).filter((each) => (each as { __typename: string }).__typename === type.name)
    for (const field of Object.values(type.getFields())) {
      if (isLeafType(getNamedType(field.type))) continue
      const kinds = new Set(follow(found, [field.name]).map((each) => (each as { __typename: string }).__typename))
      for (const kind of kinds) {
        const times = seen.get(kind) ?? 0
        const next = schema.getType(kind)
        if (times >= MOST_PLACES || !isObjectType(next)) continue
        seen.set(kind, times + 1)
        queue.push({
          type: next,
          open: `${open} ${field.name}${argumentsOf(type.name, field, pull)} { __typename ... on ${kind} {`,
          close: `} } ${close}`,
          path: [...path, field.name],
        })
      }
    }
  }
  return seen.keys()
}
