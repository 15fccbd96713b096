import { afterAll, beforeAll, expect, test } from 'vitest'
import { settled } from '../../../../test/walk/world.kit.ts'
import { type TestGithub, testGithub } from '../github.kit.ts'
import { type Prepared, prepareMutations } from './mutations.kit.ts'
import { askGraphql } from './query.kit.ts'
import { schema } from './schema.ts'

/** Who may only read, may not. Each input is right: in the end alice does with it what all others were refused. */
let github: TestGithub
let prepared: Prepared
beforeAll(async () => {
  github = await testGithub()
  prepared = await prepareMutations(github)
}, 240_000)
afterAll(() => github?.[Symbol.asyncDispose]())

/** What whoever reads a project may say in it. */
const CONVERSATION = [
  'createIssue',
  'addComment',
  'addReaction',
  'createPullRequest',
  'addPullRequestReview',
  'addPullRequestReviewThreadReply',
]

const mutate = (name: string, input: object, token?: string) => {
  const type = `${name[0]!.toUpperCase()}${name.slice(1)}Input`
  return askGraphql(github)(
    `mutation ($input: ${type}!) { ${name}(input: $input) { clientMutationId } }`,
    { input },
    token,
  )
}

/** Every table, and where every ref is. */
async function everything() {
  const { items } = await github.app.api('GET', '/projects/guild/hall/refs?limit=100')
  return { tables: await settled(github.app), refs: items }
}

test('every mutation of the schema is in the table', () => {
  const mutations = Object.keys(schema.getMutationType()!.getFields())
  expect(prepared.inputs.map(([name]) => name).sort()).toEqual(mutations.sort())
})

test.each([
  ['a stranger', 'NOT_FOUND', async () => github.app.bobToken, []],
  [
    'a token that may only read',
    'FORBIDDEN',
    async () => (await github.app.api('POST', '/tokens', { name: 'reader', permissions: ['*:read'] })).token,
    [],
  ],
  [
    'a viewer',
    'FORBIDDEN or NOT_FOUND',
    async () => {
      await github.app.api('PUT', '/orgs/guild/members/bob', { role: 'viewer' })
      return github.app.bobToken
    },
    CONVERSATION,
  ],
] as const)(
  '%s is refused every mutation with %s, and nothing is changed',
  async (_who, types, tokenOf, may) => {
    const token: string = await tokenOf()
    const before = await everything()
    for (const [name, input] of prepared.inputs) {
      if ((may as readonly string[]).includes(name)) continue
      const { data, errors } = await mutate(name, input, token)
      expect(data, name).toEqual({ [name]: null })
      expect(errors, name).toEqual([
        {
          type: expect.stringMatching(new RegExp(`^(${types.replaceAll(' or ', '|')})$`)),
          path: [name],
          locations: [expect.anything()],
          message: expect.stringMatching(/\w \w/),
        },
      ])
    }
    expect(await everything()).toEqual(before)
  },
  120_000,
)

test('alice does all of it', async () => {
  for (const [name, input] of prepared.inputs)
    expect(await mutate(name, { ...input, clientMutationId: name }), name).toEqual({
      data: { [name]: { clientMutationId: name } },
    })
}, 120_000)
